"""What would happen to a queue with more or fewer people: the same matcher, run ahead of time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civichub.routing.matching import FULL, Free, Strategy, Waiting, match, span
from civichub.routing.models import LIVE, Queue
from civichub.routing.operations.offering import abilities_of
from civichub.routing.queries import line_of, people_of, recent_handling_seconds

USUAL_HANDLING_SECONDS = 300  # until a queue has a history; the staffing sums of 2012 use five minutes a call (K)


@dataclass(frozen=True)
class Outlook:
    """When those who wait now would be reached, if nobody else came. Seconds from now; None when nobody serves them.

    `never` is how many nobody there can take.
    """

    people: int
    handling_seconds: int
    last_reached: int | None
    mean_wait: int | None
    never: int

    @property
    def mean_words(self) -> str:
        return "–" if self.mean_wait is None else span(self.mean_wait)

    @property
    def last_words(self) -> str:
        return "–" if self.last_reached is None else span(self.last_reached)

    @property
    def handling_words(self) -> str:
        return span(self.handling_seconds)


def what_if(queue: Queue, at: datetime, *, people_more: int = 0) -> Outlook:
    """The outlook of a queue with `people_more` ordinary people more; below 0, without as many of those free first."""
    handling = recent_handling_seconds(queue, at) or USUAL_HANDLING_SECONDS
    staff = staff_at(queue, at, handling)
    staff = staff[max(0, -people_more) :] if people_more < 0 else staff
    staff += [(at, Free(-number, {queue.pk: 1}, FULL, at)) for number in range(1, people_more + 1)]
    waiting = [replace(one, weight=FULL) for one in waiting_at(queue, at)]
    return outlook(waiting, staff, at, handling, queue.rule())


def staff_at(queue: Queue, at: datetime, handling_seconds: float) -> list[tuple[datetime, Free]]:
    """Who is ready for this queue with their skills, and from when: with something in hand, once its mean time ends."""
    there = [(member, seat, held) for member, seat, held in people_of(queue) if seat and seat.state == "ready"]
    skills = abilities_of([member.person_id for member, _, _ in there], at)
    staff = []
    for member, seat, held in there:
        ends = [max(at, item.taken_at + timedelta(seconds=handling_seconds)) for item in held if item.taken_at]
        free = Free(member.person_id, {queue.pk: 1}, FULL, seat.free_since, skills.get(member.person_id, {}))
        staff.append((max(ends, default=at), free))
    return sorted(staff, key=lambda one: one[0])


def waiting_at(queue: Queue, at: datetime) -> list[Waiting]:
    """The line of a queue as the matcher reads it, in its order."""
    return [
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
        for item in line_of(queue, at)
    ]


def outlook(
    waiting: Sequence[Waiting],
    staff: Sequence[tuple[datetime, Free]],
    at: datetime,
    handling_seconds: float,
    strategy: Strategy,
) -> Outlook:
    """Serve the line with these people, each from the moment given, and every item taking the mean handling time.

    Pure. A mean is what is promised here, no more: single waits differ (see docs/explanation).
    """
    left, waits = list(waiting), []
    coming = [(moment, number) for number, (moment, _) in enumerate(staff)]
    heapq.heapify(coming)
    while left and coming:
        moment, number = heapq.heappop(coming)
        made = match(left, [staff[number][1]], moment, strategy)
        if not made:
            continue
        waits.append(max(0, int((moment - at).total_seconds())))
        left = [one for one in left if one.item != made[0].item]
        heapq.heappush(coming, (moment + timedelta(seconds=handling_seconds), number))
    return Outlook(
        people=len(staff),
        handling_seconds=int(handling_seconds),
        last_reached=max(waits, default=None),
        mean_wait=round(sum(waits) / len(waits)) if waits else None,
        never=len(left),
    )
