"""Notices to a councillor who acts for a resident: a reference, how far it is and a link; nothing about the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries import CaseFacts
from civichub.core.audit import audit
from civichub.core.operations import operation, require
from civichub.notifications import policies
from civichub.notifications.links import ward_link
from civichub.notifications.operations.teams import email_staff


@operation
def tell_member(
    *, facts: CaseFacts, representation: Any, event_key: str, occasion: str, actor: Any, at: datetime
) -> Any:
    """Email the member, once for each occasion. None for a seat that nobody holds who can sign in."""
    require(policies.may_tell(actor))
    member = representation.seat.account
    if member is None or not member.is_active:
        return None
    told = email_staff(
        facts, event_key, member.email, str(representation.seat), f"places.councillor:{representation.seat_id}",
        occasion, actor=actor, at=at, desk_link=ward_link(facts.reference),
        state=facts.outcome_words or facts.stage_words,
    )  # fmt: skip
    if told is not None:
        audit("member.told", representation, actor=actor, at=at, case=facts.case_id, event=event_key)
    return told
