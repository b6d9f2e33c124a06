"""A record ages by stated rules: asked before and after its date, then unconfirmed, at last hidden."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from civichub.directory.assurance import (
    WHILE_UNCONFIRMED,
    Dates,
    Rules,
    add_months,
    ask_due,
    dates_from,
    standing_on,
    weight_on,
)
from civichub.directory.states import Standing

RULES = Rules()
DATES = dates_from(date(2025, 3, 31), RULES)


def test_the_days_follow_from_the_assurance() -> None:
    assert Dates(date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)) == DATES
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_a_record_stands_as_its_day_says() -> None:
    expected = [
        (date(2026, 2, 28), Standing.ASSURED), (date(2026, 3, 1), Standing.DUE), (date(2026, 3, 30), Standing.DUE),
        (date(2026, 3, 31), Standing.LAPSED), (date(2026, 6, 29), Standing.LAPSED),
        (date(2026, 6, 30), Standing.UNCONFIRMED), (date(2026, 9, 29), Standing.UNCONFIRMED),
        (date(2026, 9, 30), Standing.HIDDEN),
    ]  # fmt: skip
    assert [(day, standing_on(day, DATES, RULES)) for day, _ in expected] == expected


@given(st.integers(-400, 400), st.integers(1, 400))
def test_its_weight_never_rises_with_time(days: int, later: int) -> None:
    day = DATES.assured_until + timedelta(days=days)
    assert weight_on(day, DATES) >= weight_on(day + timedelta(days=later), DATES)


def test_its_weight_falls_from_one_to_nothing() -> None:
    assert weight_on(date(2026, 3, 30), DATES) == 1
    assert 0.7 < weight_on(date(2026, 5, 15), DATES) < 0.8
    assert weight_on(date(2026, 6, 30), DATES) == WHILE_UNCONFIRMED
    assert weight_on(date(2026, 9, 30), DATES) == 0


def test_its_provider_is_asked_before_and_after_and_only_for_the_latest_missed() -> None:
    def due(day: date, *asked: str) -> str:
        return ask_due(day, DATES, RULES, asked=asked)

    assert due(date(2026, 2, 28)) == ""
    assert due(date(2026, 3, 1)) == "before-30"
    assert due(date(2026, 3, 20), "before-30") == ""
    assert due(date(2026, 4, 14), "before-30") == "after-14"
    assert due(date(2026, 6, 1)) == "after-45"
    assert due(date(2026, 9, 30)) == ""


def test_the_rules_can_be_read() -> None:
    assert "6 months after it the record is hidden from residents and other systems." in RULES.in_words()
