"""The audit: what was changed and who looked at what, by person, record and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from civichub.accounts.queries import staff_of
from civichub.cases.queries import get_case_for
from civichub.core.errors import NotFound
from civichub.core.ledgers import changes, reads
from civichub.customers.queries import get_customer_for
from civichub.web.access import staff
from civichub.web.ui.components import ChosenFilter, Column
from civichub.web.ui.paging import address_with, keyset_page

LONDON = ZoneInfo("Europe/London")
SHOWN = {"changes": "What was changed", "reads": "Who looked"}
NOUNS = {"cases.case": "Case", "customers.customer": "Customer"}


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) if day else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _record(user: Any, reference: str) -> Any:
    """The case or customer of that reference that `user` may open. Raises `NotFound`."""
    if user.holds_anywhere("case.view"):
        try:
            return get_case_for(user, reference)
        except NotFound:
            pass
    return get_customer_for(user, reference)


def _asked_subject(user: Any, reference: str) -> tuple[tuple[str, int] | None, bool]:
    """The (model, key) of the record asked for, if any, and whether a reference was given that leads to none."""
    if not reference:
        return None, False
    try:
        record = _record(user, reference)
    except NotFound:
        return None, True
    return (record._meta.label_lower, record.pk), False


@staff("audit.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Both ledgers, the latest first. A reference that is not the reader's is answered like one that does not exist."""
    get, user = request.GET, request.user
    which = get.get("show", "changes") if get.get("show") in SHOWN else "changes"
    reference = get.get("reference", "").replace("\x00", "")[:40].strip()
    people = list(staff_of(user.organisations_with("audit.view")))
    person = next((one for one in people if str(one.pk) == get.get("person", "")), None)
    first, last = _day(get.get("from", "")), _day(get.get("to", ""))
    subject, unknown = _asked_subject(user, reference)
    query = reads if which == "reads" else changes
    found = query(
        user, own_people=[one.pk for one in people], subject=subject, actor_id=person.pk if person else None,
        since=_midnight(first), until=_midnight(last + timedelta(days=1)) if last else None,
    )  # fmt: skip
    rows, pager = ([], None) if unknown else keyset_page(request, found, order=("-at", "-pk"), size=100)
    named = [
        ("reference", reference),
        ("person", person.name if person else ""),
        ("from", f"From {first:%-d %b %Y}" if first else ""),
        ("to", f"To {last:%-d %b %Y}" if last else ""),
    ]
    context = {
        "rows": [(row, _subject(row), _detail(row)) for row in rows],
        "pager": pager,
        "which": which,
        "tabs": [(code, label, address_with(request, show=code, after=None, before=None))
                 for code, label in SHOWN.items()],
        "columns": (Column("When"), Column("Who"), Column("What" if which == "changes" else "Record"),
                    Column("Detail" if which == "changes" else "On what ground")),
        "people": people,
        "person": person,
        "reference_asked": reference,
        "first": first,
        "last": last,
        "unknown": unknown,
        "chosen": [ChosenFilter(label, address_with(request, **{name: None, "after": None, "before": None}))
                   for name, label in named if label],
    }  # fmt: skip
    return render(request, "staff/audit.html", context)


def _subject(row: Any) -> str:
    noun = NOUNS.get(row.subject_type) or row.subject_type.partition(".")[2].replace("_", " ").capitalize()
    return f"{noun} no. {row.subject_id}"


def _detail(row: Any) -> str:
    found = getattr(row, "detail", None) or {}
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items() if value not in ("", None))
