"""Words that are written often: one list for email, letters and webchat, and the picker beside an answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, service_titles
from civichub.core.errors import NotFound
from civichub.knowledge.canned_texts import canned_texts_written_by
from civichub.knowledge.models import TextChannel
from civichub.knowledge.operations.canned_texts import withdraw_canned_text, write_canned_text
from civichub.knowledge.policies import may_write_canned_text
from civichub.organisations.queries import active_organisations
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.ui.forms import HubForm, LongTextField, ManyChoicesField, OneChoiceField, TextField
from civichub.web.ui.forms.widgets import SelectBox
from civichub.workforce.queries import active_skills

OF_REGISTER = "language:"  # how the register of skills begins the key of a language


def language_choices() -> dict[str, str]:
    """Languages by their tag: English, Welsh, and those of the register of staff languages."""
    spoken = active_skills().filter(kind="language").values_list("key", "name")
    return {"en": "English", "cy": "Welsh"} | {key.removeprefix(OF_REGISTER): name for key, name in spoken}


class TextForm(HubForm):
    """Words that are written often, and where they are offered."""

    title = TextField(
        label="Title", hint="In webchat it is found by / and the title", max_length=120,
        missing="Enter a title to find it by",
    )  # fmt: skip
    body = LongTextField(
        label="Text", limit=10_000, rows=10, missing="Enter the text",
        hint="In email and letters {name}, {reference}, {case}, {service}, {organisation} and {my_name} are filled in.",
    )  # fmt: skip
    channels = ManyChoicesField(
        label="Where is it offered?", choices=TextChannel.choices, missing="Choose at least one"
    )
    service = OneChoiceField(label="For one service only?", required=False, widget=SelectBox())
    language = OneChoiceField(label="Language", widget=SelectBox())
    organisation = OneChoiceField(label="Whose text is it?", widget=SelectBox())

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "For every service"), *((str(pk), t) for pk, t in service_titles())]
        self.fields["language"].choices = list(language_choices().items())
        self.fields["organisation"].choices = [(str(one.pk), one.name) for one in organisations]
        if len(organisations) == 1:
            del self.fields["organisation"]


def _organisations(request: HttpRequest) -> list[Any]:
    found = [one for one in active_organisations() if may_write_canned_text(request.user, one.pk)]
    if not found:
        raise NotFound
    return found


@staff()
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The texts, all or those of one channel."""
    several, channel = len(_organisations(request)) > 1, request.GET.get("channel", "")
    texts = canned_texts_written_by(request.user)
    if channel in TextChannel.values:
        texts = texts.filter(channels__contains=[channel])
    names, labels = language_choices(), dict(TextChannel.choices)
    context = {
        "rows": [
            (one, names.get(one.language, one.language), [labels[code] for code in one.channels]) for one in texts
        ],
        "channels": [("", "All"), *TextChannel.choices],
        "channel": channel,
        "several": several,
    }
    return render(request, "staff/canned_texts.html", context)


@staff()
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new text, or one as it is."""
    held = one_of(canned_texts_written_by(request.user), pk) if pk is not None else None
    organisations = [held.organisation] if held else _organisations(request)
    begun = {"language": "en", "channels": list(TextChannel.values)}
    if held is not None:
        begun = {name: getattr(held, name) for name in ("title", "body", "language", "channels")}
        begun["service"] = str(held.service_id or "")
    form = TextForm(request.POST or None, initial=begun, organisations=organisations)

    def act(data: dict[str, Any]) -> None:
        data["service"] = service_by_id(int(data["service"])) if data["service"] else None
        chosen = data.pop("organisation", str(organisations[0].pk))
        organisation = next(one for one in organisations if str(one.pk) == chosen)
        write_canned_text(organisation=organisation, canned=held, actor=request.user, at=timezone.now(), **data)

    page = FormPage(held.title if held else "New text", reverse("canned-texts"), "The text is kept.")
    return ask_and_do(request, form, page, act)


@staff()
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    held = one_of(canned_texts_written_by(request.user), pk)
    withdraw_canned_text(canned=held, actor=request.user, at=timezone.now())
    messages.success(request, f"“{held.title}” is offered no more. Write it again to bring it back.")
    return redirect("canned-texts")
