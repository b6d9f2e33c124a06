"""Separator sheets to print, and how the letters of an organisation look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.queries import service_titles
from civichub.core.clocks import london_date
from civichub.customers.needs import language_name
from civichub.messaging.letters.paper import Sheet, day_in_words, document, sheet_html, statement_lines
from civichub.messaging.letters.policies import BRINGS_POST
from civichub.messaging.letters.press import NoPress, print_document
from civichub.messaging.letters.separators import Separator, code_of
from civichub.messaging.operations.letters_writing import set_letterhead
from civichub.messaging.queries.letters import letterhead_of, queues_for_letters
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, chosen_organisation, organisations_with
from civichub.web.staff.letters.sections import day_in, kept_private, number_in, paper, tabs
from civichub.web.ui.forms import HubForm, LongTextField, ManyChoicesField, NumberField, TextField

MOST_COPIES = 20


@staff(BRINGS_POST)
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """Choose what a sheet says; with ``print`` in the address, the sheets themselves."""
    found = {
        queue.pk: queue for one in organisations_with(request, BRINGS_POST) for queue in queues_for_letters(one)
    }  # fmt: skip
    if "print" in request.GET:
        return _sheets(request, found)
    context = {
        "queues": list(found.values()),
        "services": service_titles(),
        "today": london_date(timezone.now()),
        "most": MOST_COPIES,
        "tabs": tabs(request, "post"),
    }
    return render(request, "staff/letters/sheets.html", context)


def _sheets(request: HttpRequest, queues: dict[int, Any]) -> HttpResponse:
    get, today = request.GET, london_date(timezone.now())
    queue = queues.get(number_in(get.get("queue", "")) or 0)
    services = dict(service_titles())
    service = number_in(get.get("service", ""))
    service = service if service in services else None
    day = day_in(get.get("received_on", ""))
    day = day if day is not None and day <= today else None
    copies = min(MOST_COPIES, max(1, number_in(get.get("copies", "")) or 1))
    separator = Separator(queue.pk if queue else None, service, day)
    lines = [services[service]] if service else []
    lines += [f"Received {day_in_words(day)}"] if day else []
    sheet = Sheet(code_of(separator), queue.name if queue else "Next letter", tuple(lines))
    html = document([sheet_html(sheet)] * copies, title="Separator sheets")
    try:
        answer = HttpResponse(print_document(html).content, content_type="application/pdf")
    except NoPress:
        return paper(html)
    answer["Content-Disposition"] = 'inline; filename="separator-sheets.pdf"'
    return kept_private(answer)


class LetterheadForm(HubForm):
    """How letters look. Millimetres are from the top left corner of the sheet."""

    return_address = LongTextField(
        label="Address in the head", limit=400, rows=4, required=False, hint="Where returned mail should come back to"
    )
    languages = ManyChoicesField(
        label="Languages of the statement", required=False,
        hint="Printed under every letter: where to ask for it in another format or language",
        choices=[(code, language_name(code)) for code in statement_lines()],
    )  # fmt: skip
    statement = TextField(
        label="Statement in English", max_length=400, required=False, hint="Leave empty for the usual one"
    )
    closing = TextField(label="Closing", max_length=80, missing="Enter how letters close")
    window_left_mm = NumberField(label="Window from the left", suffix="mm", hint="15 to 40")
    window_top_mm = NumberField(label="Window from the top", suffix="mm", hint="35 to 65; 46 suits DL and C5")


@staff("messages.edit")
@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """The letterhead of an organisation."""
    organisation = chosen_organisation(request, "messages.edit")
    now_set = letterhead_of(organisation)
    begun = {name: getattr(now_set, name) for name in LetterheadForm.base_fields}
    begun["return_address"] = begun["return_address"] or organisation.postal_address
    form = LetterheadForm(request.POST or None, initial=begun)
    page = FormPage(
        title="Letterhead", caption=organisation.name, back=reverse("letter-log"), done="The letterhead has been saved."
    )

    def act(said: dict[str, Any]) -> None:
        said["return_address"] = said["return_address"].replace("\r\n", "\n")
        set_letterhead(organisation=organisation, changes=said, actor=request.user, at=timezone.now())

    return ask_and_do(request, form, page, act)
