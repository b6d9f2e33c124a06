"""Where two records of one case disagree, as work for a person; and where they agree again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries import case_by_id
from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.handover import policies
from civichub.handover.models import Connection, Counterpart, StatusRule
from civichub.handover.operations.tasks import raise_task, settle_task
from civichub.handover.queries.outbox import has_unsent
from civichub.handover.states import Divergence


@operation
def compare(*, counterpart: Counterpart, known: bool, actor: Any, at: datetime) -> str:
    """Compare one case with what they say of it; `known`: whether they know it. Returns the divergence or "".

    While something about the case is on its way to them, or their status means nothing here, nothing is concluded. A
    divergence makes a task for the team, once; agreement finishes it.
    """
    counterpart = lock(counterpart)
    require(policies.may_hand_over(actor))
    if has_unsent(counterpart):
        return counterpart.divergence
    case = case_by_id(counterpart.case_id)
    rule = StatusRule.objects.filter(connection=counterpart.connection_id, code=counterpart.status).first()
    if known and rule is None:
        return counterpart.divergence
    found = _divergence(known, closed_here=case.closed_at is not None, closed_there=bool(rule and rule.closed))
    if found != counterpart.divergence:
        _note(counterpart, found, at)
        audit("counterpart.compared", counterpart, actor=actor, at=at, divergence=found)
    if not found and case.closed_at is not None and counterpart.settled_at is None:
        counterpart.settled_at = at
        save(counterpart, "settled_at")
    return found


def _divergence(known: bool, *, closed_here: bool, closed_there: bool) -> str:
    if not known:
        return "" if closed_here else Divergence.UNKNOWN_THERE
    if closed_here == closed_there:
        return ""
    return Divergence.WE_CLOSED if closed_here else Divergence.THEY_CLOSED


def _note(counterpart: Counterpart, found: str, at: datetime) -> None:
    counterpart.divergence, counterpart.diverged_since = found, at if found else None
    save(counterpart, "divergence", "diverged_since")
    settle_task(counterpart, result="They agree again" if not found else "It is another disagreement now", at=at)
    if found:
        name = counterpart.connection.name
        raise_task(counterpart, f"{Divergence(found).label} ({name}): find out which is right", at=at)


@operation
def note_compared(*, connection: Connection, actor: Any, at: datetime) -> Connection:
    """Everything by this connection was compared."""
    connection = lock(connection)
    require(policies.may_hand_over(actor))
    connection.compared_at = at
    save(connection, "compared_at")
    audit("connection.compared", connection, actor=actor, at=at)
    return connection


@operation
def note_asked(*, connection: Connection, actor: Any, at: datetime) -> Connection:
    """Their news until that moment is in."""
    connection = lock(connection)
    require(policies.may_hand_over(actor))
    connection.asked_at = at
    save(connection, "asked_at")
    audit("connection.asked", connection, actor=actor, at=at)
    return connection
