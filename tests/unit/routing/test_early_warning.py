"""The warning comes before the standard is broken, says when, and names the least help that keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civichub.routing.early_warning import (
    AHEAD,
    LEAST_DECIDED,
    MINUTES_TRIED,
    Scene,
    SoFar,
    Standard,
    forecast,
    is_near,
    keeps,
    late_left,
    near_words,
    share_of_time,
    standard_words,
)
from civichub.routing.matching import FULL, Free, Waiting

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def waiting(number: int, waited: float = 0, **more: Any) -> Waiting:
    fields = {"queues": frozenset({1}), "weight": FULL, "arrived_at": NOON - minutes(waited)}
    return Waiting(item=number, **{**fields, **more})


def ready(number: int, in_minutes: float = 0, **more: Any) -> tuple[datetime, Free]:
    return NOON + minutes(in_minutes), Free(number, {1: 1}, FULL, NOON, **more)


def scene(**more: Any) -> Scene:
    fields: dict[str, Any] = {
        "at": NOON,
        "line": [],
        "staff": [ready(1)],
        "arrivals": 0,
        "handling_seconds": 300,
        "standard": Standard(600, 0.9),
        "so_far": SoFar(20, 20),
    }
    return Scene(**{**fields, **more})


def test_a_quiet_queue_gives_no_warning() -> None:
    found = forecast(scene())
    assert (found.missed_at, found.help, found.never) == (None, None, 0)
    assert standard_words(found) == "The next hour keeps 90% within 10 min."


def test_a_long_line_is_warned_of_before_it_is_late_with_the_least_help() -> None:
    line = [waiting(number, waited=1) for number in range(12)]
    found = forecast(scene(line=line))
    assert found.missed_at == NOON + minutes(9), "one each five minutes: from the third on all are late at once"
    assert not found.below_now
    assert found.help is not None
    assert keeps(scene(line=line), found.help.people, found.help.minutes)
    assert not keeps(scene(line=line), found.help.people - 1, 60)
    assert standard_words(found).startswith("At this rate the share answered within 10 min falls below 90% by 12:09pm.")
    assert standard_words(found).endswith(f"for {found.help.minutes} minutes would keep it.")


def test_those_who_will_come_count_and_a_fast_team_keeps_up() -> None:
    busy = scene(arrivals=40)
    assert forecast(busy).missed_at is not None
    assert forecast(scene(arrivals=40, staff=[ready(one) for one in range(1, 5)])).missed_at is None


def test_what_cannot_be_kept_by_anybody_is_said() -> None:
    found = forecast(scene(line=[waiting(number, waited=30) for number in range(30)]))
    assert found.missed_at == NOON
    assert standard_words(found).endswith("Even 10 more people would not keep it.")


def test_a_standard_that_is_missed_already_is_said_with_what_brings_it_back() -> None:
    found = forecast(scene(so_far=SoFar(20, 17), arrivals=30))
    assert found.below_now
    assert found.help is not None
    assert "85% were answered within 10 min today, below 90%" in standard_words(found)
    assert "would bring it back by 1pm" in standard_words(found)


def test_a_promise_that_nobody_will_reach_in_time_is_counted() -> None:
    line = [
        waiting(1, promise_at=NOON + minutes(2)),
        waiting(2, promise_at=NOON + minutes(3)),
        waiting(3, promise_at=NOON + minutes(59)),
        waiting(4, promise_at=NOON + minutes(90)),
    ]
    found = forecast(scene(line=line))
    assert (found.promises, found.promises_missed) == (3, 1)
    assert forecast(scene(line=line, staff=[])).promises_missed == 3


def test_who_needs_what_nobody_has_is_counted_and_does_not_hold_up_the_others() -> None:
    found = forecast(scene(line=[waiting(1, waited=5, skills={"bsl": 3}), waiting(2)]))
    assert (found.never, found.promises_missed) == (1, 0)
    assert forecast(scene(line=[waiting(1, skills={"bsl": 3})], staff=[ready(1, skills={"bsl": 3})])).never == 0


def test_three_chats_at_once_take_a_third_of_the_time_each() -> None:
    chats = [waiting(number, weight=33) for number in range(6)]
    assert forecast(scene(line=chats)).missed_at is None
    assert forecast(scene(line=[waiting(number) for number in range(6)])).missed_at is not None


def test_who_serves_another_busy_queue_counts_for_the_part_of_their_time_that_is_left() -> None:
    line = [waiting(number) for number in range(3)]
    assert forecast(scene(line=line, so_far=SoFar(10, 9))).missed_at is None
    shared = forecast(scene(line=line, so_far=SoFar(10, 9), shares={1: 0.5}))
    assert shared.missed_at == NOON + minutes(10), "the second at 10 minutes just, the third late"
    assert shared.help is not None
    assert shared.help.people == 1


def test_a_share_of_time_follows_the_work_and_the_rank() -> None:
    load = {1: 300.0, 2: 100.0, 3: 0.0}
    assert share_of_time(1, load, {1: 1}) == 1, "nothing else to do"
    assert share_of_time(1, load, {1: 1, 2: 1}) == 0.75
    assert share_of_time(1, load, {1: 1, 2: 2}) == 1, "the second comes after"
    assert share_of_time(2, load, {1: 1, 2: 2}) == 0.25
    assert share_of_time(1, load, {1: 1, 3: 1}) == 1, "a queue without work takes nothing"
    assert share_of_time(3, load, {1: 1, 3: 1}) == 0.1, "never quite nothing"


def test_near_is_said_once_and_taken_back_with_room_to_spare() -> None:
    standard = Standard(20, 0.9)
    assert late_left(SoFar(100, 92), standard) == 2
    assert is_near(SoFar(100, 92), standard, already=False)
    assert not is_near(SoFar(100, 94), standard, already=False)
    assert is_near(SoFar(100, 93), standard, already=True)
    assert not is_near(SoFar(10, 9), standard, already=False), "too few to say"
    assert not is_near(SoFar(100, 80), standard, already=True), "missed is no longer near"
    assert near_words(SoFar(100, 90), standard) == (
        "90% were answered in time today. One more late answer breaks the 90%."
    )


lines = st.lists(st.floats(0, 40), max_size=25).map(
    lambda waits: [waiting(number, waited) for number, waited in enumerate(waits)]
)
teams = st.lists(st.floats(0, 20), max_size=5).map(
    lambda free: [ready(number, moment) for number, moment in enumerate(free, 1)]
)
scenes = st.builds(
    lambda line, staff, arrivals, decided, late, shares: scene(
        line=line, staff=staff, arrivals=arrivals, shares=shares, so_far=SoFar(decided, max(0, decided - late))
    ),
    lines, teams, st.integers(0, 30), st.integers(0, 40), st.integers(0, 4),
    st.dictionaries(st.integers(1, 5), st.floats(0.1, 1)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(scenes)
def test_whatever_the_line_the_warning_lies_ahead_and_its_help_is_the_least_that_works(one: Scene) -> None:
    found = forecast(one)
    assert found == forecast(one), "the same scene gives the same warning"
    assert found.missed_at is None or NOON <= found.missed_at < NOON + AHEAD
    if found.help is not None:
        assert keeps(one, found.help.people, found.help.minutes)
        assert not any(keeps(one, fewer, MINUTES_TRIED[-1]) for fewer in range(1, found.help.people))
    if found.missed_at is None:
        assert found.help is None


@settings(max_examples=40, deadline=None)
@given(scenes, st.integers(1, 4))
def test_more_people_never_make_it_earlier(one: Scene, more: int) -> None:
    assume(one.so_far.decided >= LEAST_DECIDED)  # before, more answers only make it sooner that there is a share
    larger = scene(
        line=one.line, arrivals=one.arrivals, so_far=one.so_far, shares=one.shares,
        staff=[*one.staff, *(ready(100 + number) for number in range(more))],
    )  # fmt: skip
    first, second = forecast(one).missed_at, forecast(larger).missed_at
    assert second is None or (first is not None and first <= second)
