"""Deciding an amount at the front line: within one's limit at once, above it by whoever may (C9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import DecisionProposed, DecisionSettled
from civichub.cases.models import Case, Decision, DecisionBudget, DecisionState, EntryKind
from civichub.cases.operations.effects import facts_of
from civichub.cases.operations.history import add_history
from civichub.cases.operations.kept_decisions import settle_decision, write_decision
from civichub.cases.operations.steps import move_case, steps_taken
from civichub.cases.sharing import powers_on, roles_on
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.procedures import engine
from civichub.procedures.queries import procedure_by_version


@operation
def propose_decision(
    *,
    case: Case,
    step: str,
    amount_pence: int,
    reason: str,
    actor: Any,
    at: datetime,
    outcome: str = "",
    public_note: str = "",
    seen_stage: str = "",
) -> Decision:
    """Put an amount above one's own limit to whoever may decide it; the case stays where it is until they have.

    Everything else that the step needs is asked for now, so that agreeing is one button. Raises `Invalid` on ``amount``
    when it is within one's limit, or above everybody's, and `Conflict` while another proposal for the step is open.
    """
    case = lock(case)
    require(policies.may_step_case(actor, case))
    if seen_stage and seen_stage != case.stage:
        raise Conflict("Somebody moved this case on while you were looking at it. Check what changed, then try again.")
    reason = clean_text(reason, field="note", max_length=10_000, required=True, lines=True)
    public_note = clean_text(public_note, field="public_note", max_length=10_000, lines=True)
    procedure, facts = procedure_by_version(case.procedure_version_id), facts_of(case, at)
    taken = engine.check_transition(
        procedure, case.stage, step, engine.Filling(outcome=outcome, note=reason),
        powers=powers_on(actor, case), facts=facts, taken=steps_taken(case, actor), undecided=True,
    )  # fmt: skip
    able = engine.who_may_decide(procedure, taken.decision, amount_pence, service=facts.service)
    limit = engine.decision_limit_pence(procedure, taken.decision, roles_on(actor, case), service=facts.service)
    if amount_pence <= limit or not able:
        why = "This is within your own limit." if amount_pence <= limit else "Nobody has a limit as high as this."
        raise Invalid({"amount": why})
    if case.decisions.filter(step=step, state=DecisionState.PROPOSED).exists():
        raise Conflict("An amount for this step is waiting to be decided already.")
    proposed = write_decision(
        case, taken, procedure, amount_pence, limit, reason, DecisionState.PROPOSED, actor=actor, at=at,
        filling={"outcome": outcome, "public_note": public_note},
    )  # fmt: skip
    words = f"Proposed: {proposed}, for a {able[0].replace('_', ' ')} to decide. {reason}"
    add_history(case, EntryKind.NOTE, actor=actor, at=at, text=words)
    audit("case.decision_proposed", case, actor=actor, at=at, decision=proposed.pk, amount_pence=amount_pence)
    publish(DecisionProposed(case_id=case.pk, decision_id=proposed.pk), at=at)
    return proposed


@operation
def agree_decision(*, decision: Decision, actor: Any, at: datetime, why: str = "") -> Decision:
    """Take the step that was proposed, in one's own name. Nobody agrees to their own proposal."""
    decision = lock(decision)
    case = lock(decision.case)
    require(policies.may_act_on_case(actor, case))
    _still_open(decision)
    if decision.made_by_id == actor.pk:
        raise NotAllowed("Somebody else must decide what you proposed.")
    filling = decision.filling
    move_case(
        case=case, step=decision.step, outcome=filling.get("outcome", ""), public_note=filling.get("public_note", ""),
        note=decision.reason, amount_pence=decision.amount_pence, actor=actor, at=at,
    )  # fmt: skip
    decision.refresh_from_db()
    decision.why = clean_text(why, field="why", max_length=500)
    save(decision, "why")
    audit("case.decision_agreed", case, actor=actor, at=at, decision=decision.pk)
    return decision


@operation
def refuse_decision(*, decision: Decision, why: str, actor: Any, at: datetime) -> Decision:
    """Say no to a proposal, with the reason; the case stays with its officer. Whoever proposed it may take it back."""
    decision = lock(decision)
    case = lock(decision.case)
    require(policies.may_act_on_case(actor, case))
    _still_open(decision)
    if decision.made_by_id != actor.pk:
        procedure, service = procedure_by_version(case.procedure_version_id), case.service.slug
        engine.require_decision(procedure, decision.key, roles_on(actor, case), decision.amount_pence, service=service)
    why = clean_text(why, field="why", max_length=500, required=True)
    settle_decision(decision, DecisionState.REFUSED, actor=actor, at=at, why=why)
    add_history(case, EntryKind.NOTE, actor=actor, at=at, text=f"Not agreed: {decision}. {why}")
    audit("case.decision_refused", case, actor=actor, at=at, decision=decision.pk)
    publish(DecisionSettled(case_id=case.pk, decision_id=decision.pk), at=at)
    return decision


def _still_open(decision: Decision) -> None:
    if decision.state != DecisionState.PROPOSED:
        raise Conflict("Somebody has decided this already. Reload the page to see how.")


@operation
def set_budget(
    *,
    organisation: Any,
    key: str,
    starts_on: date,
    ends_on: date,
    pence: int,
    actor: Any,
    at: datetime,
    service: Any = None,
) -> DecisionBudget:
    """Say how much there is to decide about under a limit in a year, for a service or for all. Twice changes it."""
    require(policies.may_set_budget(actor, organisation.pk))
    if ends_on < starts_on:
        raise Invalid({"ends_on": "The last day must be after the first."})
    budget, _ = DecisionBudget.objects.update_or_create(
        organisation=organisation, service=service, key=key, starts_on=starts_on,
        defaults={"ends_on": ends_on, "pence": pence, "set_by": actor, "set_at": at},
    )  # fmt: skip
    audit("case.budget_set", budget, actor=actor, at=at, key=key, pence=pence, starts_on=starts_on.isoformat())
    return budget
