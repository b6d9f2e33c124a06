"""What happens to work that somebody has in hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.events import WorkEnded
from civichub.routing.models import LineWhat, Queue, Seat, WorkItem
from civichub.routing.operations.offering import alone, offer_all, put_back, tell
from civichub.routing.operations.record import note_item, note_move
from civichub.routing.states import ITEM

ENDINGS = {"done": LineWhat.ENDED, "abandoned": LineWhat.ABANDONED, "withdrawn": LineWhat.WITHDRAWN}


@operation
def begin_wrap_up(*, item: WorkItem, actor: Any, at: datetime) -> WorkItem:
    """The person has gone; what is left is to write it down. Nothing new is offered meanwhile."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    item.state = ITEM.target(item.state, "wrap_up")
    save(item, "state")
    note_item(LineWhat.WRAP, item, at, person=item.taken_by_id)
    audit("work.wrap_up_began", item, actor=actor, at=at)
    tell([item], [item.taken_by_id])
    return item


@operation
def return_to_work(*, item: WorkItem, actor: Any, at: datetime) -> WorkItem:
    """Go back from wrap-up: they rang again, or there is more to do."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    if item.state == "wrapping_up":
        item.state = "taken"
        save(item, "state")
        note_item(LineWhat.ANSWERED, item, at, person=item.taken_by_id)
        audit("work.resumed", item, actor=actor, at=at)
        tell([item], [item.taken_by_id])
    return item


@operation
def finish_work(*, item: WorkItem, actor: Any, at: datetime) -> WorkItem:
    """Done, and free for the next. Finishing twice changes nothing."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    if item.state != "done":
        end(item, "finish", actor, at)
        offer_all(at)
    return item


@operation
def hand_back(
    *,
    item: WorkItem,
    actor: Any,
    at: datetime,
    notes: str = "",
    title: str = "",
    wanted: Any = None,
    keep: bool = False,
    queue: Queue | None = None,
) -> WorkItem:
    """Put it back in its place, with what the next person should know; for `wanted` first if they are free.

    Unless `keep`, it is not offered to the same person again for the next minutes. With `queue` it goes on in that
    one, at the place its arrival gives it there, and under another `title` if one is given.
    """
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    before = item.taken_by_id
    if queue is not None and queue.pk != item.queue_id:
        audit("work.moved", item, actor=actor, at=at, from_queue=item.queue_id, to_queue=queue.pk, why="")
        tell([item])
        left, item.queue, item.weight = item.queue_id, queue, queue.weight_of(item.kind)
        save(item, "queue", "weight")
        note_move(item, left, at, person=before)
    if notes := clean_text(notes, field="notes", max_length=10_000, lines=True):
        item.notes = f"{item.notes}\n{notes}".strip()
        save(item, "notes")
    if title:
        item.title = clean_text(title, field="title", max_length=200)
        save(item, "title")
    put_back(item, at, held_by=before, wanted=wanted.pk if wanted else None)
    if before and not keep:
        item.offers.create(person_id=before, state="declined", made_at=at, expires_at=at, answered_at=at)
    free_hands(before, at)
    audit("work.put_back", item, actor=actor, at=at)
    tell([item], filter(None, [before]))
    offer_all(at)
    return item


def end(item: WorkItem, step: str, actor: Any, at: datetime) -> None:
    """Close an item, free whoever had it, and say how long it waited."""
    person = item.taken_by_id
    offered_to = _withdraw_offers(item, at) if item.state == "offered" else []
    item.state, item.ended_at = ITEM.target(item.state, step), at
    save(item, "state", "ended_at")
    note_item(ENDINGS[item.state], item, at, person=person)
    free_hands(person, at)
    waited = int(((item.first_taken_at or at) - item.arrived_at).total_seconds())
    audit(f"work.{item.state}", item, actor=actor, at=at, waited_seconds=waited)
    publish(
        WorkEnded(
            item_id=item.pk,
            subject_kind=item.subject_kind,
            subject_id=item.subject_id,
            queue_id=item.queue_id,
            state=item.state,
            waited_seconds=max(0, waited),
        ),
        at=at,
    )
    tell([item], {*offered_to, *filter(None, [person])})


def _withdraw_offers(item: WorkItem, at: datetime) -> list[int]:
    """To whom it was being offered."""
    item.offers.filter(state="open").update(state="withdrawn", answered_at=at)
    return list(item.offers.filter(answered_at=at, state="withdrawn").values_list("person_id", flat=True))


def free_hands(person: int | None, at: datetime) -> None:
    """From now on this person is free; whoever is free longest is asked first."""
    if person is not None:
        Seat.objects.filter(person=person).update(free_since=at)
