"""What they say of a case, applied if it is newer than what they said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.queries import account_by_id
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.cases.queries import case_by_id
from civichub.core.audit import audit
from civichub.core.errors import HubError, Invalid, NotFound
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.handover import policies
from civichub.handover.models import Connection, Counterpart, StatusRule
from civichub.handover.plugs.base import Report
from civichub.handover.queries.outbox import counterpart_for

FUTURE_ALLOWED = timedelta(minutes=10)


@dataclass(frozen=True)
class Applied:
    """What came of a report. `result`: applied, old (we knew as new or newer) or no_rule (their code means nothing)."""

    reference: str
    result: str


@operation
def apply_report(*, connection: Connection, report: Report, actor: Any, at: datetime) -> Applied:
    """Take in their status: keep it, take the steps that it means, and say its words to the resident.

    A report as old as the one we have, or older, changes nothing, in whatever order they come. Raises `NotFound` when
    no case of this connection is meant, `Invalid` for a time to come.
    """
    require(policies.may_report(actor, connection))
    if report.at > at + FUTURE_ALLOWED:
        raise Invalid({"at": "This time has not come yet. Give the moment at which the status was set."})
    status = clean_text(report.status, field="status", max_length=60, required=True)
    named = counterpart_for(connection.pk, theirs=report.theirs, ours=report.ours)
    if named is None:
        raise NotFound("No case that was handed over there has this reference.")
    counterpart = lock(named)
    if not counterpart.their_reference and report.theirs:
        counterpart.their_reference = report.theirs
        save(counterpart, "their_reference")
    case = case_by_id(counterpart.case_id)
    if counterpart.status_at is not None and report.at <= counterpart.status_at:
        return Applied(case.reference, "old")
    said_before = counterpart.status == status
    counterpart.status, counterpart.status_at, counterpart.applied_at = status, report.at, at
    counterpart.settled_at = None
    save(counterpart, "status", "status_at", "applied_at", "settled_at")
    rule = StatusRule.objects.filter(connection=connection, code=status).first()
    steps = _follow(connection, case, rule, report.note, at, said_before=said_before)
    audit("counterpart.reported", counterpart, actor=actor, at=at, status=status, steps=steps, ruled=rule is not None)
    return Applied(case.reference, "applied" if rule else "no_rule")


def _follow(
    connection: Connection, case: Any, rule: StatusRule | None, note: str, at: datetime, *, said_before: bool
) -> list[str]:
    """Takes the steps that are open, as the back office's own account; returns those that were taken."""
    client = account_by_id(connection.client_id)
    if client is None:
        return []
    taken = []
    for wanted in rule.steps if rule else ():
        try:
            case = move_case(
                case=case, step=wanted["step"], outcome=wanted["outcome"], note=_said(note), actor=client, at=at
            )
        except HubError:
            continue  # not open at this stage; if the two records disagree after all, comparing them says so
        taken.append(wanted["step"])
        note = ""
    _write_down(case, rule, note, client, at, said_before=said_before)
    return taken


def _said(note: str) -> str:
    return clean_text(note, field="note", max_length=4_000, lines=True)


def _write_down(case: Any, rule: StatusRule | None, note: str, client: Any, at: datetime, *, said_before: bool) -> None:
    """The rule's words for the resident, unless they were said last time too; the back office's own for staff."""
    try:
        if rule and rule.words and not said_before:
            add_note(case=case, text=rule.words, public=True, actor=client, at=at)
        if _said(note):
            add_note(case=case, text=_said(note), public=False, actor=client, at=at)
    except HubError:
        return  # the case has passed to another body, whose staff read of it there


@operation
def learn_reference(*, counterpart_id: int, reference: str, actor: Any, at: datetime) -> Counterpart:
    """They gave their reference for the token we held."""
    require(policies.may_hand_over(actor))
    counterpart = Counterpart.objects.select_for_update(of=("self",)).get(pk=counterpart_id)
    counterpart.their_reference, counterpart.token = reference[:120], ""
    save(counterpart, "their_reference", "token")
    audit("counterpart.named", counterpart, actor=actor, at=at)
    return counterpart
