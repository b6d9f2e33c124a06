"""The log of the queues that share people, as the forecast of waits reads it. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from civichub.routing.matching import FULL
from civichub.routing.models import LIVE, LineEvent, LineWhat, Queue, QueueMember, WorkItem
from civichub.routing.operations.offering import abilities_of
from civichub.routing.waits.features import Plan
from civichub.routing.waits.line import Event
from civichub.routing.waits.look_ahead import Off
from civichub.workforce.queries import planned_absences

AHEAD = timedelta(hours=12)  # of planned time off
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
            if what not in (LineWhat.ARRIVED, LineWhat.CHANGED):
                yield Event(at.timestamp(), what, item or 0, person or 0, queue=queue or 0)
                continue
            waited = (at - datetime.fromisoformat(detail["arrived_at"])).total_seconds()
            yield Event(
                at.timestamp(), what, item, 0, class_of(detail["kind"], queue), queue,
                frozenset(detail["skills"].items()),
                _head_start(detail["priority"], detail["kind"], self.queues[queue]),
                max(1, FULL // detail["weight"]), max(0.0, waited),
            )  # fmt: skip

    def plan(self, since: datetime, until: datetime) -> Plan:
        """The planned time off of these people, from the whiteboard. One statement."""
        off: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for person, begins, ends in planned_absences(self.people, since, until):
            off[person].append((begins.timestamp(), ends.timestamp()))

        def plan(person: int, at: float) -> tuple[Off, ...]:
            near = (one for one in off[person] if one[1] > at and one[0] < at + AHEAD.total_seconds())
            return tuple(Off(begins - at, ends - at) for begins, ends in sorted(near))

        return plan
