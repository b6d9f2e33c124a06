"""Registration standards, measured: was a time offered within so many working days of asking?

Offered within 5 working days for a birth, 10 for a notice of marriage, 2 for a still-birth: the corporate scorecard of
Worcestershire County Council, December 2021. The day of asking is not counted, as the General Register Office counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civichub.appointments.availability import FreeTime, next_time
from civichub.appointments.models import Appointment, Kind
from civichub.appointments.queries import day_span
from civichub.core.clocks import OFFICE, calendars_of_office, london_date
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.organisations.queries import office_calendar


@dataclass(frozen=True)
class DayFigure:
    """How many asked on a day, and how many of them were offered a time within the standard."""

    day: date
    kind: Kind
    asked: int
    within: int

    @property
    def share(self) -> float:
        return self.within / self.asked


@dataclass(frozen=True)
class Standing:
    """A kind against its standard. `days_to_next`: working days until the first time free now, None when none is."""

    kind: Kind
    asked: int
    within: int
    next: FreeTime | None
    days_to_next: int | None

    @property
    def share_words(self) -> str:
        return f"{self.within / self.asked:.0%}" if self.asked else "Nobody asked"

    @property
    def meets_now(self) -> bool:
        return self.days_to_next is not None and self.days_to_next <= (self.kind.standard_days or 0)


def working_days_between(organisation: Any, asked: date, offered: date) -> int:
    """Working days after `asked`, up to and with `offered`; 0 on the same day."""
    index = calendars_of_office(office_calendar(organisation)).index(OFFICE, proclaimed_holidays())
    return index.count(asked.toordinal() + 1, offered.toordinal())


def kinds_with_standard(organisation_ids: Iterable[int]) -> list[Kind]:
    """Those with a standard, by name."""
    found = Kind.objects.filter(organisation__in=list(organisation_ids), standard_days__isnull=False, is_active=True)
    return list(found.select_related("organisation", "service", "session__site", "skill"))


def figures_by_day(organisation_ids: Iterable[int], first: date, last: date) -> list[DayFigure]:
    """From the bookings of people who asked from `first` to `last`: a figure a kind and day, days in London.

    A booking counts by the first time that was free anywhere when they asked, whichever they chose, and though it be
    cancelled later.
    """
    counted: dict[tuple[date, int], list[bool]] = defaultdict(list)
    kinds = {kind.pk: kind for kind in kinds_with_standard(organisation_ids)}
    rows = Appointment.objects.filter(kind__in=kinds, asked_at__gte=day_span(first)[0], asked_at__lt=day_span(last)[1])
    rows = rows.filter(booked_at__isnull=False, first_offered_on__isnull=False)
    for kind_id, asked_at, offered in rows.values_list("kind", "asked_at", "first_offered_on"):
        day, kind = london_date(asked_at), kinds[kind_id]
        days = working_days_between(kind.organisation, day, offered)
        counted[day, kind_id].append(days <= (kind.standard_days or 0))
    return [DayFigure(day, kinds[kind], len(met), sum(met)) for (day, kind), met in sorted(counted.items())]


def standings(organisation_ids: Iterable[int], first: date, last: date, at: datetime) -> list[Standing]:
    """Each kind with a standard: its share from `first` to `last`, and what it could offer somebody who asks now."""
    ids = list(organisation_ids)
    figures = figures_by_day(ids, first, last)
    return [
        _standing(kind, [figure for figure in figures if figure.kind.pk == kind.pk], at)
        for kind in kinds_with_standard(ids)
    ]


def _standing(kind: Kind, figures: list[DayFigure], at: datetime) -> Standing:
    found = next_time(kind, at=at)
    days = (
        working_days_between(kind.organisation, london_date(at), london_date(found.starts_at)) if found else None
    )  # fmt: skip
    return Standing(kind, sum(one.asked for one in figures), sum(one.within for one in figures), found, days)
