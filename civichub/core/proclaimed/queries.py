"""Reads of the proclaimed holidays."""

from __future__ import annotations

from django.db.models import QuerySet

from civichub.core.clocks import Holiday
from civichub.core.models import ProclaimedHoliday
from civichub.core.prepared import prepared


def proclaimed_holidays() -> tuple[Holiday, ...]:
    """The days in force, oldest first: the `proclaimed` argument of `compute_deadline`.

    One small query, not cached, so that no process counts by yesterday's table.
    """
    rows = _in_force()
    return tuple(Holiday(row.date, row.name, frozenset(row.nations), row.source, replaces=row.replaces) for row in rows)


@prepared
def _in_force() -> QuerySet[ProclaimedHoliday]:
    return ProclaimedHoliday.objects.filter(withdrawn_at=None).order_by("date", "name")


def proclaimed_holiday(holiday_id: int) -> ProclaimedHoliday | None:
    """One proclaimed holiday, withdrawn or not."""
    return ProclaimedHoliday.objects.filter(pk=holiday_id).first()


def every_proclamation() -> QuerySet[ProclaimedHoliday]:
    """All that were ever added, the latest day first, withdrawn or not, with who added them."""
    return ProclaimedHoliday.objects.select_related("added_by").order_by("-date", "name", "pk")
