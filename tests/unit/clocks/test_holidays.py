"""The bank-holiday table: complete, with its law, and loud where it ends."""

import datetime as dt

import holidays as independent
import pytest

from civichub.core.clocks import (
    BeyondHorizon,
    ClockState,
    Holiday,
    compute_deadline,
    known_holidays,
    shipped_calendars,
    shipped_rule,
)

FOI = "foi_s10_20wd_uk_any_part"
UK = frozenset({"ENG", "WLS", "SCT", "NIR"})


@pytest.mark.parametrize("nation", sorted(UK))
@pytest.mark.parametrize("year", range(2012, 2032))
def test_our_table_agrees_with_an_independent_one_day_for_day(nation, year):
    ours = {day for day in known_holidays().dates(nation) if day.year == year}
    assert ours == set(independent.country_holidays("GB", subdiv=nation, years=[year]))


@pytest.mark.parametrize(
    ("day", "nations"),
    [
        (dt.date(2022, 9, 19), UK),
        (dt.date(2023, 5, 8), UK),
        (dt.date(2026, 6, 15), frozenset({"SCT"})),
    ],
)
def test_proclaimed_days_carry_the_proclamation_as_their_source(day, nations):
    (holiday,) = known_holidays().by_date[day]
    assert holiday.nations == nations
    assert "roclamation" in holiday.source


@pytest.mark.parametrize(
    ("day", "substitute"),
    [
        (dt.date(2026, 12, 26), dt.date(2026, 12, 28)),
        (dt.date(2027, 12, 25), dt.date(2027, 12, 27)),
        (dt.date(2027, 12, 26), dt.date(2027, 12, 28)),
        (dt.date(2028, 1, 1), dt.date(2028, 1, 3)),
    ],
)
def test_a_holiday_at_the_weekend_is_known_with_its_substitute(day, substitute):
    assert {day, substitute} <= known_holidays().dates("ENG")


def test_every_holiday_names_its_law():
    assert all(holiday.source for holiday in known_holidays().holidays)


def test_days_not_yet_published_say_so_in_the_sum():
    deadline = compute_deadline(shipped_rule("lgsco_ack_5wd_eng"), ClockState.on(dt.date(2029, 5, 2)))
    assert any("Early May bank holiday, expected but not yet published" in step.text for step in deadline.steps)


@pytest.mark.parametrize("day", [dt.date(2011, 12, 30), dt.date(2031, 12, 15), dt.date(2040, 1, 1)])
def test_a_sum_beyond_the_known_tables_is_refused_and_says_what_to_do(day):
    with pytest.raises(BeyondHorizon, match="govuk-bank-holidays"):
        compute_deadline(shipped_rule(FOI), ClockState.on(day))


def test_months_without_rolling_need_no_table():
    deadline = compute_deadline(shipped_rule("asc2009_6_months"), ClockState.on(dt.date(2040, 1, 10)))
    assert deadline.due_on == dt.date(2040, 7, 9)


def test_a_day_proclaimed_later_moves_the_deadline_and_is_named_with_its_source():
    state = ClockState.on(dt.date(2027, 6, 1))
    jubilee = Holiday(dt.date(2027, 6, 7), "Jubilee", UK, "Royal Proclamation of 1 March 2027")
    before = compute_deadline(shipped_rule(FOI), state)
    after = compute_deadline(shipped_rule(FOI), state, proclaimed=(jubilee,))
    assert (before.due_on, after.due_on) == (dt.date(2027, 6, 29), dt.date(2027, 6, 30))
    assert "Mon 7 June 2027: not counted, Jubilee (Royal Proclamation of 1 March 2027)." in {
        step.text for step in after.steps
    }


def test_a_moved_holiday_gives_its_usual_day_back():
    moved = Holiday(
        dt.date(2028, 5, 8), "Early May bank holiday", UK, "Royal Proclamation", replaces=dt.date(2028, 5, 1)
    )
    index = shipped_calendars().index("england", (moved,))
    assert index.is_working(dt.date(2028, 5, 1).toordinal())
    assert not index.is_working(dt.date(2028, 5, 8).toordinal())


def test_a_holiday_of_another_nation_counts_only_in_any_part_of_the_uk():
    state = ClockState.on(dt.date(2026, 6, 12))
    assert compute_deadline(shipped_rule("lgsco_ack_5wd_eng"), state).due_on == dt.date(2026, 6, 19)
    foi = compute_deadline(shipped_rule(FOI), state)
    assert any("in Scotland" in step.text and "15 June 2026" in step.text for step in foi.steps)
