"""Holding items out to people: read who waits and who is free, match, write the offers. Alone at any one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.live import announce
from civichub.core.operations import save
from civichub.core.prepared import Given, insert, prepared
from civichub.routing.matching import FULL, Free, Match, Strategy, Waiting, in_line, match
from civichub.routing.models import GOES_ON_WITHOUT_A_SCREEN, LIVE, LineWhat, Offer, QueueMember, Seat, WorkItem
from civichub.routing.operations.record import note_item, note_seats
from civichub.routing.states import IN_HAND, ITEM, OFFER, SEAT
from civichub.workforce.queries import skills_of

SCREEN_LOST_AFTER_SECONDS = 30  # three signs of life missed
REFUSAL_LASTS_SECONDS = 120  # then it may be asked of the same person again, lest what all refused wait for ever
MATCHER_LOCK = 72_110_003  # any number that no other advisory lock has


def alone() -> None:
    """Wait for every other change of the line. Each takes milliseconds, and two matchers would offer one item twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MATCHER_LOCK])


def offer_all(at: datetime) -> int:
    """Take back what rang out or whose screen died, then offer whatever can be offered; returns how many offers.

    Call it at the end of every change that may have made something free, after `alone()`.
    """
    lose_dead_seats(at)
    miss_due_offers(at)
    let_booked_in(at)
    return sum(_write_offers(group, at) for group in _matches(at) if group)


def _matches(at: datetime) -> Iterable[list[Match]]:
    """Queues with one rule are matched together; groups take turns, the one with the longest waiting item first."""
    for strategy, waiting in lines_waiting(_waiting_items(), at):
        free = _free_people(at)
        if not free:
            return
        yield match(waiting, free, at, strategy)


@prepared
def _waiting_items() -> QuerySet[WorkItem]:
    found = WorkItem.objects.select_related("queue").filter(state="waiting", queue__is_active=True)
    return found.order_by("arrived_at", "pk")


def lines_waiting(items: Iterable[WorkItem], at: datetime) -> Iterable[tuple[Strategy, list[Waiting]]]:
    """Waiting items, given in the order of their arrival, by the rule of their queues.

    Each group is in its order, the one with the longest waiting first.
    """
    groups: dict[Strategy, list[WorkItem]] = defaultdict(list)
    for item in items:
        groups[item.queue.rule()].append(item)
    if not groups:
        return
    refused = _recent_refusals(at)
    for strategy, waiting in groups.items():
        yield strategy, in_line((_as_waiting(item, at, refused) for item in waiting), at, strategy)


def _as_waiting(item: WorkItem, at: datetime, refused: dict[int, set[int]]) -> Waiting:
    queues = {item.queue_id}
    overflows_at = item.arrived_at + timedelta(seconds=item.queue.overflow_after_seconds)
    if item.queue.overflow_to_id and at >= overflows_at:
        queues.add(item.queue.overflow_to_id)
    return Waiting(
        item=item.pk,
        queues=frozenset(queues),
        weight=item.weight,
        arrived_at=item.arrived_at,
        skills=item.skills,
        priority=item.priority,
        is_live=item.kind in LIVE,
        promise_at=item.promise_at,
        wanted=item.wanted_id,
        refused_by=frozenset(refused.get(item.pk, ())),
    )


def _recent_refusals(at: datetime) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for item, person in _refusals(since=at - timedelta(seconds=REFUSAL_LASTS_SECONDS)):
        found[item].add(person)
    return found


@prepared
def _refusals() -> QuerySet[Any]:
    rows = Offer.objects.filter(state__in=("declined", "missed"), answered_at__gt=Given("since"), item__state="waiting")
    return rows.values_list("item_id", "person_id")


def _free_people(at: datetime) -> list[Free]:
    return with_room(dict(_ready_people(alive=at - timedelta(seconds=SCREEN_LOST_AFTER_SECONDS))), at)


@prepared
def _ready_people() -> QuerySet[Any]:
    seats = Seat.objects.filter(state="ready", seen_at__gte=Given("alive"), person__is_active=True)
    return seats.values_list("person_id", "free_since")


def with_room(free_since: Mapping[int, datetime], at: datetime) -> list[Free]:
    """Those of these people who have room for more, each with since when they are free."""
    busy = weights_in_hand(free_since)
    people = [person for person in free_since if busy[person] < FULL]
    if not people:
        return []
    queues: dict[int, dict[int, int]] = defaultdict(dict)
    for queue, person, rank in _queues_served(people=people):
        queues[person][queue] = rank
    skills = abilities_of(people, at)
    return [
        Free(person, queues[person], FULL - busy[person], free_since[person], skills.get(person, {}))
        for person in people
    ]


@prepared
def _queues_served() -> QuerySet[Any]:
    return QueueMember.objects.filter(person__among=Given("people")).values_list("queue", "person", "rank")


def abilities_of(people: Collection[int], at: datetime) -> dict[int, dict[str, int]]:
    """The skills of each of these people that hold on that day, and the devices of their seats, with the level."""
    found = {person: dict(skills) for person, skills in skills_of(people, at.date()).items()}
    for person, devices in _devices_of(people=list(people)):
        found.setdefault(person, {}).update(dict.fromkeys(devices, 1))
    return found


@prepared
def _devices_of() -> QuerySet[Any]:
    seats = Seat.objects.filter(person__among=Given("people")).exclude(devices=[])
    return seats.values_list("person", "devices")


def weights_in_hand(people: Iterable[int]) -> dict[int, int]:
    """What each person has in hand or is being offered, of 100, by person; 0 for whoever has nothing."""
    people = list(people)
    found: dict[int, int] = dict.fromkeys(people, 0)
    for person, weight in (*_weights_taken(people=people), *_weights_offered(people=people)):
        found[person] += weight
    return found


@prepared
def _weights_taken() -> QuerySet[Any]:
    held = WorkItem.objects.filter(taken_by__among=Given("people"), state__in=IN_HAND)
    return held.values_list("taken_by", "weight")


@prepared
def _weights_offered() -> QuerySet[Any]:
    offered = Offer.objects.filter(person__among=Given("people"), state="open")
    return offered.values_list("person", "item__weight")


def _write_offers(matches: list[Match], at: datetime) -> int:
    items = {item.pk: item for item in _items_matched(items=[one.item for one in matches])}
    for one in matches:
        item = items[one.item]
        item.state = ITEM.target(item.state, "offer")
        save(item, "state")
        expires_at = at + timedelta(seconds=item.queue.ring_seconds)
        insert(Offer(item=item, person_id=one.person, because=one.because, made_at=at, expires_at=expires_at))
        note_item(LineWhat.OFFERED, item, at, person=one.person)
    tell(items.values(), (one.person for one in matches))
    return len(matches)


@prepared
def _items_matched() -> QuerySet[WorkItem]:
    return WorkItem.objects.select_related("queue").filter(pk__among=Given("items"))


def tell(items: Iterable[WorkItem], people: Iterable[int] = ()) -> None:
    """Let the screens that show these queues and the desks of these people ask again."""
    announce(*(f"queue-{item.queue_id}" for item in items), *(f"desk-{person}" for person in people))


def anything_due(at: datetime) -> bool:
    """Whether an offer has rung out, a screen has died, or something waits that may be offered to somebody by now."""
    silent = at - timedelta(seconds=SCREEN_LOST_AFTER_SECONDS)
    return (
        Offer.objects.filter(state="open", expires_at__lte=at).exists()
        or Seat.objects.filter(state__in=("ready", "paused"), seen_at__lt=silent).exists()
        or WorkItem.objects.filter(state="booked", booked_for__lte=at).exists()
        or WorkItem.objects.filter(state="waiting", arrived_at__lt=at - timedelta(seconds=1)).exists()
    )


def let_booked_in(at: datetime) -> None:
    """What was promised for a half hour comes into line as it begins."""
    due = _booked_by(now=at)
    if not due:
        return
    for item in due:
        item.state = ITEM.target(item.state, "come_due")
        note_item(LineWhat.ARRIVED, item, at)
    WorkItem.objects.bulk_update(due, ["state"])
    tell(due, ())


@prepared
def _booked_by() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(state="booked", booked_for__lte=Given("now")).order_by("booked_for", "pk")


def miss_due_offers(at: datetime) -> None:
    """What rang out goes back to its place in line, and whoever let it ring is paused until they say they are there."""
    if due := _rung_out(now=at):
        miss(due, at)


@prepared
def _rung_out() -> QuerySet[Offer]:
    return Offer.objects.filter(state="open", expires_at__lte=Given("now")).select_related("item")


def miss(offers: Sequence[Offer], at: datetime, *, why: str = "An offer was not answered") -> None:
    """Put what nobody answered back in line, and pause whoever it was offered to, for this reason."""
    for offer in offers:
        close_offer(offer, "miss", at)
        audit("work.missed", offer.item, actor=system_account(), at=at, offer=offer.pk, person=offer.person_id)
    seats = Seat.objects.filter(person__in=[offer.person_id for offer in offers], state="ready")
    note_seats(LineWhat.BREAK, seats.values_list("person_id", flat=True), at, reason=why)
    seats.update(state=SEAT.target("ready", "pause"), reason=why, since=at)


def close_offer(offer: Offer, step: str, at: datetime) -> None:
    """End an open offer unanswered, and put its item back in its place."""
    offer.state, offer.answered_at = OFFER.target(offer.state, step), at
    offer.save(update_fields=["state", "answered_at"])
    put_back(offer.item, at, held_by=offer.person_id)
    tell([offer.item], [offer.person_id])


def put_back(item: WorkItem, at: datetime, *, held_by: int | None, wanted: int | None = None) -> None:
    """In line again, at the place its arrival gives it; for `wanted` first if they are free."""
    note_item(LineWhat.BACK, item, at, person=held_by)
    item.state = ITEM.target(item.state, "return")
    item.taken_by, item.taken_at, item.wanted_id = None, None, wanted or item.wanted_id
    item.times_returned += 1
    item.save(update_fields=["state", "taken_by", "taken_at", "wanted", "times_returned"])


def lose_dead_seats(at: datetime) -> None:
    """Whoever shows no sign of life has no work: offers and writing go back, and a call goes on without the screen."""
    for seat in _silent_seats(since=at - timedelta(seconds=SCREEN_LOST_AFTER_SECONDS)):
        seat.state, seat.reason, seat.since = SEAT.target(seat.state, "lose"), "The screen does not answer", at
        seat.save(update_fields=["state", "reason", "since"])
        audit("seat.lost", seat, actor=system_account(), at=at, silent_since=seat.seen_at.isoformat())
        announce(f"desk-{seat.person_id}", "seats")
        note_seats(LineWhat.AWAY, [seat.person_id], at)
        for offer in Offer.objects.filter(person=seat.person_id, state="open").select_related("item"):
            close_offer(offer, "withdraw", at)
        held = WorkItem.objects.filter(taken_by=seat.person_id, state__in=IN_HAND)
        for item in held.exclude(kind__in=GOES_ON_WITHOUT_A_SCREEN):
            put_back(item, at, held_by=seat.person_id, wanted=seat.person_id)
            tell([item])


@prepared
def _silent_seats() -> QuerySet[Seat]:
    return Seat.objects.filter(state__in=("ready", "paused"), seen_at__lt=Given("since"))
