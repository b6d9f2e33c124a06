"""Registration standards: how soon somebody who asks now could come, and how soon those were offered who asked."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.appointments.standards import figures_by_day, standings
from civichub.core.clocks import london_date
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.appointments.day import parsed_day
from civichub.web.ui.components import Column

MONTH, LONGEST = timedelta(days=30), timedelta(days=400)


@staff("appointments.manage")
@require_GET
def show(request: HttpRequest) -> HttpResponseBase:
    """A line a kind, the days under it, and all of it as a file."""
    now = timezone.now()
    today = london_date(now)
    last = parsed_day(request.GET.get("last", "")) or today
    first = min(parsed_day(request.GET.get("first", "")) or last - MONTH, last)
    first = max(first, last - LONGEST)
    organisations = request.user.organisations_with("appointments.manage")
    figures = figures_by_day(organisations, first, last)
    if request.GET.get("as") == "csv":
        head = ("Day", "Kind", "Standard, working days", "Asked", "Offered within the standard", "Share")
        rows = [(one.day, one.kind.name, one.kind.standard_days, one.asked, one.within, f"{one.share:.3f}")
                for one in figures]  # fmt: skip
        return csv_file.stream(f"appointment-standards-{first}-{last}", [head, *rows])
    values = {
        "standings": standings(organisations, first, last, now), "figures": figures, "first": first, "last": last,
        "columns": [Column("Kind"), Column("Standard"), Column("Asked", numeric=True), Column("Within", numeric=True),
                    Column("First time free now")],
        "day_columns": [Column("Day"), Column("Kind"), Column("Asked", numeric=True), Column("Within", numeric=True)],
    }  # fmt: skip
    return render(request, "staff/appointments/standards.html", values)
