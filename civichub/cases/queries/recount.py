"""What a proclaimed holiday would move, before it is added."""

from __future__ import annotations

from civichub.cases import timekeeping
from civichub.cases.models import CaseClock
from civichub.core.clocks import Holiday
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.procedures.queries import procedure_by_version

MOST_TRIED = 1000


def clocks_moved_by(holiday: Holiday) -> tuple[int, int, bool]:
    """(how many running clocks were tried, how many of them would move, whether there are more than were tried).

    Only clocks that began before the day ends and are due on it or later can move; at most 1,000 are counted. Numbers
    alone, over every organisation: a proclamation moves the clocks of all of them.
    """
    touching = CaseClock.objects.filter(stopped_at=None, due_on__gte=holiday.date, started_at__date__lte=holiday.date)
    clocks = list(touching.select_related("case").prefetch_related("marks")[: MOST_TRIED + 1])
    days = (*proclaimed_holidays(), holiday)
    moved = 0
    for clock in clocks[:MOST_TRIED]:
        rule = procedure_by_version(clock.case.procedure_version_id).clock(clock.key).rule
        moved += timekeeping.deadline_of(clock, rule, days).due_on != clock.due_on
    return min(len(clocks), MOST_TRIED), moved, len(clocks) > MOST_TRIED
