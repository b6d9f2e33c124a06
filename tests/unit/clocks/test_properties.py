"""What must hold for every rule and every day, whatever the calendar."""

import datetime as dt
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civichub.core.clocks import (
    ClockState,
    Holiday,
    Pause,
    compute_deadline,
    elapsed_opening_time,
    explain,
    shipped_calendars,
    shipped_rules,
)
from tests.unit.clocks import naive

DAY_RULES = [rule for rule in shipped_rules().values() if rule.unit != "opening_minutes"]
WORKING = [rule for rule in DAY_RULES if rule.unit == "working_days"]
PAUSABLE = [rule for rule in DAY_RULES if rule.pauses]
days = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))
moments = st.integers(1_704_067_200, 1_874_966_400).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
nations = st.sets(st.sampled_from(["ENG", "WLS", "SCT", "NIR"]), min_size=1).map(frozenset)


def due(rule, day, **more):
    return compute_deadline(rule, ClockState.on(day), **more).due_on


def paused(rule, start, spells):
    """A clock with closed pauses: (days after the start, length in days)."""
    ground = rule.pauses[0].id
    state, begin = ClockState.on(start), start
    for gap, length in spells:
        begin += dt.timedelta(days=gap)
        end = begin + dt.timedelta(days=length)
        noon = dt.time(14, tzinfo=dt.UTC)
        pause = Pause(dt.datetime.combine(begin, noon), ground, dt.datetime.combine(end, noon))
        state = ClockState(state.started_at, (*state.pauses, pause))
        begin = end
    return state


@given(st.sampled_from(DAY_RULES), days, st.integers(0, 40))
def test_a_later_start_is_never_due_earlier(rule, day, later):
    assert due(rule, day) <= due(rule, day + dt.timedelta(days=later))


@given(st.sampled_from(WORKING), days)
def test_a_working_day_clock_never_ends_on_a_day_that_does_not_count(rule, day):
    assert naive.is_working(due(rule, day), rule.calendar)


@given(st.sampled_from([rule for rule in DAY_RULES if rule.roll]), days)
def test_a_rolled_deadline_never_ends_on_a_day_that_does_not_count(rule, day):
    assert naive.is_working(due(rule, day), rule.calendar)


@given(st.sampled_from(DAY_RULES), days, st.integers(-5, 90), nations)
def test_one_more_holiday_never_makes_a_deadline_earlier(rule, day, after, where):
    extra = Holiday(day + dt.timedelta(days=after), "New holiday", where, "Royal Proclamation")
    assert due(rule, day, proclaimed=(extra,)) >= due(rule, day)


@given(st.sampled_from(PAUSABLE), days, st.integers(1, 15), st.integers(1, 30))
def test_a_pause_moves_a_deadline_by_at_least_the_counting_days_it_took_out(rule, start, gap, length):
    before = due(rule, start)
    state = paused(rule, start, [(gap, length)])
    after = compute_deadline(rule, state)
    if state.pauses[0].at.date() >= before:
        return
    if rule.unit == "working_days":
        began = start + dt.timedelta(days=gap)
        lost = sum(naive.is_working(began + dt.timedelta(days=n), rule.calendar) for n in range(1, length + 1))
        index = shipped_calendars().index(rule.calendar)
        assert index.count(before.toordinal() + 1, after.due_on.toordinal()) == lost
    else:
        assert (after.period_end - compute_deadline(rule, ClockState.on(start)).period_end).days >= length


@given(st.sampled_from(PAUSABLE), days, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=4))
def test_with_any_pauses_both_ways_of_counting_agree_and_the_proof_holds(rule, start, spells):
    state = paused(rule, start, spells)
    deadline = compute_deadline(rule, state)
    pairs = [(pause.at.date(), pause.until.date()) for pause in state.pauses]
    assert deadline.due_on == naive.due(rule, start, pauses=pairs)
    lines = explain(deadline)
    if rule.unit != "months":
        assert sum(step.count for step in deadline.steps) == deadline.total
    assert lines[-1].startswith("Due by the end of")


@given(st.sampled_from(PAUSABLE), days, st.integers(0, 20), st.integers(0, 40))
def test_what_is_left_when_paused_is_what_is_counted_after_resuming(rule, start, gap, length):
    resumed = paused(rule, start, [(gap, length)])
    held = ClockState(resumed.started_at, (Pause(resumed.pauses[0].at, resumed.pauses[0].ground),))
    waiting, running = compute_deadline(rule, held), compute_deadline(rule, resumed)
    if waiting.due_on is not None:
        assert waiting.due_on == running.due_on
        return
    until = resumed.pauses[0].until.date()
    if rule.unit == "working_days":
        index = shipped_calendars().index(rule.calendar)
        left = index.count(until.toordinal() + 1, running.due_on.toordinal())
    else:
        left = (running.period_end - until).days
    # A pause within one day takes out no day where its first day counts, so that day itself may be the last.
    assume(length or rule.pause_from == "same_day")
    assert waiting.remaining == left


@given(st.sampled_from(DAY_RULES), days)
def test_every_day_from_the_first_to_the_last_is_in_the_proof_exactly_once(rule, day):
    deadline = compute_deadline(rule, ClockState.on(day))
    if rule.unit == "months":
        return
    told = [
        step.first + dt.timedelta(days=n)
        for step in deadline.steps
        if step.kind in ("counted", "off", "paused") and step.first and step.first <= deadline.period_end
        for n in range((step.last - step.first).days + 1)
    ]
    within = [one for one in told if one <= deadline.period_end]
    first = day if rule.day_one == "same_day" else day + dt.timedelta(days=1)
    assert sorted(set(within)) == [first + dt.timedelta(days=n) for n in range((deadline.period_end - first).days + 1)]


@given(moments, st.integers(0, 10 * 86_400), st.integers(0, 10 * 86_400))
def test_opening_time_adds_up_however_it_is_cut(start, one, two):
    index = shipped_calendars().index("england_office_hours")
    middle, end = start + dt.timedelta(seconds=one), start + dt.timedelta(seconds=one + two)
    whole = elapsed_opening_time(index, start, end)
    assert whole == elapsed_opening_time(index, start, middle) + elapsed_opening_time(index, middle, end)
    assert 0 <= whole <= one + two


@given(moments, st.integers(1, 5_000))
@settings(max_examples=60)
def test_opening_time_up_to_the_deadline_is_the_amount(start, minutes):
    rule = replace(
        shipped_rules()["referral_decision_24_hours"], amount=minutes, calendar="england_office_hours", warn_before=None
    )
    deadline = compute_deadline(rule, ClockState(start))
    assert elapsed_opening_time(deadline.index, start, deadline.due_at) == minutes * 60
    assert sum(step.count for step in deadline.steps) == minutes * 60
