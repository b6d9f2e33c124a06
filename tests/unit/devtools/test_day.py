"""The simulated day: who comes when, and how the timetable wakes them, with a clock that only sleeping moves."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from statistics import mean

import pytest
from django.db import OperationalError

from civichub.core.errors import Conflict
from civichub.devtools.day.arrivals import CLOSES, OPENS, SHAPE, VOLUMES, arrivals_of_day, takes
from civichub.devtools.day.timetable import Timetable


class Wall:
    """A clock that goes on only while somebody sleeps."""

    now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def timetable(wall: Wall, speed: float = 10.0) -> Timetable:
    return Timetable(speed=speed, begins=OPENS, clock=lambda: wall.now, sleep=wall.sleep)


def test_as_many_come_as_were_published_and_the_morning_is_busiest() -> None:
    days = [arrivals_of_day(random.Random(seed)) for seed in range(40)]
    came = Counter(arrival.channel for day in days for arrival in day)
    for channel, volume in VOLUMES.items():
        # The mean of forty Poisson days is within four of its standard errors.
        assert came[channel] / 40 == pytest.approx(volume, abs=4 * (volume / 40) ** 0.5)
    halves = Counter(int((arrival.at - OPENS) // 1800) for day in days for arrival in day)
    assert halves.most_common(1)[0][0] in (3, 4)
    assert sum(SHAPE) == 101
    assert all(OPENS <= arrival.at < CLOSES for day in days for arrival in day)
    assert all(day == sorted(day) for day in days)


def test_the_same_seed_is_the_same_day_and_a_busy_one_brings_twice_as_many() -> None:
    assert arrivals_of_day(random.Random(3)) == arrivals_of_day(random.Random(3))
    one, two = (mean(len(arrivals_of_day(random.Random(seed), busy=busy)) for seed in range(20)) for busy in (1, 2))
    assert two / one == pytest.approx(2, rel=0.1)


def test_what_takes_its_time_takes_it_on_average() -> None:
    dice = random.Random(5)
    assert mean(takes(dice, 240) for _ in range(4000)) == pytest.approx(240, rel=0.06)


def test_everybody_is_woken_in_the_order_of_the_day_at_its_speed() -> None:
    wall, told = Wall(), []
    day = timetable(wall)

    def somebody(name: str, pause: float) -> Iterator[float]:
        for _ in range(2):
            told.append((name, day.now - OPENS, wall.now))
            yield pause

    day.add(somebody("late", 10), at=OPENS + 30)
    day.add(somebody("slow", 50))
    day.run(until=OPENS + 55)
    assert told == [("slow", 0, 0), ("late", 30, 3), ("late", 40, 4), ("slow", 50, 5)]


def test_a_refusal_ends_one_persons_doing_and_nobody_elses() -> None:
    wall, told = Wall(), []
    day = timetable(wall)

    def refused() -> Iterator[float]:
        yield 1
        raise Conflict("Somebody else was quicker.")

    def other() -> Iterator[float]:
        yield 2
        told.append("still here")

    day.add(refused())
    day.add(other())
    day.run(until=CLOSES)
    assert (day.refused, told) == (1, ["still here"])


def test_while_the_database_is_away_everybody_tries_again() -> None:
    wall, answers = Wall(), iter([OperationalError("gone"), OperationalError("gone"), "there"])
    day, told = timetable(wall), []

    def asks() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def somebody() -> Iterator[float]:
        told.append((yield from day.read(asks)))

    day.add(somebody())
    day.run(until=CLOSES)
    assert (told, wall.now) == (["there"], 2.0)
