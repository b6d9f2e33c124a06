"""Answers to offers, and the hub's own care for the line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.events import WorkTaken
from civichub.routing.models import LineWhat, Offer, WorkItem
from civichub.routing.operations.offering import alone, close_offer, miss, offer_all, tell
from civichub.routing.operations.record import note_item
from civichub.routing.states import ITEM, OFFER


@operation
def accept_offer(*, offer: Offer, actor: Any, at: datetime) -> WorkItem:
    """Take it. Accepting what one has already accepted changes nothing; what has gone is a `Conflict`."""
    alone()
    offer = lock(offer)
    require(policies.may_answer_offer(actor, offer))
    item = lock(WorkItem(pk=offer.item_id))
    if offer.state == "accepted" and item.taken_by_id == offer.person_id:
        return item
    if offer.state != "open" or offer.expires_at <= at:
        raise Conflict("This was offered to somebody else when you did not answer. You will be offered the next one.")
    offer.state, offer.answered_at = OFFER.target(offer.state, "accept"), at
    save(offer, "state", "answered_at")
    take(item, offer.person_id, at)
    audit("work.taken", item, actor=actor, at=at, offer=offer.pk)
    return item


def take(item: WorkItem, person: int, at: datetime) -> None:
    """Put an item into somebody's hand, and say so."""
    item.state = ITEM.target(item.state, "take")
    item.taken_by_id, item.taken_at, item.first_taken_at = person, at, item.first_taken_at or at
    save(item, "state", "taken_by", "taken_at", "first_taken_at")
    note_item(LineWhat.ANSWERED, item, at, person=person)
    taken = WorkTaken(item_id=item.pk, subject_kind=item.subject_kind, subject_id=item.subject_id, person_id=person)
    publish(taken, at=at)
    tell([item], [person])


@operation
def decline_offer(*, offer: Offer, actor: Any, at: datetime, reason: str = "") -> Offer:
    """Leave it to somebody else. One that has gone already stays as it is."""
    alone()
    offer = lock(offer)
    require(policies.may_answer_offer(actor, offer))
    if offer.state == "open":
        reason = clean_text(reason, field="reason", max_length=200)
        close_offer(offer, "decline", at)
        audit("work.declined", offer.item, actor=actor, at=at, offer=offer.pk, reason=reason)
        offer_all(at)
    return offer


@operation
def miss_offer(*, offer: Offer, why: str, actor: Any, at: datetime) -> Offer:
    """It cannot reach them: their telephone is away or rang out. On to the next, and they are paused, with that reason.

    One that has gone already stays as it is.
    """
    alone()
    offer = lock(offer)
    require(policies.may_answer_offer(actor, offer))
    if offer.state == "open":
        miss([offer], at, why=clean_text(why, field="why", max_length=80, required=True))
        offer_all(at)
    return offer


@operation
def keep_line(*, actor: Any, at: datetime) -> int:
    """Take back offers that rang out and work whose screen died, and offer it on; returns how many offers were made."""
    require(policies.may_keep_line(actor))
    alone()
    return offer_all(at)
