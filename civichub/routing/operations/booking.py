"""Promising that somebody rings back in a certain half hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.booking import HALF_HOUR, free_half_hours
from civichub.routing.models import Queue, WorkItem
from civichub.routing.operations.hands import end
from civichub.routing.operations.offering import alone, offer_all, tell
from civichub.routing.states import IN_HAND, OPEN_ITEM

PROMISED = 1  # the need of what was promised for an hour


@operation
def book_work(
    *,
    queue: Queue,
    kind: str,
    subject_kind: str,
    subject_id: int,
    begins_at: datetime,
    actor: Any,
    at: datetime,
    title: str = "",
    notes: str = "",
    skills: Mapping[str, int] | None = None,
    counted: bool = True,
) -> WorkItem:
    """Promise it for the half hour from `begins_at`: it comes into line then, and its wait counts from there.

    What waits about the same subject goes out of line for it. Raises `Conflict` when the queue has promised as many for
    that half hour as it may, or when somebody has the subject in hand already.
    """
    alone()
    require(policies.may_place_work(actor))
    if begins_at not in free_half_hours(queue, at):
        raise Conflict("No more call-backs are promised for that time. Choose another.")
    same = {"subject_kind": subject_kind, "subject_id": subject_id, "kind": kind}
    for there in WorkItem.objects.filter(**same, state__in=OPEN_ITEM).select_related("queue"):
        if there.state in IN_HAND:
            raise Conflict("Somebody has this in hand already.")
        end(there, "withdraw", actor, at)
    item = WorkItem.objects.create(
        **same, queue=queue, weight=queue.weight_of(kind), title=clean_text(title, field="title", max_length=200),
        notes=clean_text(notes, field="notes", max_length=10_000, lines=True), skills=dict(skills or {}),
        priority=PROMISED, arrived_at=begins_at, promise_at=begins_at + HALF_HOUR, booked_for=begins_at, state="booked",
        counted=counted,
    )  # fmt: skip
    audit("work.booked", item, actor=actor, at=at, queue=queue.pk, begins_at=begins_at.isoformat())
    tell([item])
    offer_all(at)
    return item
