"""Who is offered what: the rule itself, and what must hold for any line and any staff."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civichub.routing.matching import FULL, Free, Strategy, Waiting, can_take, in_line, in_words, match, span

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FAIR = Strategy()


def item(number: int, *, waited: int = 0, **more: Any) -> Waiting:
    fields = {"queues": frozenset({1}), "weight": FULL, "arrived_at": NOON - timedelta(minutes=waited)}
    return Waiting(item=number, **{**fields, **more})


def person(number: int, *, idle: int = 0, **more: Any) -> Free:
    fields = {"queues": {1: 1}, "room": FULL, "free_since": NOON - timedelta(minutes=idle)}
    return Free(person=number, **{**fields, **more})


def pairs(waiting: list[Waiting], free: list[Free], strategy: Strategy = FAIR) -> list[tuple[int, int]]:
    return [(one.item, one.person) for one in match(waiting, free, NOON, strategy)]


def test_the_longest_waiting_goes_to_who_has_been_free_longest() -> None:
    assert pairs([item(1, waited=2), item(2, waited=9)], [person(7, idle=1), person(8, idle=5)]) == [(2, 8), (1, 7)]


def test_need_goes_before_waiting() -> None:
    assert pairs([item(1, waited=30), item(2, priority=1)], [person(7)]) == [(2, 7)]


def test_who_is_there_goes_before_writing_that_came_days_ago_unless_its_promise_is_about_to_end() -> None:
    email = item(1, waited=3 * 24 * 60, promise_at=NOON + timedelta(hours=4))
    late = item(2, waited=5 * 24 * 60, promise_at=NOON + timedelta(minutes=10))
    caller = item(3, waited=1, is_live=True)
    assert [one.item for one in in_line([email, late, caller], NOON, Strategy())] == [2, 3, 1]


def test_a_promise_that_ends_soon_goes_first_and_a_distant_one_does_not() -> None:
    soon = item(1, promise_at=NOON + timedelta(minutes=4))
    distant = item(2, waited=10, promise_at=NOON + timedelta(days=2))
    assert [one.item for one in in_line([item(3, waited=5), distant, soon], NOON, FAIR)] == [1, 2, 3]


def test_a_person_is_never_asked_for_what_they_cannot_do() -> None:
    punjabi = item(1, skills={"language:pa": 3})
    assert pairs([punjabi], [person(7), person(8, skills={"language:pa": 2})]) == []
    assert pairs([punjabi], [person(7), person(8, skills={"language:pa": 3})]) == [(1, 8)]


def test_a_rare_skill_is_kept_for_who_needs_it() -> None:
    plain, signed = item(1, waited=5), item(2, skills={"bsl": 1})
    assert pairs([plain, signed], [person(7, idle=9, skills={"bsl": 4}), person(8)]) == [(1, 8), (2, 7)]


def test_it_goes_to_the_person_it_was_kept_for_when_they_are_free_and_otherwise_to_another() -> None:
    kept = item(1, wanted=8)
    assert pairs([kept], [person(7, idle=30), person(8)]) == [(1, 8)]
    assert pairs([kept], [person(7)]) == [(1, 7)]


def test_who_refused_it_is_not_asked_again() -> None:
    assert pairs([item(1, refused_by=frozenset({7}))], [person(7, idle=30), person(8)]) == [(1, 8)]


def test_several_chats_go_to_one_person_and_a_call_never_beside_an_email() -> None:
    chats = [item(number, weight=33, waited=number) for number in range(1, 6)]
    assert Counter(who for _, who in pairs(chats, [person(7)])) == {7: 3}
    assert pairs([item(1)], [person(7, room=67)]) == []


def test_a_queue_that_is_second_for_me_is_served_when_my_first_is_empty() -> None:
    second = item(1, queues=frozenset({2}))
    assert pairs([second], [person(7, queues={1: 1, 2: 2})]) == [(1, 7)]
    assert pairs([second], [person(7, queues={2: 2}, idle=9), person(8, queues={2: 1})]) == [(1, 8)]


def test_an_overflowing_item_may_go_to_either_queue() -> None:
    assert pairs([item(1, queues=frozenset({1, 2}))], [person(8, queues={2: 1})]) == [(1, 8)]


def test_the_reason_reads_as_a_sentence_part() -> None:
    waiting = item(1, waited=6, skills={"language:pa": 1}, promise_at=NOON + timedelta(minutes=4))
    (made,) = match([waiting], [person(7, skills={"language:pa": 5})], NOON, FAIR)
    words = in_words(made.because, {"language:pa": "you speak Punjabi"})
    assert words == "you speak Punjabi, it has waited 6 min, its promise ends in 4 min"


def test_a_broken_promise_and_urgent_need_are_said() -> None:
    waiting = item(1, priority=2, wanted=7, promise_at=NOON - timedelta(minutes=61))
    (made,) = match([waiting], [person(7)], NOON, FAIR)
    assert in_words(made.because, {}) == (
        "it was kept for you, it is urgent, it has just come in, its promise ended 1 h 1 min ago"
    )


def test_another_strategy_is_another_line() -> None:
    plain = Strategy(order=("waited",))
    assert pairs([item(1, waited=30), item(2, priority=5)], [person(7)], plain) == [(1, 7)]


def test_a_strategy_with_an_unknown_word_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="order: fame is not one of need, promise, live, waited"):
        Strategy(order=("fame",))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min"), (3600, "1 h"), (7500, "2 h 5 min"), (200_000, "2 days")],
)
def test_a_span_in_words(seconds: int, words: str) -> None:
    assert span(seconds) == words


skills = st.dictionaries(st.sampled_from(["bsl", "language:pa", "benefits"]), st.integers(1, 5), max_size=2)
moments = st.integers(0, 7200).map(lambda seconds: NOON - timedelta(seconds=seconds))
queues = st.frozensets(st.integers(1, 3), min_size=1, max_size=2)
lines = st.lists(
    st.builds(
        Waiting,
        item=st.integers(1, 10_000),
        queues=queues,
        weight=st.sampled_from([20, 33, 50, FULL]),
        arrived_at=moments,
        skills=skills,
        priority=st.integers(0, 2),
        promise_at=st.none() | moments.map(lambda at: at + timedelta(hours=1)),
        wanted=st.none() | st.integers(1, 6),
        refused_by=st.frozensets(st.integers(1, 6), max_size=2),
    ),
    max_size=25,
    unique_by=lambda one: one.item,
)
staff = st.lists(
    st.builds(
        Free,
        person=st.integers(1, 12),
        queues=st.dictionaries(st.integers(1, 3), st.integers(1, 3), max_size=3),
        room=st.integers(0, FULL),
        free_since=moments,
        skills=skills,
    ),
    max_size=8,
    unique_by=lambda one: one.person,
)


@given(lines, staff)
@settings(max_examples=300, deadline=None)
def test_whatever_the_line_nobody_gets_what_they_cannot_take_and_nobody_who_could_be_served_is_passed_over(
    waiting: list[Waiting], free: list[Free]
) -> None:
    made = match(waiting, free, NOON, FAIR)
    items, people = {one.item: one for one in waiting}, {one.person: one for one in free}
    assert len({one.item for one in made}) == len(made), "an item was offered twice"
    given_to: Counter[int] = Counter()
    for one in made:
        assert can_take(people[one.person], items[one.item])
        given_to[one.person] += items[one.item].weight
    assert all(weight <= people[who].room for who, weight in given_to.items())
    left = [Free(one.person, one.queues, one.room - given_to[one.person], one.free_since, one.skills) for one in free]
    matched = {one.item for one in made}
    assert not [one for one in waiting if one.item not in matched and any(can_take(who, one) for who in left)]
    ranked = {one.item: place for place, one in enumerate(in_line(waiting, NOON, FAIR))}
    assert [ranked[one.item] for one in made] == sorted(ranked[one.item] for one in made)


@given(lines, staff, st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_they_were_read_does_not_matter(
    waiting: list[Waiting], free: list[Free], shuffle: Any
) -> None:
    before = match(waiting, free, NOON, FAIR)
    shuffle.shuffle(waiting)
    shuffle.shuffle(free)
    assert match(waiting, free, NOON, FAIR) == before
