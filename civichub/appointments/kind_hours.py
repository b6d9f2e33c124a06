"""When a kind is held at a site on a day: by an exception for the day, by its own hours of the week, or as the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any

from django.db.models import F, Q

from civichub.appointments.models import Kind, KindDay, KindHours
from civichub.appointments.slots import Span, common
from civichub.core.clocks.moments import instant


def hours_on(kind: Kind, site: Any, days: list[date], *, usual: Callable[[date], list[Span]]) -> list[Span]:
    """The windows on these days, in order of time. `usual` gives the site's own of a day.

    An exception counts before everything, so that a kind can open on a bank holiday; of two the one for this site. A
    kind's own hours of the week lie inside those of the site.
    """
    here = Q(site=None) | Q(site=site)
    found_days = KindDay.objects.filter(here, kind=kind, day__range=(days[0], days[-1]))
    exceptions = {row.day: row for row in found_days.order_by(F("site").asc(nulls_first=True))}
    rows = list(KindHours.objects.filter(here, kind=kind))
    found: list[Span] = []
    for day in days:
        if day in exceptions:
            found += _span(day, exceptions[day].starts, exceptions[day].ends)
        else:
            found += _of_week(rows, day, usual(day))
    return found


def _of_week(rows: Iterable[KindHours], day: date, usual: list[Span]) -> list[Span]:
    in_force = [row for row in rows if row.from_day <= day and (row.until_day is None or day <= row.until_day)]
    if not in_force:
        return usual
    own = [span for row in in_force if row.weekday == day.weekday() for span in _span(day, row.starts, row.ends)]
    return common(usual, own)


def _span(day: date, starts: time | None, ends: time | None) -> list[Span]:
    if starts is None or ends is None:
        return []
    begin, end = starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute
    return [(instant(day, begin), instant(day, end, closing=True))]
