"""Placing work in line, and what runs the line: priorities, moves, pulls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.prepared import Given, insert, prepared
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.models import LineWhat, Queue, WorkItem, WorkKind
from civichub.routing.operations.hands import end
from civichub.routing.operations.offering import alone, close_offer, offer_all, tell
from civichub.routing.operations.offers import take
from civichub.routing.operations.record import note_item, note_move
from civichub.routing.states import OPEN_ITEM

PRIORITIES = (0, 1, 2)


@operation
def place_work(
    *,
    queue: Queue,
    kind: str,
    subject_kind: str,
    subject_id: int,
    actor: Any,
    at: datetime,
    title: str = "",
    notes: str = "",
    skills: Mapping[str, int] | None = None,
    priority: int = 0,
    promise_at: datetime | None = None,
    wanted: Any = None,
    arrived_at: datetime | None = None,
    counted: bool = True,
) -> WorkItem:
    """Put something in line for a person. The same subject and kind, while it is open, is the same item.

    `arrived_at` is when it came to us, if that was before now: a letter counts from its receipt. Not `counted` is
    whoever was reached before and comes back: their wait has been measured.
    """
    alone()
    require(policies.may_place_work(actor))
    if kind not in WorkKind.values:
        raise Invalid({"kind": "Choose what kind of work this is from the list."})
    _check_priority(priority)
    same = {"subject_kind": subject_kind, "subject_id": subject_id, "kind": kind}
    if there := _same_work(**same):
        return there[0]
    item = WorkItem(
        **same,
        queue=queue,
        weight=queue.weight_of(kind),
        title=clean_text(title, field="title", max_length=200),
        notes=clean_text(notes, field="notes", max_length=10_000, lines=True),
        skills=dict(skills or {}),
        priority=priority,
        arrived_at=arrived_at or at,
        promise_at=promise_at,
        wanted=wanted,
        counted=counted,
    )
    insert(item)
    note_item(LineWhat.ARRIVED, item, at)
    audit("work.placed", item, actor=actor, at=at, queue=queue.pk)
    tell([item])
    offer_all(at)
    item.state = lock(item).state
    return item


@prepared
def _same_work() -> QuerySet[WorkItem]:
    subject = {name: Given(name) for name in ("subject_kind", "subject_id", "kind")}
    return WorkItem.objects.filter(**subject, state__in=OPEN_ITEM).order_by("pk")


def _check_priority(priority: int) -> None:
    if priority not in PRIORITIES:
        raise Invalid({"priority": "Choose ordinary (0), greater need (1) or urgent (2)."})


@operation
def abandon_work(*, item: WorkItem, actor: Any, at: datetime) -> WorkItem:
    """Whoever waited has gone. Twice changes nothing."""
    return _end_once(item, "abandon", actor, at)


@operation
def withdraw_work(*, item: WorkItem, actor: Any, at: datetime) -> WorkItem:
    """It needs nobody any more: it was answered another way. Twice changes nothing."""
    return _end_once(item, "withdraw", actor, at)


def _end_once(item: WorkItem, step: str, actor: Any, at: datetime) -> WorkItem:
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    if item.state in OPEN_ITEM:
        end(item, step, actor, at)
        offer_all(at)
    return item


@operation
def re_prioritise(*, item: WorkItem, priority: int, why: str, actor: Any, at: datetime) -> WorkItem:
    """Let it go before others, or no longer. The reason is kept."""
    alone()
    item = lock(item)
    require(policies.may_run_queue(actor, item.queue))
    _check_priority(priority)
    why = clean_text(why, field="why", max_length=200, required=True)
    item.priority = priority
    save(item, "priority")
    note_item(LineWhat.CHANGED, item, at)
    audit("work.re_prioritised", item, actor=actor, at=at, priority=priority, why=why)
    tell([item])
    offer_all(at)
    return item


@operation
def change_promise(*, item: WorkItem, promise_at: datetime | None, actor: Any, at: datetime, why: str = "") -> WorkItem:
    """By when it must be answered was reckoned from a wrong day. What is over keeps what was promised then."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    if item.state not in OPEN_ITEM or item.promise_at == promise_at:
        return item
    before, item.promise_at = item.promise_at, promise_at
    save(item, "promise_at")
    why = clean_text(why, field="why", max_length=200)
    stamps = [moment.isoformat() if moment else None for moment in (before, promise_at)]
    audit("work.promise_changed", item, actor=actor, at=at, before=stamps[0], after=stamps[1], why=why)
    tell([item])
    offer_all(at)
    return item


@operation
def change_needs(*, item: WorkItem, skills: Mapping[str, int], actor: Any, at: datetime) -> WorkItem:
    """Say what it needs, once that is known: a language, a subject."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    item.skills = dict(skills)
    save(item, "skills")
    note_item(LineWhat.CHANGED, item, at)
    audit("work.needs_changed", item, actor=actor, at=at, skills=item.skills)
    tell([item])
    offer_all(at)
    return item


@operation
def retitle_work(*, item: WorkItem, title: str, actor: Any, at: datetime) -> WorkItem:
    """Say otherwise what it is, to whoever has it and whoever is offered it."""
    alone()
    item = lock(item)
    require(policies.may_handle_work(actor, item))
    item.title = clean_text(title, field="title", max_length=200)
    save(item, "title")
    audit("work.retitled", item, actor=actor, at=at)
    tell([item])
    return item


@operation
def move_work(*, item: WorkItem, queue: Queue, actor: Any, at: datetime, why: str = "", wanted: Any = None) -> WorkItem:
    """To another queue. It keeps its arrival, so nobody waits anew for having stood in the wrong line.

    Or within its own: for `wanted` first, if they are free.
    """
    alone()
    item = lock(item)
    require(policies.may_run_queue(actor, item.queue) or policies.may_handle_work(actor, item))
    if item.state not in ("booked", "waiting", "offered"):
        raise Conflict("Somebody has this in hand. Ask them to put it back first.")
    _take_back_offers(item, at)
    before, item.queue, item.weight = item.queue, queue, queue.weight_of(item.kind)
    item.wanted = wanted or item.wanted
    save(item, "queue", "weight", "wanted")
    if item.state != "booked":  # its line knows it only once it has come
        note_item(LineWhat.CHANGED, item, at) if queue.pk == before.pk else note_move(item, before.pk, at)
    why = clean_text(why, field="why", max_length=200)
    audit("work.moved", item, actor=actor, at=at, from_queue=before.pk, to_queue=queue.pk, why=why)
    tell([item])
    offer_all(at)
    return item


def _take_back_offers(item: WorkItem, at: datetime) -> None:
    for offer in item.offers.filter(state="open"):
        offer.item = item
        close_offer(offer, "withdraw", at)


@operation
def pull_work(*, item: WorkItem, person: Any, actor: Any, at: datetime, why: str = "") -> WorkItem:
    """Give a waiting item to one person at once, and keep why. Raises `Conflict` when somebody has it in hand."""
    alone()
    item = lock(item)
    require(policies.may_pull_work(actor, item, person))
    if item.taken_by_id == person.pk:
        return item
    if item.state not in ("waiting", "offered"):
        raise Conflict("Somebody else has taken this meanwhile.")
    why = clean_text(why, field="why", max_length=200)
    _take_back_offers(item, at)
    take(item, person.pk, at)
    audit("work.pulled", item, actor=actor, at=at, person=person.pk, why=why)
    return item
