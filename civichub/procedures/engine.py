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
    OPEN,
    OUTCOME,
    REASON,
    RESTART,
    Clock,
    Message,
    Outcome,
    PausedWhile,
    Procedure,
    Reopening,
    Stage,
    Task,
    Transition,
)

AMOUNT = "amount"


@dataclass(frozen=True)
class Facts:
    """What conditions may look at: the answers of the case's form, the slugs of its organisation and service, and the
    London day."""

    today: date
    answers: Mapping[str, object]
    organisation: str = ""
    service: str = ""

    def meet(self, expression: Expression | None) -> bool:
        """Whether a condition holds; no condition always does."""
        if expression is None:
            return True
        known = {"answers": self.answers, "organisation": self.organisation, "service": self.service}
        return holds(expression, known, today=self.today)


@dataclass(frozen=True)
class Effects:
    """What follows from events. Clocks are to be stopped before others are started; a pause names its ground, and so
    does a restart: the pause that it ends."""

    stop: tuple[Clock, ...] = ()
    start: tuple[Clock, ...] = ()
    pause: tuple[tuple[Clock, PausedWhile], ...] = ()
    resume: tuple[Clock, ...] = ()
    restart: tuple[tuple[Clock, PausedWhile], ...] = ()
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
    taken: Collection[str] = (),
) -> tuple[Transition, ...]:
    """The steps open to somebody with `powers` (of `accounts.roles`) acting as `by`, in the order written.

    Powers count for staff only: a resident or partner is let in by being the case's own. Without `facts` conditional
    steps are left out. `taken` are the steps they took in this case before: some are then for another person.
    """
    found = (step for step in procedure.transitions if _is_open(step, stage, powers, by, facts))
    return tuple(step for step in found if not barred_by(step, taken))


def barred_by(step: Transition, taken: Collection[str]) -> str:
    """The earlier step because of which whoever took `taken` may not take `step`; "" when nothing bars them."""
    return next((key for key in step.not_by if key in taken), "")


def step_on(procedure: Procedure, stage: str, event: str, facts: Facts) -> Transition | None:
    """The step that the hub itself takes from `stage` when `event` happens, or None."""
    steps = (step for step in procedure.transitions if step.on == event and stage in step.sources)
    return next((step for step in steps if facts.meet(step.when)), None)


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
    taken: Collection[str] = (),
    undecided: bool = False,
) -> Transition:
    """The step `key`, when it may be taken from `stage` with `filling`.

    `unfinished_tasks`: keys of tasks of this stage still open. `taken`: the steps this person took in the case before.
    `undecided`: the amount is left to somebody else, so it is not asked for here.
    Raises `TransitionRefused` when the stage does not allow it, `NotAllowed` without the power, above the decision
    limit or where another person is wanted, `Invalid` naming what is missing.
    """
    step = next((found for found in procedure.transitions if found.key == key), None)
    if step is None or stage not in step.sources or not (step.when is None or (facts and facts.meet(step.when))):
        now = procedure.stage(stage).staff.lower()
        raise TransitionRefused(f"This case is at “{now}”, where that step is not possible.")
    if by not in step.by or (by == "staff" and step.power not in powers):
        raise NotAllowed()
    if earlier := barred_by(step, taken):
        raise NotAllowed(f"Another person must do this: you did “{procedure.transition(earlier).label}” in this case.")
    waiting = [task.title for task in procedure.stage(stage).tasks if task.must_finish and task.key in unfinished_tasks]
    if waiting:
        raise TransitionRefused(f"Finish this first: {'; '.join(waiting)}.")
    errors = _missing(step, filling)
    if undecided:
        errors.pop(AMOUNT, None)
    if errors:
        raise Invalid(errors)
    if step.decision and filling.amount_pence is not None and by == "staff":
        require_decision(procedure, step.decision, roles, filling.amount_pence, service=facts.service if facts else "")
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
        errors[AMOUNT] = "Enter the amount you have decided."
    return errors


def decision_limit_pence(procedure: Procedure, decision: str, roles: Collection[str], *, service: str = "") -> int:
    """The most that somebody with `roles` may decide, in pence; 0 when they may not decide it."""
    limits = procedure.decision(decision).limits_for(service)
    return max((pence for role, pence in limits if role in roles), default=0)


def who_may_decide(procedure: Procedure, decision: str, amount_pence: int, *, service: str = "") -> tuple[str, ...]:
    """The roles whose limit reaches `amount_pence`, in the order written."""
    return tuple(role for role, pence in procedure.decision(decision).limits_for(service) if pence >= amount_pence)


def require_decision(
    procedure: Procedure, decision: str, roles: Collection[str], amount_pence: int, *, service: str = ""
) -> None:
    """Raises `NotAllowed`, naming the limit and who has a higher one, when `amount_pence` is too much for `roles`."""
    limit = decision_limit_pence(procedure, decision, roles, service=service)
    if amount_pence < 0:
        raise Invalid({AMOUNT: "Enter an amount of £0 or more."})
    if amount_pence > limit:
        able = who_may_decide(procedure, decision, amount_pence, service=service)
        ask = f" Ask a {able[0].replace('_', ' ')} to decide it." if able else " Nobody has a limit as high as this."
        raise NotAllowed(f"You may decide up to £{limit / 100:,.2f} here.{ask}")


def events_of(procedure: Procedure, step: Transition, outcome: str = "") -> tuple[str, ...]:
    """The event names of taking `step`, in order."""
    closes = procedure.stage(step.target).is_closed
    names = [f"transition:{step.key}", f"outcome:{outcome}" if outcome else "", f"stage:{step.target}"]
    return tuple(name for name in (*names, "closed" if closes else "") if name)


def opening_events(procedure: Procedure) -> tuple[str, ...]:
    """The event names of opening a case."""
    return ("opened", f"stage:{procedure.stages[0].key}")


def reopening_events(rule: Reopening) -> tuple[str, ...]:
    """The event names of reopening a case by `rule`."""
    return ("reopened", f"stage:{rule.to}")


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
    ended = [(c, pause) for c, pause in pauses if pause.stage == left and left not in now and c not in stop]
    messages = [m for m in procedure.messages if m.event in names and facts.meet(m.when)]
    return Effects(
        stop=tuple(stop),
        start=tuple(start),
        pause=tuple((clock, pause) for clock, pause in pauses if pause.stage in now and clock not in stop),
        resume=tuple(clock for clock, pause in ended if pause.then != RESTART),
        restart=tuple((clock, pause) for clock, pause in ended if pause.then == RESTART),
        messages=(*messages, *_told(outcomes)),
        tasks=tuple(task for stage in entered for task in stage.tasks if facts.meet(task.when)),
        asks_feedback=any(outcome.asks_feedback for outcome in outcomes),
    )


def _told(outcomes: list[Outcome]) -> list[Message]:
    return [Message(f"outcome:{o.key}", o.tells, "customer", o.place) for o in outcomes if o.tells]


def reopening_after(
    procedure: Procedure, outcome: str, closed_at: datetime, at: datetime, *, by: str = "staff"
) -> Reopening | None:
    """How `by` may reopen a case that ended with `outcome`, while the days since `closed_at` have not passed; or None.

    Both times in UTC. After that a new case is opened and linked.
    """
    for rule in procedure.reopenings:
        fits = (not rule.after or outcome in rule.after) and by in rule.by
        if fits and at <= closed_at + timedelta(days=rule.days):
            return rule
    return None


def on_the_way(procedure: Procedure) -> list[Stage]:
    """The open stages of the usual way: not those to wait in, those aside, and those that only reopening leads to."""
    reached, grew = {procedure.stages[0].key}, True
    while grew:
        found = {step.target for step in procedure.transitions if reached & set(step.sources)} - reached
        reached |= found
        grew = bool(found)
    usual = (stage for stage in procedure.stages if stage.kind == OPEN and not stage.aside)
    return [stage for stage in usual if stage.key in reached]


def recourse_on(procedure: Procedure, *events: str) -> str:
    """To whom the customer may turn, in words for what they are told on these events; "" for nobody."""
    return "\n".join(one.words for one in procedure.recourses if set(events) & set(one.events))


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
    closed = [stage.key for stage in procedure.stages if stage.is_closed]
    for rule in procedure.reopenings:
        words = f"{_plain(rule.label) or 'Reopen'} within {rule.days} days"
        rows += [f"    {key} --> {rule.to} : {words}" for key in closed]
    return "\n".join(["stateDiagram-v2", *rows]) + "\n"


def _plain(text: str) -> str:
    """Words that Mermaid cannot take for syntax."""
    return " ".join(text.replace(":", ",").replace(";", ",").replace("-->", " ").split())
