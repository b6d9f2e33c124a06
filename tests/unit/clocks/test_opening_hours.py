"""Opening time: lunch breaks, closures, bank holidays, and both nights on which the clocks change."""

import datetime as dt

import pytest

from civichub.core.clocks import (
    ClockError,
    ClockState,
    SpecError,
    compute_deadline,
    elapsed_opening_time,
    explain,
    hours_on,
    in_words,
    is_open,
    next_opening,
    parse_calendar,
    parse_rule,
    shipped_calendars,
    shipped_rule,
)

OFFICE = parse_calendar(
    {
        "id": "stratford",
        "name": "Stratford one-stop shop",
        "nations": ["ENG"],
        "hours": {
            "monday": ["09:00-12:30", "13:30-17:00"],
            "tuesday": ["09:00-12:30", "13:30-17:00"],
            "wednesday": ["10:00-17:00"],
            "thursday": ["09:00-12:30", "13:30-19:00"],
            "friday": ["09:00-12:30", "13:30-17:00"],
            "saturday": ["09:00-12:00"],
        },
        "closures": [
            {"date": dt.date(2026, 3, 4), "reason": "staff training"},
            {"date": dt.date(2026, 12, 24), "hours": ["09:00-12:00"], "reason": "Christmas Eve"},
        ],
    }
)
CALENDARS = shipped_calendars().including(OFFICE)
INDEX = CALENDARS.index("stratford")
ROUND_THE_CLOCK = shipped_calendars().index("calendar_days")


def utc(*moment):
    return dt.datetime(*moment, tzinfo=dt.UTC)


def rule(amount, unit="opening_minutes", **more):
    return parse_rule(
        {
            "id": "r",
            "name": "R",
            "calendar": "stratford",
            "unit": unit,
            "amount": amount,
            "start": {"event": "arrived"},
            "stop": "seen",
            "source": "test",
            **more,
        }
    )


def due(minutes, start, **more):
    return compute_deadline(rule(minutes, **more), ClockState(start), calendars=CALENDARS)


def test_lunch_is_not_opening_time():
    deadline = due(60, utc(2026, 3, 2, 12, 0))
    assert deadline.due_at == utc(2026, 3, 2, 14, 0)
    assert explain(deadline)[3:] == [
        "Mon 2 March 2026, 12:00 to 12:30: 30 minutes, 30 minutes so far.",
        "Mon 2 March 2026, 13:30 to 14:00: 30 minutes, 1 hour so far.",
        "Due Mon 2 March 2026 at 14:00.",
    ]


def test_the_last_minute_may_be_closing_time():
    assert due(420, utc(2026, 3, 2, 8, 0)).due_at == utc(2026, 3, 2, 17, 0)


def test_closed_days_are_stepped_over():
    assert due(30, utc(2026, 3, 3, 16, 45)).due_at == utc(2026, 3, 5, 9, 15)  # Wednesday is closed for training


def test_a_saturday_counts_where_the_office_opens_and_a_holiday_does_not():
    assert due(240, utc(2026, 3, 7, 9, 0)).due_at == utc(2026, 3, 9, 10, 0)
    assert due(30, utc(2026, 12, 24, 11, 45)).due_at == utc(2026, 12, 29, 9, 15)  # Boxing Day is on the Saturday


def test_pauses_are_taken_out_to_the_second():
    pauses = {"grounds": [{"id": "away", "words": "the visitor stepped out"}]}
    arrived = ClockState(utc(2026, 3, 2, 9, 0))
    held = arrived.pause(utc(2026, 3, 2, 9, 20), "away")
    with_pause = rule(60, pauses=pauses)
    assert compute_deadline(with_pause, held, calendars=CALENDARS).remaining == 40
    resumed = held.resume(utc(2026, 3, 2, 12, 20))
    deadline = compute_deadline(with_pause, resumed, calendars=CALENDARS)
    assert deadline.due_at == utc(2026, 3, 2, 14, 0)
    assert sum(step.count for step in deadline.steps) == 3600
    assert any("the visitor stepped out" in line for line in explain(deadline))


def test_hours_and_minutes_are_the_same_thing():
    hours, minutes = rule(2, "opening_hours", warn_before=1), rule(120, warn_before=60)
    assert (hours.amount, hours.unit, hours.warn_before) == (minutes.amount, minutes.unit, minutes.warn_before)
    deadline = compute_deadline(hours, ClockState(utc(2026, 3, 2, 11, 30)), calendars=CALENDARS)
    assert (deadline.warn_at, deadline.due_at) == (utc(2026, 3, 2, 12, 30), utc(2026, 3, 2, 14, 30))
    assert in_words(deadline, utc(2026, 3, 2, 12, 0)) == "due in 1 hour 30 minutes of opening time"
    assert in_words(deadline, utc(2026, 3, 3, 9, 10)) == "2 hours 40 minutes of opening time late"


# the two week-ends on which the clocks change


def test_from_friday_afternoon_to_monday_morning_in_march_are_64_hours():
    assert elapsed_opening_time(ROUND_THE_CLOCK, utc(2026, 3, 27, 16, 30), utc(2026, 3, 30, 8, 30)) == 64 * 3600


def test_from_friday_afternoon_to_monday_morning_in_october_are_66_hours():
    assert elapsed_opening_time(ROUND_THE_CLOCK, utc(2026, 10, 23, 15, 30), utc(2026, 10, 26, 9, 30)) == 66 * 3600


def test_the_second_half_past_one_of_25_october_is_an_hour_after_the_first():
    first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)
    assert elapsed_opening_time(ROUND_THE_CLOCK, first, second) == 3600
    referral = shipped_rule("referral_decision_24_hours")
    deadlines = [compute_deadline(referral, ClockState(moment)) for moment in (first, second)]
    assert deadlines[1].due_at - deadlines[0].due_at == dt.timedelta(hours=1)
    assert "Started Sun 25 October 2026 at 01:30 GMT (referral received)." in explain(deadlines[1])


def test_twenty_four_hours_over_a_clock_change_are_twenty_four_hours():
    deadline = compute_deadline(shipped_rule("referral_decision_24_hours"), ClockState(utc(2026, 3, 28, 12)))
    assert deadline.due_at == utc(2026, 3, 29, 12)
    assert sum(step.count for step in deadline.steps) == 24 * 3600


@pytest.mark.parametrize(
    ("day", "hours"),
    [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25), (dt.date(2026, 6, 1), 24)],
)
def test_a_day_open_around_the_clock_has_as_many_hours_as_it_really_has(day, hours):
    spans = ROUND_THE_CLOCK.spans(day.toordinal())
    assert sum(closes - opens for opens, closes in spans) == hours * 3600


def test_a_night_shelter_open_over_the_missing_hour_is_open_for_what_there_is():
    shelter = parse_calendar(
        {"id": "shelter", "name": "Shelter", "hours": {"sunday": ["00:30-01:30"], "monday": ["09:00-10:00"]}}
    )
    index = shipped_calendars().including(shelter).index("shelter")
    march, october = dt.date(2026, 3, 29).toordinal(), dt.date(2026, 10, 25).toordinal()
    assert sum(b - a for a, b in index.spans(march)) == 30 * 60
    assert sum(b - a for a, b in index.spans(october)) == 2 * 3600


# what signs and pages ask


def test_open_now_next_opening_and_the_sign_on_the_door():
    assert is_open(INDEX, utc(2026, 3, 2, 9, 0))
    assert not is_open(INDEX, utc(2026, 3, 2, 12, 30))
    assert not is_open(INDEX, utc(2026, 3, 4, 11, 0))
    assert next_opening(INDEX, utc(2026, 3, 3, 18, 0)) == utc(2026, 3, 5, 9, 0)
    assert next_opening(INDEX, utc(2026, 3, 2, 10, 0)) == utc(2026, 3, 2, 10, 0)
    assert hours_on(INDEX, dt.date(2026, 3, 2)) == "09:00 to 12:30 and 13:30 to 17:00"
    assert hours_on(INDEX, dt.date(2026, 3, 4)) == "closed: staff training"
    assert hours_on(INDEX, dt.date(2026, 4, 3)) == "closed: Good Friday"
    assert hours_on(INDEX, dt.date(2026, 3, 1)) == "closed"


def test_a_calendar_without_hours_counts_no_time():
    with pytest.raises(ClockError, match="no opening hours"):
        elapsed_opening_time(shipped_calendars().index("england"), utc(2026, 3, 2), utc(2026, 3, 3))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"monday": ["9-5"]}, r'hours\.monday: write hours as "09:00-12:30"'),
        ({"monday": ["22:00-06:00"]}, "within one day"),
        ({"monday": ["09:00-12:00", "11:00-13:00"]}, "overlaps"),
        ({"moonday": ["09:00-12:00"], "tuesday": ["09:00-12:00"]}, "Did you mean monday"),
        ({}, "at least one weekday"),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_the_place_and_the_fix(hours, words):
    with pytest.raises(SpecError, match=words):
        parse_calendar({"id": "o", "name": "O", "hours": hours})
