"""Warning before a standard is broken: the next hour of a queue played ahead, and how few more people would keep it.

Pure. The line is ordered by the queue's own rule (`matching.in_line`) and everybody takes the first they can
(`matching.can_take`), each item for the mean handling time, while others go on arriving at the rate of late.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from civichub.core.clocks.english import clock_words
from civichub.routing.matching import FULL, Free, Strategy, Waiting, can_take, in_line, span

AHEAD = timedelta(hours=1)
MOST_PEOPLE_MORE = 10
MINUTES_TRIED = (15, 30, 45, 60)
LEAST_DECIDED = 5  # of fewer items a share says nothing: one late in three would be an alarm each morning
LEAST_SHARE = 0.1  # whoever waits longest goes first everywhere, so no queue is left quite alone
MOST_ARRIVALS = 600  # an hour; beyond that the forecast is certain long before its end
NEAR_LATE, FAR_LATE, NEAR_DECIDED = 2, 4, 20
MOST_LEAVE = 0.05  # Warwickshire, review of customer focus, 2009, 4.2: at most 5% of calls abandoned
LEAST_LEFT = 3  # one who hangs up is no sign of a queue that fails


@dataclass(frozen=True)
class Standard:
    """`share` (0 to 1) of items answered within so many seconds."""

    within_seconds: int
    share: float


@dataclass(frozen=True)
class SoFar:
    """What is decided of today: how many count, and how many of those were answered in time."""

    decided: int
    in_time: int

    def below(self, share: float) -> bool:
        """Whether enough is decided and too little of it was in time."""
        return self.decided >= LEAST_DECIDED and self.in_time < share * self.decided - 1e-9


@dataclass(frozen=True)
class Scene:
    """A queue at a moment. `staff` are people with the moment from which each is free; `arrivals` come in an hour.

    `shares` is how much of their time those who serve other queues too have for this one, over 0 to 1; 1 where absent.
    """

    at: datetime
    line: Sequence[Waiting]
    staff: Sequence[tuple[datetime, Free]]
    arrivals: float
    handling_seconds: float
    standard: Standard
    so_far: SoFar
    strategy: Strategy = field(default_factory=Strategy)
    shares: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Help:
    """How few more people, and for how long, would keep the standard."""

    people: int
    minutes: int


@dataclass(frozen=True)
class Forecast:
    """What becomes of the standard within the hour. `missed_at` is None when it holds.

    `below_now`: it is missed already, and `help` is what would bring it back within the hour. `help` is None when it is
    not needed, or when not even ten more people would do. `promises` end within the hour, and `promises_missed` of them
    before somebody is free. `never` is how many in line nobody there can take.
    """

    at: datetime
    standard: Standard
    so_far: SoFar
    missed_at: datetime | None
    below_now: bool
    help: Help | None
    promises: int
    promises_missed: int
    never: int


def forecast(scene: Scene) -> Forecast:
    """Play the next hour as things are, and where that breaks the standard look for the least help that keeps it."""
    starts = _play(scene, scene.staff)
    below_now = scene.so_far.below(scene.standard.share)
    missed_at, _ = _decide(scene, starts)
    soon = [one for one in scene.line if one.promise_at is not None and one.promise_at <= scene.at + AHEAD]
    broken = [one for one in soon if (start := starts.get(one.item)) is None or start > (one.promise_at or start)]
    return Forecast(
        at=scene.at,
        standard=scene.standard,
        so_far=scene.so_far,
        missed_at=scene.at if below_now else missed_at,
        below_now=below_now,
        help=_least_help(scene, below_now) if below_now or missed_at else None,
        promises=len(soon),
        promises_missed=len(broken),
        never=sum(not any(can_take(replace(free, room=FULL), one) for _, free in scene.staff) for one in scene.line),
    )


def keeps(scene: Scene, people: int, minutes: int) -> bool:
    """Whether so many more ordinary people for so long keep the standard, or bring it back where it is missed."""
    leaves = scene.at + timedelta(minutes=minutes)
    queue = next((queue for one in scene.line for queue in one.queues), 0)
    queues = {queue: 1} | {queue: 1 for one in scene.line for queue in one.queues}
    more = [(scene.at, Free(-number, queues, FULL, scene.at)) for number in range(1, people + 1)]
    starts = _play(scene, [*scene.staff, *more], leaves=leaves)
    missed_at, end = _decide(scene, starts)
    return not end.below(scene.standard.share) if scene.so_far.below(scene.standard.share) else missed_at is None


def _least_help(scene: Scene, below_now: bool) -> Help | None:
    longest = MINUTES_TRIED[-1]
    people = next((one for one in range(1, MOST_PEOPLE_MORE + 1) if keeps(scene, one, longest)), None)
    if people is None:
        return None
    return Help(people, next(minutes for minutes in MINUTES_TRIED if keeps(scene, people, minutes)))


def _expected(scene: Scene) -> list[Waiting]:
    """Those who come within the hour, evenly spaced, each like an ordinary item of this queue."""
    number = min(MOST_ARRIVALS, int(scene.arrivals * AHEAD.total_seconds() / 3600))
    queues = frozenset(queue for one in scene.line for queue in one.queues) or frozenset({0})
    queues |= {queue for _, free in scene.staff for queue in free.queues}
    weight = scene.line[0].weight if scene.line else FULL
    return [
        Waiting(item=-one, queues=queues, weight=weight, arrived_at=scene.at + AHEAD * one / (number + 1))
        for one in range(1, number + 1)
    ]


def _play(
    scene: Scene, staff: Sequence[tuple[datetime, Free]], *, leaves: datetime | None = None
) -> dict[int, datetime]:
    """When each item is begun, of those begun within the hour. People with numbers below 0 go home at `leaves`."""
    left = [*in_line(scene.line, scene.at, scene.strategy), *_expected(scene)]
    coming = [(max(scene.at, moment), place) for place, (moment, _) in enumerate(staff)]
    heapq.heapify(coming)
    starts: dict[int, datetime] = {}
    while left and coming:
        moment, place = heapq.heappop(coming)
        free = staff[place][1]
        if moment >= scene.at + AHEAD or (leaves and free.person < 0 and moment >= leaves):
            continue
        able = replace(free, room=FULL)
        taken = next((index for index, one in enumerate(left) if can_take(able, one)), None)
        if taken is None:
            continue
        one = left[taken]
        if one.arrived_at > moment:  # nobody is there yet whom they can take: they are free for the next who comes
            heapq.heappush(coming, (one.arrived_at, place))
            continue
        starts[one.item] = moment
        del left[taken]
        # Several light items go side by side, so each takes its share of the time; and what another queue takes of
        # somebody comes between one item of this queue and their next.
        seconds = scene.handling_seconds * one.weight / FULL / scene.shares.get(free.person, 1)
        heapq.heappush(coming, (moment + timedelta(seconds=seconds), place))
    return starts


def _decide(scene: Scene, starts: dict[int, datetime]) -> tuple[datetime | None, SoFar]:
    """When the share first falls below the standard, and how the hour ends.

    An item is decided when it is begun in time, or when its time is up.
    """
    decided: list[tuple[datetime, int]] = []
    for one in [*scene.line, *_expected(scene)]:
        limit, start = one.arrived_at + timedelta(seconds=scene.standard.within_seconds), starts.get(one.item)
        if start is not None and start <= limit:
            decided.append((start, 1))
        elif limit < scene.at + AHEAD:
            decided.append((max(limit, scene.at), 0))
    now, missed_at = scene.so_far, None
    for moment, in_time in sorted(decided):
        now = SoFar(now.decided + 1, now.in_time + in_time)
        if missed_at is None and now.below(scene.standard.share):
            missed_at = moment
    return missed_at, now


def share_of_time(queue: int, load: Mapping[int, float], ranks: Mapping[int, int]) -> float:
    """How much of somebody's time a queue gets, over 0 to 1: its part of the load of all that they serve.

    `load` is work by queue, in any one unit; `ranks` are theirs, 1 first. A queue that comes after this one for them
    takes nothing from it, and one without work takes nothing from anybody.
    """
    before = sum(load.get(other, 0) for other, rank in ranks.items() if other != queue and rank <= ranks[queue])
    own = load.get(queue, 0)
    return max(LEAST_SHARE, own / (own + before)) if before else 1.0


def late_left(so_far: SoFar, standard: Standard) -> int:
    """How many more late answers the standard bears today; below 0 when it is missed."""
    return math.floor(so_far.in_time / standard.share + 1e-9) - so_far.decided


def is_near(so_far: SoFar, standard: Standard, *, already: bool) -> bool:
    """Whether two more late answers would break it; once that is said (`already`), until it bears more than four."""
    return so_far.decided >= NEAR_DECIDED and 0 <= late_left(so_far, standard) <= (FAR_LATE if already else NEAR_LATE)


def standard_words(found: Forecast) -> str:
    """The warning as a supervisor reads it: "At this rate …. 3 more people for 30 minutes would keep it."."""
    goal = f"{found.standard.share:.0%}"
    within = span(found.standard.within_seconds)
    if found.missed_at is None:
        return f"The next hour keeps {goal} within {within}."
    if found.below_now:
        share = found.so_far.in_time / found.so_far.decided
        what = f"bring it back by {clock_words(found.at + AHEAD)}"
        return f"{share:.0%} were answered within {within} today, below {goal}. {_help_words(found, what)}"
    by, help_words = clock_words(found.missed_at), _help_words(found, "keep it")
    return f"At this rate the share answered within {within} falls below {goal} by {by}. {help_words}"


def _help_words(found: Forecast, what: str) -> str:
    if found.help is None:
        return f"Even {MOST_PEOPLE_MORE} more people would not {what}."
    people = "1 more person" if found.help.people == 1 else f"{found.help.people} more people"
    return f"{people} for {found.help.minutes} minutes would {what}."


@dataclass(frozen=True)
class GivenUp:
    """Of those who ended their wait of late: how many were answered, and how many gave up after a real wait."""

    answered: int
    gave_up: int

    @property
    def share(self) -> float:
        """The part that gave up, 0 to 1."""
        ended = self.answered + self.gave_up
        return self.gave_up / ended if ended else 0.0


def is_left(found: GivenUp, *, already: bool) -> bool:
    """Whether a queue loses people; once that is said (`already`), until no more than the standard gives up."""
    return found.share > MOST_LEAVE and (already or found.gave_up >= LEAST_LEFT)


def left_words(found: GivenUp, lately: timedelta) -> str:
    """How many give up: "4 of 20 gave up before they were answered in the last 30 minutes (20%). At most 5% may."."""
    of = found.answered + found.gave_up
    minutes = int(lately.total_seconds() // 60)
    return (
        f"{found.gave_up} of {of} gave up before they were answered in the last {minutes} minutes ({found.share:.0%}). "
        f"At most {MOST_LEAVE:.0%} may."
    )


def near_words(so_far: SoFar, standard: Standard) -> str:
    """How much room is left before the standard breaks."""
    left = late_left(so_far, standard) + 1
    answers = "One more late answer breaks" if left == 1 else f"{left} more late answers break"
    return f"{so_far.in_time / so_far.decided:.0%} were answered in time today. {answers} the {standard.share:.0%}."
