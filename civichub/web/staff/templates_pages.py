"""Message templates: the hub's own words by event, a council's own in their place, and how they read filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import live_services, service_by_slug
from civichub.core.errors import HubError, NotFound
from civichub.customers.needs import language_name
from civichub.delivery.states import Channel
from civichub.notifications.operations.templates import Scope as TextScope
from civichub.notifications.operations.templates import save_template, withdraw_template
from civichub.notifications.placeholders import EVENT_KINDS, PLACEHOLDERS
from civichub.notifications.queries import ENGLISH, event_kinds, template_for, templates_for, text_for
from civichub.notifications.shipped import check_text, languages_known
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


@dataclass(frozen=True)
class Scope:
    """For which service and language words are looked at: those that the address names, else every service, English."""

    service: str
    language: str

    @classmethod
    def of(cls, request: HttpRequest) -> Scope:
        """Raises `NotFound` for a service or language that is not there."""
        service, language = request.GET.get("service", ""), request.GET.get("language", ENGLISH)
        if language not in languages_known() or (
            service and service_by_slug(service[:140].replace("\x00", "")) is None
        ):
            raise NotFound
        return cls(service, language)

    @property
    def query(self) -> str:
        """As it follows the organisation in an address."""
        parts = {"service": self.service, "language": self.language if self.language != ENGLISH else ""}
        return "".join(f"&{name}={value}" for name, value in parts.items() if value)

    @property
    def words(self) -> str:
        """For a caption."""
        named = service_by_slug(self.service) if self.service else None
        about = [named.title] if named else []
        return ", ".join([*about, *([language_name(self.language)] if self.language != ENGLISH else [])])


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every event that tells somebody, with the channels that have words of one's own."""
    organisation = chosen_organisation(request, POWER)
    scope, own = Scope.of(request), dict[tuple[str, str], Any]()
    own_texts = templates_for(request.user).filter(organisation=organisation, withdrawn_at=None)
    for text in own_texts.filter(service_slug=scope.service, language=scope.language):
        own.setdefault((text.event_key, text.channel), text)
    words = dict(Channel.choices)
    rows = [
        (kind, [(code, words[code], own.get((kind.key, code))) for code in kind.channels]) for kind in event_kinds()
    ]
    others = [one for one in organisations_with(request, POWER) if one.pk != organisation.pk]
    context = {
        "rows": rows, "organisation": organisation, "others": others, "scope": scope,
        "services": live_services(), "languages": [(code, language_name(code)) for code in languages_known()],
    }  # fmt: skip
    return render(request, "staff/templates.html", context)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, event: str, channel: str) -> HttpResponse:
    """The words of one event by one channel: look at them filled in, then save them as the next version."""
    organisation = chosen_organisation(request, POWER)
    kind = EVENT_KINDS.get(event)
    if kind is None or channel not in kind.channels:
        raise NotFound
    now, scope = timezone.now(), Scope.of(request)
    text = text_for(
        event, channel=channel, language=scope.language, organisation_id=organisation.pk, service_slug=scope.service,
        at=now,
    )  # fmt: skip
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
                    scope=TextScope(event, channel, scope.language, scope.service), organisation=organisation,
                    subject=subject, body=body, actor=request.user, at=now,
                )  # fmt: skip
                messages.success(request, "Saved. Messages from now on use these words.")
                return redirect(f"{reverse('template-list')}?organisation={organisation.pk}{scope.query}")
        except HubError as error:
            add_refusal(form, error)
    versions = templates_for(request.user).filter(
        organisation=organisation, event_key=event, channel=channel, language=scope.language,
        service_slug=scope.service,
    )  # fmt: skip
    context = {
        "form": form, "kind": kind, "channel": dict(Channel.choices)[channel], "organisation": organisation,
        "preview": preview, "versions": list(versions.order_by("-version")[:30]), "shipped": text and not text.version,
        "placeholders": [(name, PLACEHOLDERS[name], name in kind.required) for name in kind.placeholders],
        "scope": scope, "back_url": f"{reverse('template-list')}?organisation={organisation.pk}{scope.query}",
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
    scope = Scope(text.service_slug, text.language)
    address = reverse("template-edit", args=[text.event_key, text.channel])
    return redirect(f"{address}?organisation={text.organisation_id}{scope.query}")
