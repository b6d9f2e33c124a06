"""A councillor asks something of their own, and says which other members may see the question and the answer.

What a constituent told them they may use on the constituent's request (Data Protection Act 2018, Schedule 1, paragraph
23), and the council may answer them (paragraph 24); passing it on to other members is the member's own choice to make.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.models import AskedByMember, Case, EntryKind, SharedWith
from civichub.cases.operations.history import add_history
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save

CHANNEL = "partner"


@operation
def ask_as_member(*, request: Request, seat: Any, shared_with: str, actor: Any, at: datetime) -> Case:
    """Open a case that the member asks for; the answer goes to them. Raises `Invalid` on ``sharing``."""
    require(policies.may_ask_as_member(actor, seat, on=london_date(at)))
    _check(shared_with)
    member = Reporter(str(seat), actor.email)
    case = take_request(
        request=replace(request, reporter=member, front_door=seat.organisation, channel=CHANNEL, customer=None),
        actor=actor,
        at=at,
    )
    AskedByMember.objects.create(case=case, seat=seat, shared_with=shared_with, at=at)
    words = f"{seat} asked. Shared with: {SharedWith(shared_with).label.lower()}"
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, text=words)
    audit("case.asked_by_member", case, actor=actor, at=at, seat=seat.pk, shared_with=shared_with)
    return case


@operation
def change_sharing(*, asked: AskedByMember, shared_with: str, actor: Any, at: datetime) -> AskedByMember:
    """Share the question and its answer with more members, or with fewer: those no longer named lose sight at once."""
    asked = lock(asked)
    require(policies.may_ask_as_member(actor, asked.seat, on=london_date(at)))
    _check(shared_with)
    asked.shared_with = shared_with
    save(asked, "shared_with")
    words = f"{asked.seat} now shares it with: {SharedWith(shared_with).label.lower()}"
    add_history(asked.case, EntryKind.CONTACT, actor=actor, at=at, text=words)
    audit("case.sharing_changed", asked.case, actor=actor, at=at, shared_with=shared_with)
    return asked


def _check(shared_with: str) -> None:
    if shared_with not in SharedWith.values:
        raise Invalid({"sharing": "Select who may see our answer."})
