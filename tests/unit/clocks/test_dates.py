"""The days on which calendars go wrong: 29 February, month ends, closed days, clock changes."""

import datetime as dt

import pytest

from civichub.core.clocks import ClockState, compute_deadline, explain, in_words, parse_rule, shipped_rule

BASE = {
    "id": "x",
    "name": "X",
    "calendar": "england",
    "unit": "working_days",
    "amount": 3,
    "start": {"event": "received"},
    "stop": "done",
    "source": "test",
}


def due(rule, day):
    rule = shipped_rule(rule) if isinstance(rule, str) else parse_rule({**BASE, **rule})
    return compute_deadline(rule, ClockState.on(dt.date.fromisoformat(day))).due_on.isoformat()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2028-01-29", "2028-02-29"),
        ("2028-01-30", "2028-02-29"),
        ("2028-01-31", "2028-02-29"),
        ("2026-01-31", "2026-03-02"),  # 28 February is a Saturday
        ("2024-02-29", "2024-04-02"),  # 29 March is Good Friday
        ("2027-11-25", "2027-12-29"),  # 25 and 26 December at the weekend, substitutes on the 27th and 28th
        ("2026-05-31", "2026-06-30"),  # June has no 31st
    ],
)
def test_a_month_ends_on_the_corresponding_date_or_the_last_day_then_on_a_working_day(start, expected):
    assert due("sar_1_month_eng", start) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2028-02-29", "2028-08-28"), ("2027-08-31", "2028-02-28"), ("2026-03-01", "2026-08-31")],
)
def test_six_months_commencing_on_the_day_end_the_day_before_the_corresponding_date(start, expected):
    assert due("asc2009_6_months", start) == expected


def test_a_year_from_29_february_ends_on_28_february():
    assert due("asc2009_12_month_limit", "2028-02-29") == "2029-02-28"


@pytest.mark.parametrize("day", ["2026-03-27", "2026-03-28", "2026-03-29"])
def test_receipt_on_a_closed_day_gives_the_same_deadline_as_on_the_friday_before(day):
    assert due("lgsco_ack_5wd_eng", day) == "2026-04-07"  # Good Friday and Easter Monday fall in between


def test_counting_may_begin_on_the_day_itself():
    same_day = {"start": {"event": "received", "day_one": "same_day"}}
    assert due(same_day, "2026-03-02") == "2026-03-04"
    assert due(same_day, "2026-02-28") == "2026-03-04"
    assert due({}, "2026-03-02") == "2026-03-05"


def test_out_of_hours_may_count_as_the_next_working_day():
    rule = parse_rule(
        {
            **BASE,
            "calendar": "england_office_hours",
            "start": {"event": "received", "out_of_hours": "next_working_day"},
        }
    )

    def received(*moment):
        return compute_deadline(rule, ClockState(dt.datetime(*moment, tzinfo=dt.UTC)))

    assert received(2026, 3, 2, 7).due_on == dt.date(2026, 3, 5)  # before opening: that day
    assert received(2026, 3, 2, 16, 59).due_on == dt.date(2026, 3, 5)
    evening = received(2026, 3, 2, 17)
    assert evening.due_on == dt.date(2026, 3, 6)
    assert "The office was closed, so it counts as received on Tue 3 March 2026." in explain(evening)
    assert received(2026, 2, 28, 11).due_on == dt.date(2026, 3, 5)  # Saturday counts as Monday


def test_the_day_of_receipt_is_the_day_in_london():
    rule = shipped_rule("lgsco_ack_5wd_eng")
    before = compute_deadline(rule, ClockState(dt.datetime(2026, 7, 5, 22, 59, tzinfo=dt.UTC)))
    after = compute_deadline(rule, ClockState(dt.datetime(2026, 7, 5, 23, 0, tzinfo=dt.UTC)))  # 00:00 on the 6th
    assert (before.due_on, after.due_on) == (dt.date(2026, 7, 10), dt.date(2026, 7, 13))


def test_a_winter_deadline_ends_at_midnight_utc_and_a_summer_one_an_hour_earlier():
    rule = shipped_rule("lgsco_ack_5wd_eng")
    winter = compute_deadline(rule, ClockState.on(dt.date(2026, 1, 5)))
    summer = compute_deadline(rule, ClockState.on(dt.date(2026, 7, 6)))
    assert winter.due_at == dt.datetime(2026, 1, 13, 0, 0, tzinfo=dt.UTC)
    assert summer.due_at == dt.datetime(2026, 7, 13, 23, 0, tzinfo=dt.UTC)


def test_time_left_is_told_in_the_clocks_own_days():
    deadline = compute_deadline(shipped_rule("foi_s10_20wd_uk_any_part"), ClockState.on(dt.date(2026, 5, 29)))

    def on(month, day):
        return in_words(deadline, dt.datetime(2026, month, day, 9, tzinfo=dt.UTC))

    assert on(6, 12) == "due in 10 working days"  # 15 June is a holiday in Scotland
    assert on(6, 26) == "due in 1 working day"
    assert on(6, 27) == "due in 1 working day"
    assert on(6, 29) == "due today"
    assert on(7, 1) == "2 working days late"


def test_lateness_over_a_weekend_is_less_than_a_working_day():
    deadline = compute_deadline(shipped_rule("lgsco_ack_5wd_eng"), ClockState.on(dt.date(2026, 3, 13)))
    assert deadline.due_on == dt.date(2026, 3, 20)
    assert in_words(deadline, dt.datetime(2026, 3, 21, 9, tzinfo=dt.UTC)) == "less than a working day late"


def test_a_warning_is_wanted_working_days_before():
    deadline = compute_deadline(shipped_rule("foi_s10_20wd_uk_any_part"), ClockState.on(dt.date(2026, 5, 29)))
    assert deadline.warn_at == dt.datetime(2026, 6, 21, 23, 0, tzinfo=dt.UTC)  # 00:00 on Monday 22 June in London
