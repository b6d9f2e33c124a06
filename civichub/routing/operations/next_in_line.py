"""Taking the next in line at a counter: the person asks, and the rule that makes the offers says who it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import operation, require
from civichub.routing import policies
from civichub.routing.matching import FULL, can_take
from civichub.routing.models import Offer, Queue, WorkItem
from civichub.routing.operations.offering import (
    alone,
    close_offer,
    lines_waiting,
    offer_all,
    tell,
    with_room,
)
from civichub.routing.operations.offers import take


@operation
def take_next(
    *, person: Any, queues: Collection[Queue], subject_kind: str, actor: Any, at: datetime
) -> WorkItem | None:
    """Give a person the next of these queues that they serve and can take; None when nobody waits whom they can.

    What is being offered to them goes back to its line first. Raises `Conflict` while they have no room.
    """
    alone()
    require(policies.may_take_next(actor, person))
    for offer in Offer.objects.filter(person=person, state="open").select_related("item"):
        close_offer(offer, "withdraw", at)
    found = _next(person, {queue.pk for queue in queues}, subject_kind, at)
    if found is None:
        offer_all(at)
        return None
    take(found, person.pk, at)
    audit("work.taken_next", found, actor=actor, at=at, person=person.pk)
    tell([found], [person.pk])
    return found


def _next(person: Any, queues: set[int], subject_kind: str, at: datetime) -> WorkItem | None:
    free = with_room({person.pk: at}, at)
    if not free or free[0].room < FULL:
        raise Conflict("Finish what you have in hand first, or put it back in line.")
    items = WorkItem.objects.filter(state="waiting", queue__in=queues, queue__is_active=True, subject_kind=subject_kind)
    found = {item.pk: item for item in items.select_related("queue").order_by("arrived_at", "pk")}
    for _, line in lines_waiting(found.values(), at):
        for one in line:
            if can_take(free[0], one):
                return found[one.item]
    return None
