"""From the rows of a clock to its deadline, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from civichub.cases.models import Case, CaseClock, ClockMark
from civichub.core.clocks import (
    OFFICE,
    Calendars,
    ClockState,
    Deadline,
    Holiday,
    Rule,
    calendars_of_office,
    compute_deadline,
)
from civichub.core.operations import save
from civichub.core.prepared import insert
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.organisations.queries import office_calendar
from civichub.procedures.queries import procedure_by_version


def calendars_for(rule: Rule, organisation: Any, team_id: int | None) -> Calendars | None:
    """The calendars in which `rule` counts for a body and its team; None, the shipped ones, unless it asks for hours
    of the office that holds the case."""
    return calendars_of_office(office_calendar(organisation, team_id)) if rule.calendar == OFFICE else None


def state_of(clock: CaseClock, marks: Iterable[ClockMark] | None = None) -> ClockState:
    """The ledger of a stored clock, from its marks in order; without `marks` they are read."""
    state = ClockState(clock.started_at)
    for mark in clock.marks.all() if marks is None else marks:
        if mark.kind == "pause":
            state = state.pause(mark.at, mark.ground, mark.reason)
        elif mark.kind == "resume":
            state = state.resume(mark.at)
        elif mark.kind == "restart":
            state = state.restart(mark.at, mark.ground, mark.reason)
        else:
            state = state.extend(mark.amount, mark.ground, mark.at, mark.reason)
    return state.stop(clock.stopped_at) if clock.stopped_at else state


def deadline_of(
    clock: CaseClock,
    rule: Rule,
    proclaimed: tuple[Holiday, ...] | None = None,
    *,
    settled: bool = True,
    marks: Iterable[ClockMark] | None = None,
) -> Deadline:
    """The deadline of a stored clock, with the steps of its sum; `marks` as for `state_of`.

    `settled` takes extensions accepted earlier as they are; without it one decided too late raises `LedgerError`.
    """
    days = proclaimed_holidays() if proclaimed is None else proclaimed
    return compute_deadline(
        rule, state_of(clock, marks), calendars=_calendars(rule, clock), proclaimed=days, settled=settled
    )


def _calendars(rule: Rule, clock: CaseClock) -> Calendars | None:
    return calendars_for(rule, clock.case.organisation, clock.case.team_id) if rule.calendar == OFFICE else None


def deadline_from(case: Case, rule: Rule, *, at: datetime, proclaimed: tuple[Holiday, ...]) -> Deadline:
    """The deadline of something that starts now on this case."""
    calendars = calendars_for(rule, case.organisation, case.team_id) if rule.calendar == OFFICE else None
    return compute_deadline(rule, ClockState(at), calendars=calendars, proclaimed=proclaimed)


def start(
    case: Case, key: str, audience: str, rule: Rule, *, at: datetime, proclaimed: tuple[Holiday, ...]
) -> CaseClock:
    """A new running clock, computed once here. An earlier round of the same clock has been stopped before."""
    deadline = deadline_from(case, rule, at=at, proclaimed=proclaimed)
    clock = CaseClock(
        case=case,
        key=key,
        audience=audience,
        started_at=at,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        warn_at=deadline.warn_at,
        round=case.reopened_count + 1,
    )
    return insert(clock)


def mark(
    clock: CaseClock, kind: str, *, at: datetime, actor: object, ground: str = "", reason: str = "", amount: int = 0
) -> None:
    """Add a mark to a clock's ledger."""
    ClockMark.objects.create(
        clock=clock, kind=kind, at=at, actor=actor, ground=ground, reason=reason[:300], amount=amount
    )


def recompute(
    clock: CaseClock, rule: Rule, proclaimed: tuple[Holiday, ...] | None = None, *, settled: bool = True
) -> bool:
    """Work the deadline out again from the ledger; True when it moved. Raises `LedgerError` if the rule forbids it."""
    deadline = deadline_of(clock, rule, proclaimed, settled=settled)
    before = (clock.due_at, clock.warn_at)
    clock.due_at, clock.due_on, clock.warn_at = deadline.due_at, deadline.due_on, deadline.warn_at
    moved = before != (clock.due_at, clock.warn_at)
    if moved:  # what was said of the day before is said again of the new one, when its time comes
        clock.warned_at = clock.missed_at = None
    save(clock, "due_at", "due_on", "warn_at", "warned_at", "missed_at")
    return moved


def nearest_due(case: Case) -> datetime | None:
    """When the first running clock of the case is due."""
    running = case.clocks.filter(stopped_at=None, due_at__isnull=False).order_by("due_at")
    return running.values_list("due_at", flat=True).first()


def follow_office(case: Case) -> list[CaseClock]:
    """Count the clocks in hours of the office again, after the case went to another; returns those that moved."""
    procedure = procedure_by_version(case.procedure_version_id)
    of_office = {clock.key: clock.rule for clock in procedure.clocks if clock.rule.calendar == OFFICE}
    if not of_office:
        return []
    running = list(case.clocks.filter(key__in=of_office, stopped_at=None))
    moved = [clock for clock in running if recompute(clock, of_office[clock.key])]
    if moved:
        case.due_at = nearest_due(case)
        save(case, "due_at")
    return moved
