"""The whole day: everybody begins when they are due, and each half-hour is told in a line."""

from __future__ import annotations

import random
from collections.abc import Callable

from django.utils import timezone

from civichub.devtools.day.arrivals import CLOSES, HALF_HOUR, OPENS, arrivals_of_day
from civichub.devtools.day.cast import Cast, gather
from civichub.devtools.day.residents import Residents
from civichub.devtools.day.staff import Staff
from civichub.devtools.day.timetable import Doing, Timetable
from civichub.routing.queries import queue_for, queues_now

LATE = 1800.0  # after closing, for those who are still being served


def play_day(
    *,
    speed: float,
    begins: float = OPENS,
    ends: float = CLOSES,
    busy: float = 1.0,
    seed: int = 1,
    staffed: bool = True,
    say: Callable[[str], None] = print,
    stopped: Callable[[], bool] = lambda: False,
) -> Timetable:
    """Live through a day from `begins` to `ends`, seconds after midnight, `speed` of them in each second on the wall.

    `busy` 2.0 brings twice as many people. Without `staffed` nobody serves them but whoever is signed in. Times in
    the hub are of the clock on the wall, so at speed 20 a caller who waits a minute of the day waits 3 seconds there.
    """
    dice, timetable = random.Random(seed), Timetable(speed=speed, begins=begins)
    cast = gather(at=timezone.now())
    residents = Residents(timetable, cast, dice)
    for arrival in arrivals_of_day(dice, busy=busy):
        if begins <= arrival.at < ends:
            timetable.add(residents.who_comes(arrival), at=arrival.at)
    if staffed:
        Staff(timetable, cast, residents, dice, closes=ends).begin()
    timetable.add(_tell(timetable, cast, say))
    timetable.run(until=ends + LATE, stopped=stopped)
    return timetable


def _tell(timetable: Timetable, cast: Cast, say: Callable[[str], None]) -> Doing:
    queues = [queue_for(cast.county, slug="customer-services"), queue_for(cast.county, slug="writing"),
              queue_for(cast.shop, slug="reception")]  # fmt: skip
    while True:
        states = yield from timetable.read(lambda: queues_now(queues, timezone.now()))
        words = "; ".join(f"{state.queue.name}: {state.waiting} waiting, {state.answered} answered" for state in states)
        say(f"{_clock(timetable.now)}  {words}")
        yield HALF_HOUR


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds % 3600 // 60):02d}"
