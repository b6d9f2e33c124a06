"""Changing a clock by hand, and counting open clocks again when the law changes the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies, timekeeping
from civichub.cases.events import ClockChanged
from civichub.cases.models import Case, CaseClock, EntryKind
from civichub.cases.operations.history import add_history
from civichub.cases.operations.steps import hear_event
from civichub.core.audit import audit
from civichub.core.clocks import LedgerError
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.core.text import clean_text
from civichub.procedures.definition import EXTENDED, Clock
from civichub.procedures.queries import procedure_by_version

A_HOLIDAY = "a bank holiday was proclaimed or withdrawn"
KINDS = {"pause": "Paused", "resume": "Resumed", "restart": "Restarted", "extend": "Extended"}


@operation
def change_clock(
    *, clock: CaseClock, kind: str, reason: str, actor: Any, at: datetime, ground: str = "", amount: int = 0
) -> CaseClock:
    """Pause, resume, restart or extend a running clock, with the reason. Raises `Invalid` when its rule forbids it.

    Of a clock that residents are told of they are told this too, and why; the procedure says what else they hear.
    """
    clock = lock(clock)
    case = lock(clock.case)
    require(policies.may_act_on_case(actor, case))
    reason = clean_text(reason, field="reason", max_length=300, required=True)
    if kind not in KINDS or clock.stopped_at is not None:
        raise Invalid({"kind": "Choose what to do with a clock that is still running."})
    procedure = procedure_by_version(case.procedure_version_id)
    definition = procedure.clock(clock.key)
    timekeeping.mark(clock, kind, at=at, actor=actor, ground=ground, reason=reason, amount=amount)
    try:
        timekeeping.recompute(clock, definition.rule, settled=False)
    except LedgerError as error:
        raise Invalid({error.field or "kind": str(error)}) from error
    case.due_at = timekeeping.nearest_due(case)
    save(case, "due_at")
    due = clock.due_on.isoformat() if clock.due_on else None
    told = {"public": True, "public_title": _title(definition, kind, clock)} if definition.resident else {}
    words = reason if told else f"{KINDS[kind]} the clock “{definition.label}”: {reason}"
    add_history(case, EntryKind.CLOCK, actor=actor, at=at, text=words, clock=clock.key, change=kind, due_on=due, **told)
    audit("case.clock_changed", case, actor=actor, at=at, clock=clock.key, kind=kind, ground=ground, due_on=due)
    heard = hear_event(case, f"clock:{clock.key}:{EXTENDED}", actor=actor, at=at) if kind == "extend" else []
    publish(ClockChanged(case_id=case.pk, clock_id=clock.pk), *heard, at=at)
    return clock


def _title(definition: Clock, kind: str, clock: CaseClock) -> str:
    by = f", to {clock.due_on:%-d %B %Y}" if clock.due_on and kind != "pause" else ""
    return f"{KINDS[kind]}: {definition.label}{by}"


@operation
def recount_open_clocks(*, case: Case, actor: Any, at: datetime, why: str = A_HOLIDAY) -> int:
    """Count a case's running clocks again, after a holiday or an office's hours changed; returns how many moved.

    `why` ends the sentence "…was counted again because".
    """
    case = lock(case)
    require(actor.is_system)
    procedure, proclaimed, moved = procedure_by_version(case.procedure_version_id), proclaimed_holidays(), 0
    for clock in case.clocks.filter(stopped_at=None):
        definition, before = procedure.clock(clock.key), clock.due_on
        if not timekeeping.recompute(clock, definition.rule, proclaimed):
            continue
        moved += 1
        words = f"“{definition.label}” was counted again because {why}."
        dates = {"was_due_on": before.isoformat() if before else None}
        dates["due_on"] = clock.due_on.isoformat() if clock.due_on else None
        add_history(case, EntryKind.CLOCK, actor=actor, at=at, text=words, clock=clock.key, **dates)
        audit("case.clock_recounted", case, actor=actor, at=at, clock=clock.key, **dates)
        publish(ClockChanged(case_id=case.pk, clock_id=clock.pk), at=at)
    if moved:
        case.due_at = timekeeping.nearest_due(case)
        save(case, "due_at")
    return moved
