"""How the cases of one procedure ended, month by month: for adult social care, the outcomes by tier (C11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries.registers import endings_of
from civichub.core.errors import NotFound
from civichub.procedures.queries import parsed, procedure_in_force
from civichub.web.access import staff
from civichub.web.staff.casework.registers import asked_of
from civichub.web.ui.components import Column

MONTHS = 12


@staff("performance.view")
@require_GET
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The last twelve months, an outcome to a row."""
    now, asked = timezone.now(), asked_of(request)
    version = procedure_in_force(key[:60], None, now) if "\x00" not in key else None
    if version is None:
        raise NotFound
    months = _months(now.date())
    bodies = [asked.body] if asked.body else asked.bodies
    procedure = parsed(version)
    found = endings_of([one.pk for one in bodies], procedure, months=months, until=_next(months[-1]))
    rows = [(one, list(zip(months, one.months, strict=True))) for one in found if one.total]
    columns = [
        Column("Ended as"),
        *(Column(f"{month:%b}", numeric=True) for month in months),
        Column("All", numeric=True),
    ]
    context: dict[str, Any] = {"asked": asked, "procedure": procedure, "rows": rows, "columns": columns}
    return render(request, "staff/casework/endings.html", context)


def _months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        first = months[0]
        months.insert(0, date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1))
    return months


def _next(month: date) -> date:
    return date(month.year + (month.month == 12), month.month % 12 + 1, 1)
