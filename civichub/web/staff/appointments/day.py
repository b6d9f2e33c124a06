"""The day: who comes when, to whom and where; and finding one appointment."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.appointments.models import Appointment, Wish
from civichub.appointments.queries import (
    appointments_on,
    find_appointments,
    get_wish_for,
    rooms_of,
    sessions_at,
    sites_in_use,
)
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.web.access import staff
from civichub.web.portal.appointments.choosing import day_asked
from civichub.web.ui.components import Column

COLUMNS = [Column(label) for label in ("Time", "Who", "For", "With and where", "State")]


def number_asked(request: HttpRequest, name: str) -> int | None:
    """A number of the address, or None when it is none that a record could have."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else None


@staff()
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """One day, as a list or as a grid of officers by time; of one site, officer or room, or all that one may see."""
    user, today = request.user, london_date(timezone.now())
    day = day_asked(request, today)
    wanted = {name: number_asked(request, name) for name in ("site", "officer", "room")}
    everybody = appointments_on(user, day, site=wanted["site"])
    rows = appointments_on(user, day, **wanted) if any((wanted["officer"], wanted["room"])) else everybody
    books = user.organisations_with("appointments.book")
    heads, grid = _grid(rows)
    values = {
        "day": day, "today": today, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
        "rows": rows, "columns": COLUMNS, "wanted": wanted, "grid": grid, "as_grid": request.GET.get("as") == "grid",
        "sites": sites_in_use(books), "rooms": rooms_of(books), "officers": _officers(everybody),
        "grid_columns": [Column("Time"), *(Column(head) for head in heads)],
        "sessions": sessions_at(wanted["site"], day, day) if wanted["site"] else [],
        "kept": "".join(f"&{name}={value}" for name, value in wanted.items() if value)
        + ("&as=grid" if request.GET.get("as") == "grid" else ""),
        "may_book": bool(books), "may_manage": user.holds_anywhere("appointments.manage"),
    }  # fmt: skip
    return render(request, "staff/appointments/day.html", values)


def _officers(rows: list[Appointment]) -> list[Any]:
    found = {row.sitting.officer_id: row.sitting.officer for row in rows if row.sitting.officer}
    return sorted(found.values(), key=str)


def _grid(rows: list[Appointment]) -> tuple[list[str], list[tuple[Any, list[list[Appointment]]]]]:
    """Officers (or rooms, where nobody is named) across, times down."""
    heads: dict[str, None] = {}
    cells: dict[Any, dict[str, list[Appointment]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        head = str(row.sitting.officer or row.sitting.room or row.kind)
        heads[head] = None
        cells[row.starts_at][head].append(row)
    names = sorted(heads)
    return names, [(time, [line[name] for name in names]) for time, line in sorted(cells.items())]


@staff()
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """By reference, name, email or telephone number; a reference may be that of somebody who waits for a time."""
    words = request.GET.get("q", "").replace("\x00", "")[:120].strip()
    found = find_appointments(request.user, words, timezone.now()) if words else []
    if len(found) == 1:
        return redirect("appointment", found[0].reference)
    if wish := _wish_found(request.user, words):
        if wish.waiting.ended_at is None:
            return redirect(f"{reverse('appointment-line', args=[wish.kind.slug])}#{wish.reference}")
        messages.info(request, f"{wish.name} is no longer on the list for {wish.kind.name}: {wish.waiting.ended_why}.")
    values = {"rows": found, "words": words, "columns": [Column("Day"), *COLUMNS]}
    return render(request, "staff/appointments/find.html", values)


def _wish_found(user: Any, reference: str) -> Wish | None:
    try:
        return get_wish_for(user, reference)
    except NotFound:
        return None


def parsed_day(value: str) -> date | None:
    """A day as a date box gives it."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day if 2000 < day.year < 2100 else None
