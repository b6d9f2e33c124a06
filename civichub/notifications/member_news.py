"""What residents and councillors hear of each other: that one acts for the other, what comes of it, and its end."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.representing import members_to_tell, representation_by_id
from civichub.notifications.links import acting_link
from civichub.notifications.operations import News, tell_customer, tell_member


def tell_of_beginning(representation_id: int, at: datetime) -> None:
    """The resident hears who acts for them and how to end it; the member, if somebody else wrote it down."""
    begun = representation_by_id(representation_id)
    if begun is None or begun.ended_at is not None:
        return
    values = {"member": str(begun.seat), "end_link": acting_link(begun.pk)}
    news = News("member_acts", f"representation:{begun.pk}:began", values)
    tell_customer(facts=facts_for_message(begun.case_id), news=news, actor=system_account(), at=at)
    if begun.recorded_by_id != begun.seat.account_id:
        _tell_members(begun.case_id, "member_begins", f"representation:{begun.pk}:let-in", at, only=begun.pk)


def tell_of_end(representation_id: int, at: datetime) -> None:
    """The one who did not end it hears that it is over."""
    ended = representation_by_id(representation_id)
    if ended is None or ended.ended_at is None:
        return
    facts = facts_for_message(ended.case_id)
    if ended.ended_by != "resident":
        news = News("member_stopped", f"representation:{ended.pk}:ended", {"member": str(ended.seat)})
        tell_customer(facts=facts, news=news, actor=system_account(), at=at)
    if ended.ended_by != "member":
        tell_member(facts=facts, representation=ended, event_key="member_ended",
                    occasion=f"representation:{ended.pk}:over", actor=system_account(), at=at)  # fmt: skip


def tell_members(case_id: int, occasion: str, at: datetime) -> None:
    """There is news of a case in which they act; nobody of a sensitive case, or of somebody who is at risk."""
    _tell_members(case_id, "member_news", occasion, at)


def _tell_members(case_id: int, event_key: str, occasion: str, at: datetime, *, only: int | None = None) -> None:
    acting = [one for one in members_to_tell(case_id, at=at) if only in (None, one.pk)]
    for one in acting:
        tell_member(facts=facts_for_message(case_id), representation=one, event_key=event_key, occasion=occasion,
                    actor=system_account(), at=at)  # fmt: skip
