"""What more people would change, by the rule that makes the offers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from civichub.routing.matching import FULL, Free, Strategy, Waiting
from civichub.routing.what_if import outlook

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def line(number: int) -> list[Waiting]:
    return [Waiting(item=one, queues=frozenset({1}), weight=FULL, arrived_at=NOON) for one in range(number)]


def people(number: int, ready_in: int = 0) -> list[tuple[datetime, Free]]:
    return [(NOON + timedelta(seconds=ready_in), Free(one, {1: 1}, FULL, NOON)) for one in range(number)]


def test_twice_the_people_reach_the_last_in_half_the_time() -> None:
    alone, together = (outlook(line(8), people(number), NOON, 300, Strategy()) for number in (2, 4))
    assert (alone.last_reached, alone.mean_wait, alone.never) == (900, 450, 0)
    assert (together.last_reached, together.mean_wait, together.never) == (300, 150, 0)


def test_who_is_busy_comes_when_they_are_free() -> None:
    assert outlook(line(1), people(1, ready_in=120), NOON, 300, Strategy()).last_reached == 120


def test_nobody_there_reaches_nobody() -> None:
    found = outlook(line(3), [], NOON, 300, Strategy())
    assert (found.last_reached, found.mean_wait, found.never) == (None, None, 3)
    assert found.mean_words == "–"


def test_what_nobody_can_take_is_said_and_holds_up_nobody_else() -> None:
    odd = Waiting(item=99, queues=frozenset({1}), weight=FULL, arrived_at=NOON, skills={"bsl": 1}, priority=2)
    found = outlook([odd, *line(1)], people(1), NOON, 300, Strategy())
    assert (found.last_reached, found.never) == (0, 1)
