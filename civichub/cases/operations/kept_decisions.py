"""Writing down what was decided with a step of the procedure, in the step's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.events import DecisionSettled
from civichub.cases.models import Case, Decision, DecisionState
from civichub.cases.sharing import roles_on
from civichub.core.operations import save
from civichub.procedures import engine
from civichub.procedures.definition import Procedure, Transition


def keep_decision(
    case: Case, taken: Transition, procedure: Procedure, filling: engine.Filling, *, actor: Any, at: datetime
) -> list[DecisionSettled]:
    """Write down what was decided with a step, as the answer to a proposal where there was one; the facts to publish.

    A proposal for another step has nothing left to decide once the case has moved on.
    """
    decided = taken.decision and filling.amount_pence is not None
    settled, proposed = [], None
    for other in case.decisions.filter(state=DecisionState.PROPOSED):
        if decided and other.step == taken.key and other.amount_pence == filling.amount_pence:
            proposed = other
            settle_decision(other, DecisionState.TAKEN, actor=actor, at=at)
        else:
            settle_decision(other, DecisionState.LAPSED, actor=actor, at=at, why="The case went on without it")
        settled.append(DecisionSettled(case_id=case.pk, decision_id=other.pk))
    if not decided or filling.amount_pence is None or proposed is not None:
        return settled
    limit = engine.decision_limit_pence(procedure, taken.decision, roles_on(actor, case), service=case.service.slug)
    state = DecisionState.TAKEN
    write_decision(case, taken, procedure, filling.amount_pence, limit, filling.note, state, actor=actor, at=at,
           filling={"outcome": filling.outcome})  # fmt: skip
    return settled


def write_decision(
    case: Case,
    step: Transition,
    procedure: Procedure,
    amount_pence: int,
    limit_pence: int,
    reason: str,
    state: DecisionState,
    *,
    actor: Any,
    at: datetime,
    filling: dict[str, Any],
) -> Decision:
    """A decision as a row: taken by `actor` now, or proposed by them."""
    decided = {"decided_by": actor, "decided_at": at} if state == DecisionState.TAKEN else {}
    return Decision.objects.create(
        case=case,
        organisation=case.organisation,
        service=case.service,
        key=step.decision,
        label=procedure.decision(step.decision).label,
        step=step.key,
        amount_pence=amount_pence,
        limit_pence=limit_pence,
        reason=reason,
        filling=filling,
        state=state,
        made_by=actor,
        made_at=at,
        **decided,
    )


def settle_decision(decision: Decision, state: DecisionState, *, actor: Any, at: datetime, why: str = "") -> None:
    """Bring a proposal to its end."""
    decision.state, decision.decided_by, decision.decided_at, decision.why = state, actor, at, why
    save(decision, "state", "decided_by", "decided_at", "why")
