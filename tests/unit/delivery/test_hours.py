"""Texts ring between eight and eight by the clock on the wall in London."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.delivery.hours import FIRST, LAST, LONDON, next_quiet_end


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2026-01-15T12:00", "2026-01-15T12:00"),
        ("2026-01-15T19:59", "2026-01-15T19:59"),
        ("2026-01-15T20:00", "2026-01-16T08:00"),
        ("2026-01-15T07:59", "2026-01-15T08:00"),
        ("2026-07-15T18:59", "2026-07-15T18:59"),  # 19:59 in London
        ("2026-07-15T19:00", "2026-07-16T07:00"),  # 20:00 in London, to 08:00
        ("2026-03-28T22:00", "2026-03-29T07:00"),  # the clocks go forward in the night
        ("2026-10-24T22:00", "2026-10-25T08:00"),  # the clocks go back in the night
    ],
)
def test_a_text_waits_for_the_next_morning(asked: str, goes: str) -> None:
    assert next_quiet_end(datetime.fromisoformat(asked).replace(tzinfo=UTC)) == datetime.fromisoformat(goes).replace(
        tzinfo=UTC
    )


@given(st.integers(0, 6 * 366 * 24 * 60))
def test_no_text_goes_in_the_night_and_none_waits_longer_than_a_night(minutes: int) -> None:
    asked = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    goes = next_quiet_end(asked)
    assert FIRST <= goes.astimezone(LONDON).time() < LAST
    assert timedelta(0) <= goes - asked <= timedelta(hours=13)
