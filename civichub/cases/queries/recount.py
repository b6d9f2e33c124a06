"""What a proclaimed holiday would move before it is added, and whose clocks follow an office's hours."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from civichub.cases import timekeeping
from civichub.cases.models import Case, CaseClock
from civichub.core.clocks import OFFICE, Holiday
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


def cases_by_office_hours(organisation_id: int, team_id: int | None) -> Iterator[Case]:
    """Open cases of an organisation, or of one team of it, with a running clock that counts the office's hours."""
    cases = Case.objects.open().filter(organisation=organisation_id)
    cases = cases.filter(team=team_id) if team_id is not None else cases
    clocks = Q()
    for version_id in cases.order_by().values_list("procedure_version", flat=True).distinct():
        keys = [c.key for c in procedure_by_version(version_id).clocks if c.rule.calendar == OFFICE]
        clocks |= Q(procedure_version=version_id, clocks__key__in=keys, clocks__stopped_at=None) if keys else Q()
    if not clocks:
        return iter(())
    return cases.filter(clocks).distinct().iterator(chunk_size=500)
