"""Dates, waits, references, money and numbers read as people say them, in Europe/London."""

from datetime import UTC, date, datetime, timedelta

import pytest

from civichub.web.ui import words

SUMMER = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


def test_an_instant_is_told_in_london_time() -> None:
    assert words.when_words(SUMMER) == "Wednesday 1 July 2026 at 1:30pm"
    assert words.when_words(datetime(2026, 3, 3, 14, 5, tzinfo=UTC)) == "Tuesday 3 March 2026 at 2:05pm"


def test_late_in_the_evening_the_summer_day_in_london_is_the_next_one() -> None:
    assert words.date_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"


def test_noon_midnight_and_full_hours_have_their_own_words() -> None:
    assert words.time_words(datetime(2026, 1, 5, 12, 0, tzinfo=UTC)) == "midday"
    assert words.time_words(datetime(2026, 1, 5, 0, 0, tzinfo=UTC)) == "midnight"
    assert words.time_words(datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) == "9am"
    assert words.time_words(datetime(2026, 1, 5, 0, 5, tzinfo=UTC)) == "12:05am"


def test_a_plain_date_has_no_time() -> None:
    assert words.when_words(date(2026, 3, 3)) == "Tuesday 3 March 2026"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "just now"),
        (60, "1 minute ago"),
        (3 * 60 + 59, "3 minutes ago"),
        (2 * 3600, "2 hours ago"),
        (86_400 * 3, "3 days ago"),
        (86_400 * 400, "1 year ago"),
        (-7200, "in 2 hours"),
        (-5, "in a moment"),
    ],
)
def test_distance_in_time_is_rounded_down(seconds: int, said: str) -> None:
    assert words.ago_words(SUMMER - timedelta(seconds=seconds), SUMMER) == said


def test_elapsed_time_over_the_change_of_the_clocks_is_true() -> None:
    """Friday 16:30 to Monday 09:30 over 29 March 2026 is 64 hours, not the 65 that the wall clocks suggest."""
    friday = datetime(2026, 3, 27, 16, 30, tzinfo=words.LONDON)
    monday = datetime(2026, 3, 30, 9, 30, tzinfo=words.LONDON)
    assert words.ago_words(friday, monday) == "2 days ago"
    assert (monday.astimezone(UTC) - friday.astimezone(UTC)) == timedelta(hours=64)


def test_dense_lists_leave_out_what_the_reader_knows() -> None:
    assert words.short_when(SUMMER, SUMMER) == "1:30pm"
    assert words.short_when(SUMMER - timedelta(days=2), SUMMER) == "29 Jun, 1:30pm"
    assert words.short_when(SUMMER - timedelta(days=400), SUMMER) == "27 May 2025"


@pytest.mark.parametrize(
    ("left", "unit", "said"),
    [
        (2, "working day", "due in 2 working days"),
        (1, "working day", "due in 1 working day"),
        (0, "working day", "due today"),
        (-1, "working day", "1 working day late"),
        (0, "hour", "due now"),
    ],
)
def test_a_deadline_is_told_in_its_unit(left: int, unit: str, said: str) -> None:
    assert words.due_words(left, unit) == said


def test_a_reference_is_grouped_and_spelled() -> None:
    assert words.shown_reference("7km4pqxt4") == "7KM-4PQ-XT4"
    assert words.spelled_reference("7KM4PQXT4") == "7 K M, 4 P Q, X T 4"
    assert words.shown_reference("PAY-123") == "PAY-123"


@pytest.mark.parametrize(
    ("pence", "said"), [(1250, "£12.50"), (120_000, "£1,200"), (0, "£0"), (-300, "minus £3"), (None, "")]
)
def test_money_comes_from_pence(pence: int | None, said: str) -> None:
    assert words.money_words(pence) == said


def test_telephone_numbers_are_said_as_in_britain() -> None:
    assert words.phone_words("+447700900982") == "07700 900982"
    assert words.phone_words("+33142685300") == "+33 1 42 68 53 00"
    assert words.phone_words("ext. five") == "ext. five"


def test_durations_and_sizes_have_two_units_at_most() -> None:
    assert words.duration_words(3725) == "1 hour 2 minutes"
    assert words.duration_words(65) == "1 minute 5 seconds"
    assert words.duration_words(0) == "0 seconds"
    assert words.size_words(2_300_000) == "2.3 MB"
    assert words.plural(2, "enquiry") == "enquiries"
    assert words.plural(2, "day") == "days"
