"""A rule of RFC 5545 is said in words, and knows when it is open."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from civichub.core.clocks import LONDON
from civichub.directory.schedules import in_words, is_on, next_on, open_until, rule_text

WEEKDAYS = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}
FORTNIGHT = {"freq": "WEEKLY", "interval": 2, "byday": "TU", "dtstart": "2026-03-03", "opens_at": "10:00"}
FIRST_MONDAY = {"freq": "MONTHLY", "byday": "1MO", "opens_at": "14:00", "closes_at": "16:30"}


def when(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


LATE = {"freq": "WEEKLY", "byday": "FR", "opens_at": "22:00", "closes_at": "02:00"}


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (WEEKDAYS, "Monday to Friday, 9am to 5pm"),
        (FORTNIGHT, "Every second Tuesday, from 10am"),
        (FIRST_MONDAY, "First Monday of the month, 2pm to 4:30pm"),
        ({"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "12:00", "closes_at": "13:00"},
         "Every Monday and Wednesday, midday to 1pm"),
        ({"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "00:00"},
         "Every day, at any time"),
        ({"freq": "MONTHLY", "bymonthday": "1,15"}, "Day 1 and 15 of the month"),
        ({"freq": "MONTHLY", "byday": "-1FR", "interval": 2}, "Last Friday of every second month"),
        ({"dtstart": "2026-03-03", "opens_at": "10:00", "closes_at": "12:30"}, "Tuesday 3 March 2026, 10am to 12:30pm"),
        ({"freq": "WEEKLY", "byday": "MO", "until": "2026-06-30"}, "Every Monday, until 30 June 2026"),
        ({"description": "By appointment"}, "By appointment"),
        ({}, "Times on request"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_words(schedule: dict, words: str) -> None:
    assert in_words(schedule) == words


def test_the_rule_is_that_of_the_standard() -> None:
    assert rule_text({**FORTNIGHT, "until": "2026-12-31"}) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261231"
    assert rule_text({"dtstart": "2026-03-03"}) == ""


def test_it_knows_on_which_days_it_is_on() -> None:
    assert is_on(WEEKDAYS, date(2026, 3, 3))
    assert not is_on(WEEKDAYS, date(2026, 3, 7))
    assert [day for day in range(1, 32) if is_on(FORTNIGHT, date(2026, 3, day))] == [3, 17, 31]
    assert [day for day in range(1, 32) if is_on(FIRST_MONDAY, date(2026, 3, day))] == [2]
    ended = {**WEEKDAYS, "valid_from": "2026-03-02", "valid_to": "2026-03-03"}
    assert [day for day in range(1, 8) if is_on(ended, date(2026, 3, day))] == [2, 3]


def test_it_knows_whether_it_is_open_also_past_midnight() -> None:
    assert open_until([WEEKDAYS], when(2026, 3, 3, 16, 59)) == time(17)
    assert open_until([WEEKDAYS], when(2026, 3, 3, 17)) is None
    assert open_until([LATE], when(2026, 3, 7, 1)) == time(2)
    assert open_until([LATE], when(2026, 3, 6, 1)) is None


def test_it_knows_when_it_is_next() -> None:
    assert next_on([FIRST_MONDAY], when(2026, 3, 3, 12)) == (date(2026, 4, 6), time(14))
    assert next_on([WEEKDAYS], when(2026, 3, 3, 8)) == (date(2026, 3, 3), time(9))
    assert next_on([{"dtstart": "2020-01-01"}], when(2026, 3, 3, 8)) is None
