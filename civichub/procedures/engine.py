"""Running a procedure: pure functions that say what may happen to a case, and what follows when it does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civichub.core.definitions.expressions import Expression, holds
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.procedures.definition import (
    DECISION,
    NOTE,
    OUTCOME,
    REASON,
    Clock,
    Message,
    Outcome,
    PausedWhile,
    Procedure,
    Task,
    Transition,
)

REOPEN, NEW_LINKED_CASE = "reopen", "new_linked_case"


@dataclass(frozen=True)
class Facts:
    """What conditions may look at: the answers of the case's form, its organisation's slug, and the London day."""

    today: date
    answers: Mapping[str, object]
    organisation: str = ""

    def meet(self, expression: Expression | None) -> bool:
        """Whether a condition holds; no condition always does."""
        if expression is None:
            return True
        return holds(expression, {"answers": self.answers, "organisation": self.organisation}, today=self.today)


@dataclass(frozen=True)
class Effects:
    """What follows from events. Clocks are to be stopped before others are started; a pause names its ground."""

    stop: tuple[Clock, ...] = ()
    start: tuple[Clock, ...] = ()
    pause: tuple[tuple[Clock, PausedWhile], ...] = ()
    resume: tuple[Clock, ...] = ()
    messages: tuple[Message, ...] = ()
    tasks: tuple[Task, ...] = ()
    asks_feedback: bool = False


@dataclass(frozen=True)
class Filling:
    """What somebody gave together with a step."""

    outcome: str = ""
    note: str = ""
    reason: str = ""
    amount_pence: int | None = None


def allowed_transitions(
    procedure: Procedure,
    stage: str,
    powers: Collection[str],
    *,
    by: str = "staff",
    facts: Facts | None = None,
) -> tuple[Transition, ...]:
    """The steps open to somebody with `powers` (of `accounts.roles`) acting as `by`, in the order written.

    Powers count for staff only: a resident or partner is let in by being the case's own. Without `facts` conditional
    steps are left out.
    """
    return tuple(step for step in procedure.transitions if _is_open(step, stage, powers, by, facts))


def _is_open(step: Transition, stage: str, powers: Collection[str], by: str, facts: Facts | None) -> bool:
    if stage not in step.sources or by not in step.by:
        return False
    if by == "staff" and step.power not in powers:
        return False
    return step.when is None or (facts is not None and facts.meet(step.when))


def check_transition(
    procedure: Procedure,
    stage: str,
    key: str,
    filling: Filling,
    *,
    powers: Collection[str],
    roles: Collection[str] = (),
    by: str = "staff",
    facts: Facts | None = None,
    unfinished_tasks: Collection[str] = (),
) -> Transition:
    """The step `key`, when it may be taken from `stage` with `filling`.

    `unfinished_tasks`: keys of tasks of this stage still open. Raises `TransitionRefused` when the stage does not
    allow it, `NotAllowed` without the power or above the decision limit, `Invalid` naming what is missing.
    """
    step = next((found for found in procedure.transitions if found.key == key), None)
    if step is None or stage not in step.sources or not (step.when is None or (facts and facts.meet(step.when))):
        now = procedure.stage(stage).staff.lower()
        raise TransitionRefused(f"This case is at “{now}”, where that step is not possible.")
    if by not in step.by or (by == "staff" and step.power not in powers):
        raise NotAllowed()
    waiting = [task.title for task in procedure.stage(stage).tasks if task.must_finish and task.key in unfinished_tasks]
    if waiting:
        raise TransitionRefused(f"Finish this first: {'; '.join(waiting)}.")
    if errors := _missing(step, filling):
        raise Invalid(errors)
    if step.decision and filling.amount_pence is not None and by == "staff":
        require_decision(procedure, step.decision, roles, filling.amount_pence)
    return step


def _missing(step: Transition, filling: Filling) -> dict[str, str]:
    errors: dict[str, str] = {}
    if OUTCOME in step.requires and filling.outcome not in step.outcomes:
        errors[OUTCOME] = "Select the outcome."
    if NOTE in step.requires and not filling.note.strip():
        errors[NOTE] = "Enter a note that says why."
    if REASON in step.requires and not filling.reason.strip():
        errors[REASON] = "Select a reason." if step.reasons else "Enter a reason."
    elif filling.reason and step.reasons and filling.reason not in dict(step.reasons):
        errors[REASON] = "Select a reason from the list."
    if DECISION in step.requires and filling.amount_pence is None:
        errors["amount"] = "Enter the amount you have decided."
    return errors


def decision_limit_pence(procedure: Procedure, decision: str, roles: Collection[str]) -> int:
    """The most that somebody with `roles` may decide, in pence; 0 when they may not decide it."""
    return max((pence for role, pence in procedure.decision(decision).limits if role in roles), default=0)


def require_decision(procedure: Procedure, decision: str, roles: Collection[str], amount_pence: int) -> None:
    """Raises `NotAllowed`, naming the limit and who has a higher one, when `amount_pence` is too much for `roles`."""
    limit = decision_limit_pence(procedure, decision, roles)
    if amount_pence < 0:
        raise Invalid({"amount": "Enter an amount of £0 or more."})
    if amount_pence > limit:
        able = [role.replace("_", " ") for role, pence in procedure.decision(decision).limits if pence >= amount_pence]
        ask = f" Ask a {able[0]} to decide it." if able else " Nobody has a limit as high as this."
        raise NotAllowed(f"You may decide up to £{limit / 100:,.2f} here.{ask}")


def events_of(procedure: Procedure, step: Transition, outcome: str = "") -> tuple[str, ...]:
    """The event names of taking `step`, in order."""
    closes = procedure.stage(step.target).is_closed
    names = [f"transition:{step.key}", f"outcome:{outcome}" if outcome else "", f"stage:{step.target}"]
    return tuple(name for name in (*names, "closed" if closes else "") if name)


def opening_events(procedure: Procedure) -> tuple[str, ...]:
    """The event names of opening a case."""
    return ("opened", f"stage:{procedure.stages[0].key}")


def reopening_events(procedure: Procedure) -> tuple[str, ...]:
    """The event names of reopening a case. Raises `TransitionRefused` where the procedure does not reopen."""
    if procedure.reopening is None:
        raise TransitionRefused("Cases of this kind are not reopened. Open a new one and link it.")
    return ("reopened", f"stage:{procedure.reopening.to}")


def effects(procedure: Procedure, events: Iterable[str], facts: Facts, *, left: str = "") -> Effects:
    """What follows from `events`, which are names as in `definition`. `left` is the stage that the case came from."""
    names = tuple(events)
    outcomes = [o for o in procedure.outcomes if f"outcome:{o.key}" in names]
    entered = [stage for stage in procedure.stages if f"stage:{stage.key}" in names]
    clocks = [clock for clock in procedure.clocks if facts.meet(clock.when)]
    stop = [c for c in clocks if set(c.stops_on) & set(names) or any(c.key in o.stops for o in outcomes)]
    start = [c for c in clocks if set(c.starts_on) & set(names) or any(c.key in o.starts for o in outcomes)]
    now = {stage.key for stage in entered}
    pauses = [(clock, pause) for clock in clocks for pause in clock.paused_while]
    messages = [m for m in procedure.messages if m.event in names and facts.meet(m.when)]
    return Effects(
        stop=tuple(stop),
        start=tuple(start),
        pause=tuple((clock, pause) for clock, pause in pauses if pause.stage in now and clock not in stop),
        resume=tuple(clock for clock, pause in pauses if pause.stage == left and left not in now and clock not in stop),
        messages=(*messages, *_told(outcomes)),
        tasks=tuple(task for stage in entered for task in stage.tasks if facts.meet(task.when)),
        asks_feedback=any(outcome.asks_feedback for outcome in outcomes),
    )


def _told(outcomes: list[Outcome]) -> list[Message]:
    return [Message(f"outcome:{o.key}", o.tells, "customer", o.place) for o in outcomes if o.tells]


def reopening_for(procedure: Procedure, closed_at: datetime, at: datetime) -> str:
    """`REOPEN` while the days allowed since `closed_at` have not passed, else `NEW_LINKED_CASE`. Both times in UTC."""
    rule = procedure.reopening
    return REOPEN if rule and at <= closed_at + timedelta(days=rule.days) else NEW_LINKED_CASE


def first_contact_outcomes(procedure: Procedure) -> tuple[Outcome, ...]:
    """The outcomes an advisor may give while the customer is still there."""
    return tuple(outcome for outcome in procedure.outcomes if outcome.first_contact)


def diagram(procedure: Procedure) -> str:
    """The procedure as a Mermaid state diagram, for the documentation and the preview."""
    first = procedure.stages[0]
    rows = [f"    {stage.key} : {_plain(stage.staff)}" for stage in procedure.stages]
    rows.append(f"    [*] --> {first.key}")
    rows += [
        f"    {s} --> {step.target} : {_plain(step.label)}" for step in procedure.transitions for s in step.sources
    ]
    rows += [f"    {stage.key} --> [*]" for stage in procedure.stages if stage.is_closed]
    if procedure.reopening:
        closed = [stage.key for stage in procedure.stages if stage.is_closed]
        days = procedure.reopening.days
        rows += [f"    {key} --> {procedure.reopening.to} : Reopen within {days} days" for key in closed]
    return "\n".join(["stateDiagram-v2", *rows]) + "\n"


def _plain(text: str) -> str:
    """Words that Mermaid cannot take for syntax."""
    return " ".join(text.replace(":", ",").replace(";", ",").replace("-->", " ").split())
