"""Whatever is asked, no hour holds more messages to an unproved address than its limit."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from civichub.delivery.limits import WINDOW, next_free_place

START = datetime(2026, 5, 1, 9, tzinfo=UTC)


def fullest_hour(moments: list[datetime]) -> int:
    return max(sum(first <= other < first + WINDOW for other in moments) for first in moments)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=40), st.integers(1, 4))
def test_no_hour_is_fuller_than_the_limit_in_whatever_order_they_are_asked_for(minutes: list[int], limit: int) -> None:
    planned: list[datetime] = []
    for minute in minutes:
        planned.append(next_free_place(planned, START + timedelta(minutes=minute), per_hour=limit))
    assert fullest_hour(planned) <= limit


def test_the_first_three_go_at_once_and_the_fourth_an_hour_after_the_first() -> None:
    planned: list[datetime] = []
    for second in range(4):
        planned.append(next_free_place(planned, START + timedelta(seconds=second), per_hour=3))
    assert planned[2] == START + timedelta(seconds=2)
    assert planned[3] == START + WINDOW
