"""Who can help is decided by kind, place, time, capacity and checks, and said with reasons."""

from __future__ import annotations

from datetime import date

import pytest

from civichub.directory.matching import KINDS, Candidate, Check, Need, away_words, check_for, ranked, refusal

TODAY = date(2026, 3, 3)
HERE = (400_000.0, 267_000.0)
GOOD, OLD = date(2027, 1, 1), date(2026, 3, 2)


def one(key: int = 1, **more: object) -> Candidate:
    given: dict = {
        "key": key, "point": HERE, "reach_metres": 5_000, "skills": frozenset(KINDS), "times": frozenset(),
        "capacity": 2, "load": 0, "checks": ((Check.ENHANCED, GOOD),),
    }  # fmt: skip
    return Candidate(**{**given, **more})


@pytest.mark.parametrize("kind", [kind for kind, said in KINDS.items() if said.check != Check.NONE])
def test_nobody_unchecked_is_matched_to_what_needs_a_check(kind: str) -> None:
    need = Need((kind,), HERE)
    for checks in ((), ((Check.ENHANCED, OLD),)):
        assert not ranked(need, [one(checks=checks)], on=TODAY)
        assert "needed" in refusal(need, one(checks=checks), on=TODAY)
    assert ranked(need, [one()], on=TODAY)


def test_a_sensitive_need_asks_for_the_highest_check_whatever_it_is() -> None:
    assert check_for(["dog"], sensitive=False)[0] == Check.NONE
    assert check_for(["dog"], sensitive=True)[0] == Check.ENHANCED
    need = Need(("dog",), HERE, sensitive=True)
    assert not ranked(need, [one(checks=((Check.BASIC, GOOD),)), one(2, checks=())], on=TODAY)


def test_of_several_kinds_the_strictest_check_counts() -> None:
    assert check_for(["dog", "home", "shopping"], sensitive=False)[0] == Check.ENHANCED


def test_kind_capacity_time_and_distance_rule_out() -> None:
    need = Need(("dog",), HERE, ("tue-morning",))
    assert "kind" in refusal(need, one(skills=frozenset({"garden"})), on=TODAY)
    assert "as much to do" in refusal(need, one(load=2), on=TODAY)
    assert "no time" in refusal(need, one(times=frozenset({"wed-morning"})), on=TODAY)
    assert "further" in refusal(need, one(point=(HERE[0] + 5_001, HERE[1])), on=TODAY)
    assert refusal(need, one(point=(HERE[0] + 4_999, HERE[1])), on=TODAY) == ""


def test_near_free_and_idle_come_first_with_reasons() -> None:
    need = Need(("dog",), HERE, ("tue-morning",))
    far = one(1, point=(HERE[0] + 4_000, HERE[1]))
    busy = one(2, load=1)
    free = one(3, times=frozenset({"tue-morning"}))
    found = ranked(need, [far, busy, free], on=TODAY)
    assert [match.key for match in found] == [3, 2, 1]
    assert found[0].reasons == (
        "Does walking a dog", "Close by", "Free Tuesday morning", "Has nothing else at the moment",
    )  # fmt: skip


def test_distances_are_said_in_miles() -> None:
    assert [away_words(metres) for metres in (100, 1_609.4, 4_000)] == ["Close by", "1 mile away", "2.5 miles away"]
