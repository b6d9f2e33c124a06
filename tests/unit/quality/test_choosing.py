"""Contacts are drawn by lot within a rule."""

from __future__ import annotations

import random
from datetime import date

from civichub.feedback.quality.choosing import LOW_SURVEY, Candidate, Wanted, Why, draw, last_period

POOL = [
    Candidate(number, f"REF{number:04}", 60 + number, (number % 5 + 1) if number % 7 == 0 else None, number % 11 == 0)
    for number in range(200)
]
WANTED = Wanted(5, low_survey=1, longest=1, shortest=1, repeat=1)


def test_the_same_lot_draws_the_same_contacts_in_whatever_order_they_come() -> None:
    mixed = random.Random(3).sample(POOL, len(POOL))
    assert draw(mixed, WANTED, "a seed") == draw(POOL, WANTED, "a seed")
    assert draw(POOL, WANTED, "another") != draw(POOL, WANTED, "a seed")


def test_a_draw_has_the_kinds_that_the_rule_asks_for() -> None:
    by_time = sorted(POOL, key=lambda one: one.seconds)
    for seed in map(str, range(50)):
        picks = [one.candidate for one in draw(POOL, WANTED, seed)]
        assert len(picks) == len(set(picks)) == 5
        assert any(one.survey is not None and one.survey <= LOW_SURVEY for one in picks)
        assert any(one in by_time[:20] for one in picks)
        assert any(one in by_time[-20:] for one in picks)
        assert any(one.repeat for one in picks)


def test_somebody_new_has_more_and_a_small_pool_is_drawn_whole() -> None:
    assert len(draw(POOL, WANTED.times(2), "a seed")) == 10
    assert {one.candidate for one in draw(POOL[:3], WANTED, "a seed")} == set(POOL[:3])
    assert draw([], WANTED, "a seed") == []


def test_setting_one_aside_brings_the_next_of_the_lot_and_changes_no_other() -> None:
    plain = Wanted(4)
    picks = [one.candidate for one in draw(POOL, plain, "a seed")]
    again = [one.candidate for one in draw([one for one in POOL if one != picks[1]], plain, "a seed")]
    assert [one for one in picks if one != picks[1]] == again[:3]
    assert again[3] not in picks


def test_every_contact_is_drawn_about_as_often_as_any_other() -> None:
    drawn = [0] * 40
    for seed in map(str, range(2000)):
        for one in draw(POOL[:40], Wanted(2), seed):
            drawn[one.candidate.contact] += 1
    assert all(55 <= times <= 155 for times in drawn), "100 each on the mean, with a standard deviation of 10"


def test_periods_are_whole() -> None:
    assert last_period("month", date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 3, 1))
    assert last_period("month", date(2026, 1, 31)) == (date(2025, 12, 1), date(2026, 1, 1))
    assert last_period("week", date(2026, 3, 4)) == (date(2026, 2, 23), date(2026, 3, 2))
    assert {one.words for one in Why}, "each has words"
