"""Saying in time that a deadline is near, and honestly that it has passed: each once for each due day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import leaders_of
from civichub.cases import policies
from civichub.cases.events import DeadlineMissed, DeadlineNear
from civichub.cases.models import CaseClock, EntryKind
from civichub.cases.operations.history import add_history
from civichub.cases.operations.steps import hear_event
from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.procedures.definition import DUE_SOON, MISSED
from civichub.procedures.queries import procedure_by_version


@operation
def watch_deadline(*, clock: CaseClock, actor: Any, at: datetime) -> CaseClock:
    """Tell those whom the procedure names that this clock is near its end, or past it. Nothing happens twice.

    A clock that moves to a later day is watched anew (`timekeeping.recompute`).
    """
    require(policies.may_watch_deadlines(actor))
    case, clock = lock(clock.case), lock(clock)
    if clock.stopped_at is not None or clock.due_at is None:
        return clock
    label = procedure_by_version(case.procedure_version_id).clock(clock.key).label
    if at >= clock.due_at:
        if clock.missed_at is None:
            clock.missed_at, clock.warned_at = at, clock.warned_at or at
            save(clock, "missed_at", "warned_at")
            _say(case, clock, MISSED, f"The time for “{label}” has run out.", actor=actor, at=at)
            publish(DeadlineMissed(case_id=case.pk, clock_id=clock.pk), at=at)
    elif clock.warn_at is not None and at >= clock.warn_at and clock.warned_at is None:
        clock.warned_at = at
        save(clock, "warned_at")
        told = f" {leader}, who leads {case.team}, is being told." if (leader := _leader(case, at)) else ""
        _say(case, clock, DUE_SOON, f"The time for “{label}” runs out soon.{told}", actor=actor, at=at)
        publish(DeadlineNear(case_id=case.pk, clock_id=clock.pk), at=at)
    return clock


def _leader(case: Any, at: datetime) -> Any:
    return leaders_of([case.team_id], at).get(case.team_id) if case.team_id else None


def _say(case: Any, clock: CaseClock, what: str, words: str, *, actor: Any, at: datetime) -> None:
    due = clock.due_on.isoformat() if clock.due_on else None
    add_history(case, EntryKind.CLOCK, actor=actor, at=at, text=words, clock=clock.key, due_on=due)
    audit(f"case.deadline_{what}", case, actor=actor, at=at, clock=clock.key, due_on=due)
    publish(*hear_event(case, f"clock:{clock.key}:{what}", actor=actor, at=at), at=at)
