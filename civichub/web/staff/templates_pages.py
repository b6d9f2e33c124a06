"""Message templates: the hub's own words by event, a council's own in their place, and how they read filled in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.delivery.states import Channel
from civichub.notifications.operations.templates import Scope, save_template, withdraw_template
from civichub.notifications.placeholders import EVENT_KINDS, PLACEHOLDERS
from civichub.notifications.queries import event_kinds, template_for, templates_for, text_for
from civichub.notifications.shipped import check_text
from civichub.notifications.wording import render as fill_in
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import chosen_organisation, organisations_with
from civichub.web.ui.forms import HubForm, LongTextField, TextField

POWER = "messages.edit"
SAMPLES = {name: placeholder.sample for name, placeholder in PLACEHOLDERS.items()}


class TextForm(HubForm):
    """The words of one message."""

    subject = TextField(label="Subject", max_length=200, missing="Enter the subject")
    body = LongTextField(
        label="Words", limit=20_000, rows=12, missing="Enter the words",
        hint="A line whose placeholders all come out empty is left out.",
    )  # fmt: skip

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel == Channel.SMS:
            del self.fields["subject"]


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every event that tells somebody, with the channels that have words of one's own."""
    organisation = chosen_organisation(request, POWER)
    own: dict[tuple[str, str], Any] = {}
    for text in templates_for(request.user).filter(organisation=organisation, withdrawn_at=None, service_slug=""):
        own.setdefault((text.event_key, text.channel), text)
    words = dict(Channel.choices)
    rows = [
        (kind, [(code, words[code], own.get((kind.key, code))) for code in kind.channels]) for kind in event_kinds()
    ]
    others = [one for one in organisations_with(request, POWER) if one.pk != organisation.pk]
    context = {"rows": rows, "organisation": organisation, "others": others}
    return render(request, "staff/templates.html", context)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, event: str, channel: str) -> HttpResponse:
    """The words of one event by one channel: look at them filled in, then save them as the next version."""
    organisation = chosen_organisation(request, POWER)
    kind = EVENT_KINDS.get(event)
    if kind is None or channel not in kind.channels:
        raise NotFound
    now = timezone.now()
    text = text_for(event, channel=channel, language="en", organisation_id=organisation.pk, service_slug="", at=now)
    begun = {"subject": text.subject, "body": text.body} if text else {}
    form = TextForm(request.POST or None, initial=begun, channel=channel)
    preview = _filled(begun.get("subject", ""), begun.get("body", ""))
    if request.method == "POST" and form.is_valid():
        subject, body = form.cleaned_data.get("subject", ""), form.cleaned_data["body"].replace("\r\n", "\n")
        try:
            check_text(event, channel, subject, body)
            preview = _filled(subject, body)
            if "save" in request.POST:
                save_template(
                    scope=Scope(event, channel), organisation=organisation, subject=subject, body=body,
                    actor=request.user, at=now,
                )  # fmt: skip
                messages.success(request, "Saved. Messages from now on use these words.")
                return redirect(f"{reverse('template-list')}?organisation={organisation.pk}")
        except HubError as error:
            add_refusal(form, error)
    versions = templates_for(request.user).filter(organisation=organisation, event_key=event, channel=channel)
    context = {
        "form": form, "kind": kind, "channel": dict(Channel.choices)[channel], "organisation": organisation,
        "preview": preview, "versions": list(versions.order_by("-version")[:30]), "shipped": text and not text.version,
        "placeholders": [(name, PLACEHOLDERS[name], name in kind.required) for name in kind.placeholders],
        "back_url": f"{reverse('template-list')}?organisation={organisation.pk}",
    }  # fmt: skip
    return render(request, "staff/template_edit.html", context)


def _filled(subject: str, body: str) -> tuple[str, str]:
    return fill_in(subject, SAMPLES), fill_in(body, SAMPLES)


@staff(POWER)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of use: the one before it holds again, or the hub's own words."""
    text = template_for(request.user, pk)
    withdraw_template(template=text, actor=request.user, at=timezone.now())
    messages.success(request, "It is out of use. The words before it hold again.")
    return redirect("template-edit", text.event_key, text.channel)
