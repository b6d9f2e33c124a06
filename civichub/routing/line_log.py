"""The log of the queues that share people, as the forecast of waits reads it. Reads only."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any

from django.db.models import Q

from civichub.routing.matching import FULL
from civichub.routing.models import LIVE, LineEvent, LineWhat, Queue, QueueMember, Seat, WorkItem, WorkKind
from civichub.routing.operations.offering import abilities_of
from civichub.routing.operations.record import SEAT_EVENTS
from civichub.routing.states import IN_HAND
from civichub.routing.waits.features import Plan
from civichub.routing.waits.laws import NEVER
from civichub.routing.waits.line import Event
from civichub.routing.waits.look_ahead import Off
from civichub.workforce.queries import planned_time_off, turns_of_people

AHEAD = timedelta(hours=12)  # of planned time off
FORECAST = frozenset({*LIVE, WorkKind.CALL_BACK})  # writing waits for office hours, not for a person
# Seconds of head start, more than any wait: need goes before presence, and both before time (`matching.ORDERS`).
NEED, THERE = 1e7, 1e5
NOBODY_YET = -1  # the number of an item that is only thought of
FIELDS = ("at", "what", "item", "person", "queue", "detail")


def class_of(kind: str, queue: int) -> str:
    """What handling times and patience are learned for: a kind of item in a queue."""
    return f"{kind}@{queue}"


def newcomer(queue: Queue, kind: str, at: datetime, *, needs: Mapping[str, int], priority: int = 0) -> Event:
    """Somebody who would join the queue now, as an arrival."""
    return Event(
        at.timestamp(), "arrived", NOBODY_YET, 0, class_of(kind, queue.pk), queue.pk, frozenset(needs.items()),
        _head_start(priority, kind, queue), max(1, FULL // queue.weight_of(kind)),
    )  # fmt: skip


def already_in_line(item: WorkItem, at: datetime) -> Event:
    """An item that waits, as if it arrived now at the place that it has."""
    return Event(
        at.timestamp(), "arrived", item.pk, 0, class_of(item.kind, item.queue_id), item.queue_id,
        frozenset(item.skills.items()), _head_start(item.priority, item.kind, item.queue),
        max(1, FULL // item.weight), max(0.0, (at - item.arrived_at).total_seconds()),
    )  # fmt: skip


def _head_start(priority: int, kind: str, queue: Queue) -> float:
    order = queue.rule().order
    return NEED * priority * ("need" in order) + THERE * (kind in LIVE) * ("live" in order)


class Pool:
    """The queues that share people with one, those people, and who of them can take what. Three statements."""

    def __init__(self, queue: Queue, at: datetime) -> None:
        shared = QueueMember.objects.filter(queue__members__person__queues_served__queue=queue).distinct()
        self.members: dict[int, set[int]] = defaultdict(set)
        for number, person in shared.values_list("queue", "person"):
            self.members[number].add(person)
        self.people = set().union(*self.members.values())
        self.queues = Queue.objects.in_bulk({queue.pk, *self.members})
        self.skills = abilities_of(self.people, at)

    def able(self, event: Event, person: int) -> bool:
        """Whether somebody serves the queue of an item and has what it needs."""
        known = self.skills.get(person, {})
        return person in self.members[event.queue] and all(known.get(skill, 0) >= level for skill, level in event.needs)

    def log(self, since: datetime, until: datetime) -> list[Event]:
        """What happened in these queues and to the seats of these people, by time. Two statements."""
        rows = LineEvent.objects.filter(at__gte=since, at__lte=until).order_by("at", "pk").values_list(*FIELDS)
        found = [*rows.filter(queue__in=list(self.queues)), *rows.filter(item=None, person__in=list(self.people))]
        return sorted(self._events(found), key=lambda event: event.at)

    def _events(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Event]:
        for at, what, item, person, queue, detail in rows:
            if "kind" not in detail:
                if "to" in detail and detail["to"] not in self.queues:
                    what = LineWhat.WITHDRAWN  # it went to a line of other people
                yield Event(at.timestamp(), what, item or 0, person or 0, queue=queue or 0)
                continue
            waited = (at - datetime.fromisoformat(detail["arrived_at"])).total_seconds()
            yield Event(
                at.timestamp(), what, item, 0, class_of(detail["kind"], queue), queue,
                frozenset(detail["skills"].items()),
                _head_start(detail["priority"], detail["kind"], self.queues[queue]),
                max(1, FULL // detail["weight"]), max(0.0, waited),
            )  # fmt: skip

    def unchanged(self, since: datetime) -> list[Event]:
        """The seats that stand now as they stood then: the log since says nothing of them. One statement."""
        seats = Seat.objects.filter(person__in=list(self.people), since__lt=since).values_list("person", "state")
        return [Event(since.timestamp(), SEAT_EVENTS[state], 0, person) for person, state in seats]

    def held_over(self, since: datetime) -> list[Event]:
        """What had happened by then to what was still in line or is in hand yet: call-backs wait overnight.

        One statement.
        """
        queues = list(self.queues)
        items = WorkItem.objects.filter(Q(kind__in=FORECAST) | Q(state__in=IN_HAND), queue__in=queues)
        items = items.filter(Q(ended_at=None) | Q(ended_at__gte=since), arrived_at__lt=since)
        rows = LineEvent.objects.filter(item__in=items, queue__in=queues, at__lt=since).order_by("at", "pk")
        return list(self._events(rows.values_list(*FIELDS)))

    def plan(self, since: datetime, until: datetime) -> Plan:
        """The planned time off of these people: as the whiteboard has it, and before their next turn on a rota.

        When a turn ends its person may stay for other work, so that says nothing. Two statements.
        """
        off: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for person, begins, ends in planned_time_off(self.people, since, until):
            off[person].append((begins.timestamp(), ends.timestamp()))
        turns: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for turn in turns_of_people(self.people, since, until):
            turns[turn.person_id].append((turn.starts_at.timestamp(), turn.ends_at.timestamp()))

        def plan(person: int, at: float) -> tuple[Off, ...]:
            near = [one for one in off[person] if one[1] > at and one[0] < at + AHEAD.total_seconds()]
            if (comes := _comes(turns[person], at)) and not any(begins <= comes < ends for begins, ends in near):
                near.append((at - NEVER, comes))
            return tuple(Off(begins - at, ends - at) for begins, ends in sorted(near))

        return plan


def _comes(turns: Sequence[tuple[float, float]], at: float) -> float | None:
    """When the next turn begins, within `AHEAD`; None in the middle of one."""
    place = bisect_right(turns, (at, inf))
    runs = place > 0 and turns[place - 1][1] > at
    comes = turns[place][0] if place < len(turns) and not runs else None
    return comes if comes is not None and comes < at + AHEAD.total_seconds() else None
