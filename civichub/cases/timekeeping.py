"""From the rows of a clock to its deadline, and back."""

from __future__ import annotations

from datetime import datetime

from civichub.cases.models import Case, CaseClock, ClockMark
from civichub.core.clocks import ClockState, Deadline, Holiday, Rule, compute_deadline
from civichub.core.operations import save
from civichub.core.proclaimed.queries import proclaimed_holidays


def state_of(clock: CaseClock) -> ClockState:
    """The ledger of a stored clock, from its marks in order."""
    state = ClockState(clock.started_at)
    for mark in clock.marks.all():
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
    clock: CaseClock, rule: Rule, proclaimed: tuple[Holiday, ...] | None = None, *, settled: bool = True
) -> Deadline:
    """The deadline of a stored clock, with the steps of its sum.

    `settled` takes extensions accepted earlier as they are; without it one decided too late raises `LedgerError`.
    """
    days = proclaimed_holidays() if proclaimed is None else proclaimed
    return compute_deadline(rule, state_of(clock), proclaimed=days, settled=settled)


def start(
    case: Case, key: str, audience: str, rule: Rule, *, at: datetime, proclaimed: tuple[Holiday, ...]
) -> CaseClock:
    """A new running clock, computed once here. An earlier round of the same clock has been stopped before."""
    deadline = compute_deadline(rule, ClockState(at), proclaimed=proclaimed)
    return CaseClock.objects.create(
        case=case,
        key=key,
        audience=audience,
        started_at=at,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        warn_at=deadline.warn_at,
        round=case.reopened_count + 1,
    )


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
    save(clock, "due_at", "due_on", "warn_at")
    return before != (clock.due_at, clock.warn_at)


def nearest_due(case: Case) -> datetime | None:
    """When the first running clock of the case is due."""
    running = case.clocks.filter(stopped_at=None, due_at__isnull=False).order_by("due_at")
    return running.values_list("due_at", flat=True).first()
