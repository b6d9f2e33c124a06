"""Prompts: when they hold, what they may know, and when they are quiet."""

from __future__ import annotations

from datetime import date

import pytest

from civichub.knowledge.prompting import FACTS, Facts, age_on, faults_of, is_met, quiet_until, share

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ('asked == "blue-badge"', Facts(asked="blue-badge"), True),
        ('asked == "blue-badge"', Facts(), False),
        ("age == 65", Facts(age=65), True),
        ("age == 65", Facts(), False),
        ("age < 65", Facts(), False),
        ('"bus-pass" in has and not ("blue-badge" in has)', Facts(has=frozenset({"bus-pass"})), True),
        ('"home_visit" in adjustments', Facts(adjustments=frozenset({"home_visit"})), True),
        ("age >=", Facts(age=70), False),
    ],
)
def test_a_condition_holds_for_those_it_names_and_an_unknown_fact_meets_none(
    condition: str, facts: Facts, holds: bool
) -> None:
    assert is_met(condition, facts, today=TODAY) is holds


@pytest.mark.parametrize("name", ["language", "at_risk", "needs", "religion", "contact_rule", "customer"])
def test_what_would_be_a_guess_about_somebody_is_no_fact(name: str) -> None:
    assert name not in FACTS
    assert faults_of(f'{name} == "x"')


def test_a_wrong_condition_says_what_is_wrong() -> None:
    assert faults_of("age ==")
    assert faults_of('asked == "blue-badge" and age > 60') == []
    assert "number" in " ".join(faults_of('age == "old"'))


def test_an_answer_is_quiet_for_its_months_and_an_age_counts_whole_years() -> None:
    assert quiet_until(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert quiet_until(date(2026, 3, 3), 12) == date(2027, 3, 3)
    assert age_on(date(1961, 3, 4), TODAY) == 64
    assert age_on(date(1961, 3, 3), TODAY) == 65
    assert age_on(None, TODAY) is None
    assert (share(1, 3), share(0, 0)) == ("33%", "–")
