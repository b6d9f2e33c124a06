"""What has to be done by when, and by whom: a team's diary, a case's next moments, and clocks that need a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from civichub.accounts.queries import leaders_of, teams_led_by
from civichub.cases.models import Case, CaseClock, Promise, Task
from civichub.core.clocks import end_of_day, london_date
from civichub.procedures.definition import WAITING, Procedure
from civichub.procedures.queries import procedure_by_version

CLOCK, TASK, PROMISE = "Deadline", "Task", "Promise"
MOST_LINES = 300


@dataclass(frozen=True)
class DiaryLine:
    """One thing to be done. `at` is exclusive (UTC), `due_on` the last London day; `who` a person, a team or "".

    `state`: late, warned (its warning has come) or ahead. `leader`: who leads the team and was told that it is near.
    """

    case: Case
    kind: str
    words: str
    who: str
    at: datetime
    due_on: date
    state: str
    audience: str = ""
    leader: str = ""


def clocks_to_watch(at: datetime, limit: int) -> list[CaseClock]:
    """Running clocks of which nobody has yet been told that they are near their end, or past it."""
    near = Q(warn_at__lte=at, warned_at=None) | Q(due_at__lte=at, missed_at=None)
    found = CaseClock.objects.filter(near, stopped_at=None, due_at__isnull=False)
    return list(found.select_related("case").order_by("due_at")[:limit])


def diary(user: Any, *, at: datetime, days: int = 14, team: Any = None, mine: bool = False) -> list[DiaryLine]:
    """What falls due within `days` in the open cases that `user` may see, soonest first, whatever is late before all.

    `team` narrows it to one team, `mine` to what the reader holds, and for who leads a team to its deadlines that are
    near. At most 300 lines.
    """
    until = end_of_day(london_date(at) + timedelta(days=days))
    cases = Case.objects.visible_to(user).open().filter(organisation__in=user.organisations_with("case.act"))
    lines = [
        *_clocks(cases, until, team, user if mine else None, at),
        *_tasks(cases, until, team, user if mine else None, at),
    ]
    lines += _promises(cases, until, team, user if mine else None, at)
    return sorted(lines, key=lambda line: (line.at, line.case.reference))[:MOST_LINES]


def _holding(team: Any, person: Any, prefix: str = "case__") -> Q:
    held = Q()
    if team is not None:
        held &= Q(**{f"{prefix}team": team})
    if person is not None:
        held &= Q(**{f"{prefix}assignee": person})
    return held


NAMED = ("case__service", "case__organisation", "case__team", "case__assignee")


def _clocks(cases: Any, until: datetime, team: Any, person: Any, at: datetime) -> Iterable[DiaryLine]:
    held = _holding(None, person)
    if person is not None:
        held |= Q(case__team__in=teams_led_by(person, at), warned_at__isnull=False)
    running = CaseClock.objects.filter(held & _holding(team, None), case__in=cases, stopped_at=None, due_at__lte=until)
    found = list(running.select_related(*NAMED).order_by("due_at")[:MOST_LINES])
    leaders = leaders_of({clock.case.team_id for clock in found if clock.warned_at and clock.case.team_id}, at)
    for clock in found:
        label = procedure_by_version(clock.case.procedure_version_id).clock(clock.key).label
        warned = clock.warn_at is not None and at >= clock.warn_at
        state = "late" if at >= clock.due_at else "warned" if warned else "ahead"
        leader = str(leaders.get(clock.case.team_id) or "") if clock.warned_at else ""
        yield DiaryLine(
            clock.case, CLOCK, label, _who(clock.case), clock.due_at, clock.due_on, state, clock.audience, leader
        )


def _tasks(cases: Any, until: datetime, team: Any, person: Any, at: datetime) -> Iterable[DiaryLine]:
    held = Q(assignee=person) | Q(assignee=None, case__assignee=person) if person is not None else Q()
    held &= Q(team=team) if team is not None else Q()
    found = Task.objects.filter(held, case__in=cases, done_at=None, due_at__lte=until)
    for task in found.select_related(*NAMED, "team", "assignee").order_by("due_at")[:MOST_LINES]:
        who = str(task.assignee or task.case.assignee or task.team or task.case.team or "")
        state = "late" if at >= task.due_at else "ahead"
        yield DiaryLine(task.case, TASK, task.title, who, task.due_at, london_date(task.last_moment), state)


def _promises(cases: Any, until: datetime, team: Any, person: Any, at: datetime) -> Iterable[DiaryLine]:
    held = Q(keeper=person) | Q(keeper=None, case__assignee=person) if person is not None else Q()
    held &= Q(keeper_team=team) if team is not None else Q()
    found = Promise.objects.filter(held, case__in=cases, settled_at=None, due_on__lte=london_date(until))
    for promise in found.select_related(*NAMED, "keeper", "keeper_team").order_by("due_on")[:MOST_LINES]:
        ends = end_of_day(promise.due_on)
        who = str(promise.keeper or promise.keeper_team or "")
        yield DiaryLine(
            promise.case, PROMISE, promise.text, who, ends, promise.due_on, "late" if at >= ends else "ahead"
        )


def _who(case: Case) -> str:
    return str(case.assignee or case.team or case.organisation.short_name)


def _why_paused(line: Any) -> str:
    """The ground on which a clock stands still, in the words of its rule."""
    rule, state = line.deadline.rule, line.deadline.state
    pause = next((one for one in state.live_pauses if one.until is None), None)
    ground = rule.ground("pauses", pause.ground) if pause else None
    return (pause.note if pause else "") or (ground.words if ground else "")


@dataclass(frozen=True)
class NextUp:
    """What comes next in a case: what, by which day ("" for none while something stands still), and for whom."""

    words: str
    due_on: date | None
    who: str
    is_late: bool = False


def next_up(record: Any, *, at: datetime) -> list[NextUp]:
    """What is next in a case and for whom, the soonest first: of a `CaseRecord`, so it shows no more than that does."""
    case: Case = record.case
    if case.closed_at is not None:
        return []
    procedure: Procedure = record.procedure
    lines = []
    for line in record.clocks:
        if line.clock.stopped_at is None and line.clock.due_at is not None:
            lines.append(NextUp(line.label, line.clock.due_on, _who(case), at >= line.clock.due_at))
        elif line.clock.stopped_at is None:
            lines.append(NextUp(f"{line.label} stands still: {_why_paused(line)}", None, ""))
    for task in record.tasks:
        if task.done_at is None:
            day = london_date(task.last_moment) if task.due_at else None
            late = task.due_at is not None and at >= task.due_at
            lines.append(NextUp(task.title, day, str(task.assignee or case.assignee or task.team or ""), late))
    for promise in record.promises:
        if promise.settled_at is None:
            who = str(promise.keeper or promise.keeper_team or _who(case))
            lines.append(NextUp(promise.text, promise.due_on, who, at >= end_of_day(promise.due_on)))
    if procedure.stage(case.stage).kind == WAITING:
        lines.append(NextUp(procedure.stage(case.stage).staff, None, "the customer"))
    return sorted(lines, key=lambda one: (one.due_on is None, one.due_on or date.max, one.words))
