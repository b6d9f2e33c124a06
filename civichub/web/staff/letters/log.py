"""The letter log: what came and how it stands to the five working days, and what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.catalogue.queries import service_titles
from civichub.core.references import format_reference, parse_reference
from civichub.customers.queries import names_for
from civichub.messaging.models import LetterIn
from civichub.messaging.queries.letters import LogFilters, letter_log, letter_standing, letters_out, standing_of_out
from civichub.web.access import staff
from civichub.web.csv_file import stream
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.letters.sections import day_in, headings, number_in, tabs
from civichub.web.ui.components import ChosenFilter
from civichub.web.ui.paging import address_with, keyset_page

WHICH = {"open": "Open", "overdue": "Overdue", "late": "Late or overdue", "all": "All"}
COLUMNS = headings("Received", "From", "About", "With", "Answered or acknowledged", "Standard")
SENT_COLUMNS = headings("Written", "To", "What", "By", "State")


def filters_from(request: HttpRequest) -> LogFilters:
    """The part of the log that an address asks for; what cannot be read is left out."""
    get = request.GET
    which = get.get("which", "open")
    return LogFilters(
        which=which if which in WHICH else "open",
        organisation_id=number_in(get.get("body", "")),
        service_id=number_in(get.get("service", "")),
        words=get.get("words", "").replace("\x00", "").strip()[:80],
        since=day_in(get.get("since", "")),
        until=day_in(get.get("until", "")),
    )


def _row(user: Any, letter: LetterIn, at: Any, names: dict[int, str]) -> dict[str, Any]:
    words, colour = letter_standing(letter, at)
    name = names.get(letter.contact.customer_id or 0, "") or letter.sender or "Not known yet"
    return {"letter": letter, "sender": name, "words": words, "colour": colour}


@staff("contact.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What is owed, overdue first; or everything, the latest first."""
    wanted, now = filters_from(request), timezone.now()
    owed = wanted.which in ("open", "overdue")
    order = ("due_at", "pk") if owed else ("-received_on", "-pk")
    found, pager = keyset_page(request, letter_log(request.user, wanted, now), order=order)
    names = names_for(request.user, {letter.contact.customer_id for letter in found if letter.contact.customer_id})
    context = {
        "rows": [_row(request.user, letter, now, names) for letter in found],
        "columns": COLUMNS,
        "pager": pager,
        "now": now,
        "wanted": wanted,
        "which": WHICH.items(),
        "services": service_titles(),
        "bodies": list(organisations_with(request, "contact.view")),
        "chosen": _chosen(request, wanted),
        "tabs": tabs(request, "letter-log"),
        "export": "export.csv?" + request.GET.urlencode(),
    }
    return render(request, "staff/letters/log.html", context)


def _chosen(request: HttpRequest, wanted: LogFilters) -> list[ChosenFilter]:
    service = dict(service_titles()).get(wanted.service_id or 0, "") if wanted.service_id else ""
    named = [
        ("which", WHICH[wanted.which] if wanted.which != "open" else ""),
        ("body", "One body" if wanted.organisation_id else ""),
        ("service", service),
        ("words", f"“{wanted.words}”" if wanted.words else ""),
        ("since", f"From {wanted.since:%-d %b %Y}" if wanted.since else ""),
        ("until", f"To {wanted.until:%-d %b %Y}" if wanted.until else ""),
    ]
    return [ChosenFilter(label, address_with(request, **{name: None})) for name, label in named if label]


HEADINGS = ("Reference", "Received", "From", "Organisation", "Service", "Handled by", "Due", "State", "Responded",
            "How", "Standard")  # fmt: skip


@staff("contact.view")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a spreadsheet."""
    wanted, now = filters_from(request), timezone.now()
    user = request.user

    def rows() -> Iterator[tuple[Any, ...]]:
        yield HEADINGS
        found = letter_log(user, wanted, now).order_by("received_on", "pk")[:20_000]
        for letter in found:
            contact = letter.contact
            known = names_for(user, [contact.customer_id]) if contact.customer_id else {}
            yield (
                format_reference(letter.reference), letter.received_on,
                known.get(contact.customer_id or 0, "") or letter.sender, letter.organisation.name,
                contact.service.title if contact.service else "", str(contact.handled_by or ""), letter.due_on,
                letter.get_state_display(), letter.responded_at, letter.how, letter_standing(letter, now)[0],
            )  # fmt: skip

    return stream("letter-log", rows())


@staff("contact.view")
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Letters of ours, the latest first; found by the name they went to or by their reference."""
    words = request.GET.get("words", "").replace("\x00", "").strip()[:80]
    found = letters_out(request.user)
    if words:
        by_name = found.filter(message__to_name__icontains=words)
        reference = parse_reference(words)
        found = by_name | found.filter(message__reference=reference) if reference else by_name
    rows, pager = keyset_page(request, found, order=("-written_at", "-pk"))
    context = {
        "rows": [(out, standing_of_out(out)) for out in rows],
        "columns": SENT_COLUMNS,
        "pager": pager,
        "words": words,
        "tabs": tabs(request, "letters-sent"),
    }
    return render(request, "staff/letters/sent.html", context)
