"""Free time adds up, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from civichub.appointments.slots import common, is_free, merged, starting_times
from civichub.appointments.wording import initials, when_words
from civichub.core.clocks import LONDON
from civichub.core.clocks.moments import instant

SPANS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)).map(lambda one: (one[0], one[0] + one[1])))
CHANGES = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])


def minutes_in(spans: object) -> set[int]:
    return {minute for begin, end in spans for minute in range(begin, end)}


@given(SPANS, SPANS)
def test_spans_are_sets_of_moments(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    assert minutes_in(merged(first)) == minutes_in(first)
    assert minutes_in(common(first, second)) == minutes_in(first) & minutes_in(second)


@given(SPANS, SPANS, st.integers(1, 40), st.integers(0, 20))
def test_what_is_offered_is_inside_a_window_free_and_apart(
    windows: list[tuple[int, int]], taken: list[tuple[int, int]], length: int, buffer: int
) -> None:
    found = starting_times(windows, taken, length=length, buffer=buffer)
    open_minutes, busy = minutes_in(windows), minutes_in(taken)
    for begin in found:
        assert set(range(begin, begin + length)) <= open_minutes
        assert not set(range(begin, begin + length + buffer)) & busy
        assert is_free(begin, begin + length, merged(taken))


@given(CHANGES, st.integers(-2, 2), st.integers(0, 20), st.integers(5, 90), st.integers(0, 30))
def test_on_any_day_a_time_is_shown_within_the_hours_and_lasts_its_real_minutes(
    change: date, days: int, opens: int, minutes: int, buffer: int
) -> None:
    day = change + timedelta(days=days)
    window = (instant(day, opens * 60), instant(day, (opens + 4) * 60, closing=True))
    found = starting_times([window], [], length=minutes * 60, buffer=buffer * 60)
    assert len(found) == len(set(found))
    for begin in found:
        shown = datetime.fromtimestamp(begin, UTC).astimezone(LONDON)
        last = datetime.fromtimestamp(begin + minutes * 60 - 1, UTC).astimezone(LONDON)
        assert shown.date() == last.date() == day
        assert opens <= shown.hour <= last.hour < opens + 4
    assert all(after - before >= (minutes + buffer) * 60 for before, after in pairwise(found))


def test_times_are_said_as_people_say_them() -> None:
    assert when_words(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)) == "Wednesday 1 July 2026 at 9:05am"
    assert when_words(datetime(2026, 1, 1, 12, tzinfo=UTC)).endswith(" at midday")
    assert initials("sam o'neill reed") == "S O R"
