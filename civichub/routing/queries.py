"""Reads about work in line: one's own, the live queue, how today goes so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from civichub.core.clocks import (
    LONDON,
    OFFICE,
    DayIndex,
    calendars_of_office,
    is_open,
    next_opening,
    parse_calendar,
)
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.organisations.queries import office_calendar
from civichub.routing import policies
from civichub.routing.matching import FULL, Waiting, in_line, in_words, span
from civichub.routing.models import LIVE, Offer, Queue, QueueMember, Seat, WorkItem
from civichub.routing.operations.offering import SCREEN_LOST_AFTER_SECONDS, weights_in_hand
from civichub.routing.states import IN_HAND
from civichub.workforce.queries import skill_words


def queues_run_by(user: Any) -> QuerySet[Queue]:
    """The queues whose day this person runs, by organisation and name."""
    found = Queue.objects.filter(organisation__in=user.organisations_with("work.supervise"), is_active=True)
    return found.select_related("organisation", "overflow_to")


def queues_in_use() -> QuerySet[Queue]:
    """Every queue of the partnership that is in use, by organisation and name. A queue is no personal data."""
    return Queue.objects.filter(is_active=True).select_related("organisation")


def queues_seen_by(user: Any) -> QuerySet[Queue]:
    """The queues that this person serves or whose day they run."""
    runs = Q(organisation__in=user.organisations_with("work.supervise"))
    return Queue.objects.filter(runs | Q(members__person=user), is_active=True).distinct()


def queue_run_by(user: Any, pk: int) -> Queue:
    """One queue whose day this person runs. Raises `NotFound`."""
    queue = Queue.objects.select_related("organisation", "overflow_to").filter(pk=pk).first()
    if queue is None or not policies.may_run_queue(user, queue):
        raise NotFound()
    return queue


def queues_of(organisation: Any) -> list[Queue]:
    """The queues of one organisation that are in use, by name."""
    return list(Queue.objects.filter(organisation=organisation, is_active=True).order_by("name"))


def queue_for(organisation: Any, *, service: int | None = None, slug: str = "") -> Queue | None:
    """Where work of an organisation goes: the queue of that name, else the one for the service, else its general one.

    The general queue is the one that names no services; of several the first made.
    """
    queues = Queue.objects.filter(organisation=organisation, is_active=True).order_by("pk")
    if slug and (named := queues.filter(slug=slug).first()):
        return named
    if service is not None and (specific := queues.filter(services__contains=[service]).first()):
        return specific
    return queues.filter(services=[]).first()


def queue_served_by(person: Any, rather: Queue) -> Queue | None:
    """A queue that this person serves: `rather` that one, else the one that they serve first."""
    served = {member.queue_id: member.queue for member in _served(person)}
    return served.get(rather.pk) or next(iter(served.values()), None)


def _served(person: Any) -> QuerySet[QueueMember]:
    served = QueueMember.objects.filter(person=person, queue__is_active=True)
    return served.select_related("queue__organisation").order_by("rank", "queue__name")


def seat_of(user: Any) -> Seat | None:
    """Whether this person takes work now; None when they never have."""
    return next(iter(_seats_of(person=user.pk)), None)


@prepared
def _seats_of() -> QuerySet[Seat]:
    return Seat.objects.filter(person=Given("person"))


def work_in_hand(user: Any, *, subject: tuple[str, int] | None = None) -> list[WorkItem]:
    """What this person has in hand, the longest first; or only what is about that subject."""
    if subject is None:
        return _in_hand(person=user.pk)
    return [item for item in _in_hand(person=user.pk) if (item.subject_kind, item.subject_id) == subject]


@prepared
def _in_hand() -> QuerySet[WorkItem]:
    found = WorkItem.objects.filter(taken_by=Given("person"), state__in=IN_HAND)
    return found.select_related("queue", "queue__organisation").order_by("taken_at")


@dataclass(frozen=True)
class OpenOffer:
    """An offer that stands, with its reason in words and how many seconds are left to answer."""

    offer: Offer
    why: str
    seconds_left: int


def offers_to(user: Any, at: datetime) -> list[OpenOffer]:
    """What is being offered to this person, the oldest first."""
    found = _offers_to(person=user.pk, now=at)
    words = skill_words() if found else {}
    return [
        OpenOffer(offer, in_words(offer.because, words), max(0, int((offer.expires_at - at).total_seconds())))
        for offer in found
    ]


@prepared
def _offers_to() -> QuerySet[Offer]:
    found = Offer.objects.filter(person=Given("person"), state="open", expires_at__gt=Given("now"))
    return found.select_related("item__queue__organisation").order_by("made_at", "pk")


def item_for(user: Any, pk: int) -> WorkItem:
    """One item that this person may see. Raises `NotFound`."""
    item = WorkItem.objects.visible_to(user).select_related("queue", "queue__organisation", "taken_by").filter(pk=pk)
    if found := item.first():
        return found
    raise NotFound()


def item_about(subject_kind: str, subject_id: int, *, kind: str = "") -> WorkItem | None:
    """The open item about a subject, of that kind if one is named. For the context that owns it, not for a person."""
    found = WorkItem.objects.in_open_state().filter(subject_kind=subject_kind, subject_id=subject_id)
    found = found.filter(kind=kind) if kind else found
    return found.select_related("queue", "queue__organisation").first()


def open_items_about(subject_kind: str, subject_ids: Iterable[int], *, kind: str) -> list[WorkItem]:
    """What waits or is in hand about these subjects, the first promised first. It opens nothing: whoever shows it has
    asked who may see the subjects."""
    found = WorkItem.objects.in_open_state().filter(
        subject_kind=subject_kind, subject_id__in=list(subject_ids), kind=kind
    )
    return list(found.select_related("queue", "taken_by").order_by("promise_at", "pk")[:10])


def line_of(queue: Queue, at: datetime) -> list[WorkItem]:
    """What waits in a queue or is being offered, in the order in which it will be served."""
    items = {
        item.pk: item
        for item in WorkItem.objects.filter(queue=queue, state__in=("waiting", "offered")).prefetch_related("offers")
    }
    rows = [
        Waiting(
            item=item.pk,
            queues=frozenset({queue.pk}),
            weight=item.weight,
            arrived_at=item.arrived_at,
            skills=item.skills,
            priority=item.priority,
            is_live=item.kind in LIVE,
            promise_at=item.promise_at,
        )
        for item in items.values()
    ]
    return [items[row.item] for row in in_line(rows, at, queue.rule())]


def place_in_line(item: WorkItem, at: datetime) -> int | None:
    """Its place, 1 for the next; None once it is in hand or over."""
    order = [one.pk for one in line_of(item.queue, at)]
    return order.index(item.pk) + 1 if item.pk in order else None


NOBODY = {"free": 0, "busy": 0, "wrapping_up": 0, "away": 0}


@dataclass(frozen=True)
class Figures:
    """How a line stands and how its day has gone. Shares are of 1, None when nothing has happened; waits are seconds.

    `share_in_time` counts everybody who came and did not leave within the short limit: answered within the standard, of
    answered and abandoned. `share_in_time_of_all` counts those who left quickly too (both in use; see the glossary).
    """

    waiting: int
    longest_wait: int
    promises_at_risk: int
    free: int
    busy: int
    wrapping_up: int
    away: int
    answered: int
    abandoned: int
    abandoned_quickly: int
    in_time: int

    @property
    def share_in_time(self) -> float | None:
        counted = self.answered + self.abandoned - self.abandoned_quickly
        return self.in_time / counted if counted else None

    @property
    def share_in_time_of_all(self) -> float | None:
        counted = self.answered + self.abandoned
        return self.in_time / counted if counted else None

    @property
    def longest_words(self) -> str:
        return span(self.longest_wait) if self.waiting else "–"

    @property
    def share_words(self) -> str:
        return _percent(self.share_in_time)

    @property
    def share_of_all_words(self) -> str:
        return _percent(self.share_in_time_of_all)


@dataclass(frozen=True)
class QueueNow(Figures):
    """A queue at a moment."""

    queue: Queue

    @property
    def below_standard(self) -> bool:
        return self.share_in_time is not None and self.share_in_time < float(self.queue.answer_share)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def queues_now(queues: Iterable[Queue], at: datetime) -> list[QueueNow]:
    """How these queues stand and how their day has gone since midnight in London. Seven statements, however many."""
    queues = list(queues)
    ids = [queue.pk for queue in queues]
    line = _line(ids, at)
    today = _today(ids, at)
    people = _people(ids, at)
    empty = {"waiting": 0, "oldest": None, "at_risk": 0}
    nothing = dict.fromkeys(("answered", "abandoned", "abandoned_quickly", "in_time"), 0)
    return [
        QueueNow(
            queue=queue,
            waiting=(row := line.get(queue.pk, empty))["waiting"],
            longest_wait=max(0, int((at - row["oldest"]).total_seconds())) if row["oldest"] else 0,
            promises_at_risk=row["at_risk"],
            **people.get(queue.pk, NOBODY),
            **today.get(queue.pk, nothing),
        )
        for queue in queues
    ]


def _line(ids: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    soon = Q(promise_at__lte=at + timedelta(hours=1))
    rows = WorkItem.objects.filter(queue__in=ids, state__in=("waiting", "offered")).values("queue")
    return {
        row["queue"]: row
        for row in rows.annotate(waiting=Count("pk"), oldest=Min("arrived_at"), at_risk=Count("pk", filter=soon))
    }


def _today(ids: list[int], at: datetime) -> dict[int, dict[str, int]]:
    midnight = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = WorkItem.objects.filter(queue__in=ids, arrived_at__gte=midnight, arrived_at__lte=at, counted=True)
    left = Q(state="abandoned", first_taken_at=None)
    wait, patience = F("first_taken_at") - F("arrived_at"), F("ended_at") - F("arrived_at")
    found = (
        rows.annotate(wait=wait, patience=patience)
        .values("queue", "queue__answer_within_seconds", "queue__short_abandon_seconds")
        .annotate(
            answered=Count("pk", filter=Q(first_taken_at__isnull=False)),
            abandoned=Count("pk", filter=left),
            abandoned_quickly=Count("pk", filter=left & Q(patience__lt=_seconds("queue__short_abandon_seconds"))),
            in_time=Count("pk", filter=Q(wait__lte=_seconds("queue__answer_within_seconds"))),
        )
    )
    names = ("answered", "abandoned", "abandoned_quickly", "in_time")
    return {row["queue"]: {name: row[name] for name in names} for row in found}


def _seconds(field: str) -> Any:
    return F(field) * timedelta(seconds=1)


def _people(ids: list[int], at: datetime) -> dict[int, dict[str, int]]:
    members = list(QueueMember.objects.filter(queue__in=ids).values_list("queue", "person"))
    words = people_words({person for _, person in members}, at)
    found: dict[int, dict[str, int]] = {}
    for queue, person in members:
        if person in words:
            found.setdefault(queue, dict(NOBODY))[words[person]] += 1
    return found


def people_words(people: Iterable[int], at: datetime) -> dict[int, str]:
    """Free, busy, wrapping_up or away, by person, of those who have not signed off."""
    seats = {seat.person_id: seat for seat in Seat.objects.filter(person__in=people).exclude(state="left")}
    weights = weights_in_hand(seats)
    held = WorkItem.objects.filter(taken_by__in=seats, state__in=IN_HAND).values("taken_by")
    writing = held.annotate(talking=Count("pk", filter=Q(state="taken"))).filter(talking=0)
    only_wrap_up = set(writing.values_list("taken_by", flat=True))
    alive = at - timedelta(seconds=SCREEN_LOST_AFTER_SECONDS)

    def word(person: int, seat: Seat) -> str:
        if person in only_wrap_up:
            return "wrapping_up"
        if weights[person] >= FULL:
            return "busy"
        return "free" if seat.state == "ready" and seat.seen_at >= alive else "away"

    return {person: word(person, seat) for person, seat in seats.items()}


def people_of(queue: Queue) -> list[tuple[QueueMember, Seat | None, list[WorkItem]]]:
    """Who serves a queue, whether they are at their seats, and what they have in hand, by name."""
    members = list(queue.members.select_related("person").order_by("rank", "person__name"))
    people = [member.person_id for member in members]
    seats = {seat.person_id: seat for seat in Seat.objects.filter(person__in=people)}
    held: dict[int, list[WorkItem]] = {}
    for item in WorkItem.objects.filter(taken_by__in=people, state__in=IN_HAND).order_by("taken_at"):
        held.setdefault(item.taken_by_id, []).append(item)
    return [(member, seats.get(member.person_id), held.get(member.person_id, [])) for member in members]


def recent_handling_seconds(queue: Queue, at: datetime) -> float | None:
    """How long an item has taken from taken to ended, on average, over the last 50 done; None when none has been."""
    rows = WorkItem.objects.filter(queue=queue, state="done", taken_at__isnull=False, ended_at__lte=at)
    spans = [
        (ended - taken).total_seconds()
        for taken, ended in rows.order_by("-ended_at").values_list("taken_at", "ended_at")[:50]
    ]
    return sum(spans) / len(spans) if spans else None


def hours_of(queue: Queue) -> DayIndex:
    """The hours of a queue: its own, or those of its organisation's office with its closures."""
    calendar = office_calendar(queue.organisation)
    if queue.hours:
        own = {"id": OFFICE, "name": queue.name, "nations": [queue.organisation.clock_nation], "hours": queue.hours}
        calendar = parse_calendar(own)
    return calendars_of_office(calendar).index(OFFICE)


def open_or_opens_at(queue: Queue, at: datetime) -> datetime | None:
    """None while the queue is open, else when it opens next."""
    hours = hours_of(queue)
    return None if is_open(hours, at) else next_opening(hours, at)


def queues_managed_by(user: Any) -> QuerySet[Queue]:
    """The queues, in use or not, whose set-up this person keeps, with how many people serve each (`serving`)."""
    found = Queue.objects.filter(organisation__in=user.organisations_with("work.supervise"))
    return found.select_related("organisation", "overflow_to").annotate(serving=Count("members"))


def waiting_for(user: Any, *, most: int = 20) -> list[WorkItem]:
    """What waits in the queues that this person serves, the longest waiting first, at most so many."""
    found = WorkItem.objects.filter(queue__members__person=user, queue__is_active=True, state="waiting")
    return list(found.select_related("queue", "queue__organisation").order_by("arrived_at", "pk")[:most])


def offer_by_id(pk: int) -> Offer | None:
    """An offer, with its item. For what answers in somebody's name, such as their telephone."""
    return Offer.objects.select_related("item").filter(pk=pk).first()
