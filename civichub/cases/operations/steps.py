"""Moving a case along its procedure: the buttons an officer sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import CaseEvent, CaseMoved, CaseReopened, CaseResolved
from civichub.cases.models import Case, EntryKind
from civichub.cases.operations.effects import facts_of, follow_through
from civichub.cases.operations.history import add_history
from civichub.cases.operations.kept_decisions import keep_decision
from civichub.cases.sharing import powers_on, roles_on
from civichub.core.audit import audit
from civichub.core.errors import Conflict, TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.procedures import engine
from civichub.procedures.definition import Procedure, Transition
from civichub.procedures.queries import procedure_by_version

ENDED_WITH_CASE = "Ended when the case was closed"


@operation
def move_case(
    *,
    case: Case,
    step: str,
    actor: Any,
    at: datetime,
    outcome: str = "",
    note: str = "",
    public_note: str = "",
    reason: str = "",
    amount_pence: int | None = None,
    seen_stage: str = "",
    as_resident: bool = False,
    as_partner: bool = False,
) -> Case:
    """Take a step of the case's procedure. Raises `TransitionRefused`, `NotAllowed`, `Invalid` or `Conflict`.

    `seen_stage` is the stage the actor's page showed: if the case has moved on since, nothing happens. `public_note` is
    shown and sent to the customer; `note` stays with staff. `amount_pence` is what was decided, where a limit applies.
    `as_resident`: the hub acts for somebody with a proven link, who may do what residents may and no more.
    `as_partner`: whoever sent the case in acts for that organisation.
    """
    case = lock(case)
    require(policies.may_step_case(actor, case))
    if seen_stage and seen_stage != case.stage:
        raise Conflict("Somebody moved this case on while you were looking at it. Check what changed, then try again.")
    procedure = procedure_by_version(case.procedure_version_id)
    note = clean_text(note, field="note", max_length=10_000, lines=True)
    public_note = clean_text(public_note, field="public_note", max_length=10_000, lines=True)
    filling = engine.Filling(outcome=outcome, note=note or public_note, reason=reason, amount_pence=amount_pence)
    taken = engine.check_transition(
        procedure,
        case.stage,
        step,
        filling,
        powers=powers_on(actor, case),
        roles=roles_on(actor, case),
        by="partner" if as_partner else "resident" if as_resident and actor.is_system else _side(actor),
        facts=facts_of(case, at),
        unfinished_tasks=case.tasks.filter(done_at=None).exclude(key="").values_list("key", flat=True),
        taken=steps_taken(case, actor),
    )
    facts = _take(case, procedure, taken, filling, public_note=public_note, actor=actor, at=at)
    publish(*facts, at=at)
    return case


def steps_taken(case: Case, actor: Any) -> frozenset[str]:
    """The keys of the steps of the procedure that this person has taken in this case."""
    mine = case.history.filter(actor=actor, kind__in=[EntryKind.MOVED, EntryKind.RESOLVED])
    return frozenset(filter(None, mine.values_list("detail__step", flat=True)))


def _side(actor: Any) -> str:
    """On which side of the counter somebody acts: another system of the body acts as its staff do."""
    return "staff" if actor.kind == "client" else actor.kind


def _take(
    case: Case,
    procedure: Procedure,
    step: Transition,
    filling: engine.Filling,
    *,
    public_note: str,
    actor: Any,
    at: datetime,
) -> list[CaseEvent]:
    left, closes = case.stage, procedure.stage(step.target).is_closed
    case.stage, case.updated_at = step.target, at
    case.closed_at, case.outcome = (at, filling.outcome or step.outcomes[0]) if closes else (None, "")
    save(case, "stage", "updated_at", "closed_at", "outcome")
    words = dict(step.reasons).get(filling.reason, filling.reason)
    detail = {"step": step.key, "label": step.label, "from": left, "to": step.target, "outcome": case.outcome}
    if filling.amount_pence is not None:
        detail["amount_pence"] = filling.amount_pence
    kind = EntryKind.RESOLVED if closes else EntryKind.MOVED
    add_history(case, kind, actor=actor, at=at, text=public_note, public=True, reason=words, **detail)
    if filling.note and filling.note != public_note:
        add_history(case, EntryKind.NOTE, actor=actor, at=at, text=filling.note)
    audit("case.moved", case, actor=actor, at=at, reason=words, **detail)
    names = engine.events_of(procedure, step, case.outcome)
    followed = follow_through(case, procedure, names, actor=actor, at=at, left=left)
    followed += keep_decision(case, step, procedure, filling, actor=actor, at=at)
    moved: list[CaseEvent] = [CaseMoved(case_id=case.pk, step=step.key, from_stage=left, to_stage=case.stage)]
    if closes:
        case.tasks.filter(done_at=None).update(done_at=at, result=ENDED_WITH_CASE)
        moved.append(CaseResolved(case_id=case.pk, outcome=case.outcome))
    return moved + followed


def hear_event(case: Case, event: str, *, actor: Any, at: datetime) -> list[CaseEvent]:
    """What follows in a locked case from something that is no step, and the step, if any, that the hub takes on it.

    Returns the facts to publish.
    """
    procedure = procedure_by_version(case.procedure_version_id)
    heard = follow_through(case, procedure, (event,), actor=actor, at=at)
    step = engine.step_on(procedure, case.stage, event, facts_of(case, at))
    if step is None:
        return heard
    return heard + _take(case, procedure, step, engine.Filling(), public_note="", actor=actor, at=at)


@operation
def reopen_case(*, case: Case, why: str, actor: Any, at: datetime) -> Case:
    """Put a closed case back to work, in its team's queue with a fresh clock: "it was not fixed" reaches the team.

    Where it goes is for the procedure to say: back to its beginning, or on to a further stage. The hub acts for a
    resident with a proven link. Raises `TransitionRefused` when the days it allows have passed: then a new case is
    opened and linked.
    """
    case = lock(case)
    require(policies.may_add_to_case(actor, case))
    why = clean_text(why, field="why", max_length=2_000, required=True, lines=True)
    procedure = procedure_by_version(case.procedure_version_id)
    if case.closed_at is None:
        raise TransitionRefused("This case is still open.")
    by = "staff" if _side(actor) == "staff" else "resident"
    rule = engine.reopening_after(procedure, case.outcome, case.closed_at, at, by=by)
    if rule is None:
        raise TransitionRefused("This case cannot be reopened any more. Open a new one and link it to this one.")
    left, was = case.stage, case.outcome
    case.stage, case.closed_at, case.outcome, case.updated_at = rule.to, None, "", at
    case.reopened_count += 1
    save(case, "stage", "closed_at", "outcome", "updated_at", "reopened_count")
    add_history(case, EntryKind.REOPENED, actor=actor, at=at, text=why, public=True, outcome=was, to=rule.to)
    audit("case.reopened", case, actor=actor, at=at, outcome=was)
    case.tasks.filter(result=ENDED_WITH_CASE, done_by=None).update(done_at=None, result="")
    names = engine.reopening_events(rule)
    followed = follow_through(case, procedure, names, actor=actor, at=at, left=left)
    publish(CaseReopened(case_id=case.pk, stage=case.stage), *followed, at=at)
    return case
