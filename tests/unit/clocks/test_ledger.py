"""Pauses, restarts and extensions: what the rule allows, and what they do to the date."""

import datetime as dt

import pytest

from civichub.core.clocks import (
    ClockState,
    Extension,
    Holiday,
    LedgerError,
    NaiveTime,
    Pause,
    compute_deadline,
    explain,
    in_words,
    parse_rule,
    shipped_rule,
)

FOI = shipped_rule("foi_s10_20wd_uk_any_part")
SAR = shipped_rule("sar_1_month_eng")
STAGE_1 = shipped_rule("lgsco_stage1_10wd_from_ack_eng")
STANDARD = parse_rule(
    {
        "id": "repair",
        "name": "Repair",
        "calendar": "england",
        "unit": "working_days",
        "amount": 10,
        "start": {"event": "reported"},
        "stop": "repaired",
        "source": "Service standard",
        "pauses": {"grounds": [{"id": "resident", "words": "waiting for the resident"}]},
    }
)


def at(day, hour=10, month=3, year=2026):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def test_a_pause_leaves_out_the_days_after_it_began_up_to_the_day_it_ended():
    state = ClockState.on(dt.date(2026, 3, 2)).pause(at(4), "resident").resume(at(10))
    assert compute_deadline(STANDARD, ClockState.on(dt.date(2026, 3, 2))).due_on == dt.date(2026, 3, 16)
    deadline = compute_deadline(STANDARD, state)
    assert deadline.due_on == dt.date(2026, 3, 20)
    assert "Thu 5 to Tue 10 March 2026: not counted, paused, waiting for the resident." in explain(deadline)


def test_a_clock_that_is_paused_has_no_deadline_but_says_what_is_left():
    state = ClockState.on(dt.date(2026, 3, 2)).pause(at(4), "resident")
    deadline = compute_deadline(STANDARD, state)
    assert (deadline.status, deadline.due_at, deadline.due_on, deadline.remaining) == ("paused", None, None, 8)
    assert in_words(deadline, at(20)) == "paused with 8 working days left"
    assert explain(deadline)[-1] == "No deadline while paused: 8 working days left when the clock runs again."


def test_resuming_gives_exactly_the_remaining_days():
    paused = ClockState.on(dt.date(2026, 3, 2)).pause(at(4), "resident")
    resumed = compute_deadline(STANDARD, paused.resume(at(20)))
    assert resumed.due_on == dt.date(2026, 4, 1)
    assert sum(step.count for step in resumed.steps if step.first and step.first > dt.date(2026, 3, 20)) == 8


def test_a_pause_that_begins_after_the_last_day_changes_nothing_and_the_sum_says_so():
    state = ClockState.on(dt.date(2026, 3, 2)).pause(at(17), "resident")
    deadline = compute_deadline(STANDARD, state)
    assert deadline.due_on == dt.date(2026, 3, 16)
    assert "Tue 17 March 2026: paused, waiting for the resident; too late to matter." in explain(deadline)


def test_a_pause_within_one_day_costs_no_day_and_is_listed_all_the_same():
    state = ClockState.on(dt.date(2026, 3, 2)).pause(at(4, 9), "resident").resume(at(4, 15))
    deadline = compute_deadline(STANDARD, state)
    assert deadline.due_on == dt.date(2026, 3, 16)
    assert any("no whole day was lost" in line for line in explain(deadline))


def test_overlapping_pauses_are_not_taken_off_twice():
    state = ClockState(
        at(2), pauses=(Pause(at(4), "resident", at(10)), Pause(at(6), "resident", at(10), note="waiting for a part"))
    )
    assert compute_deadline(STANDARD, state).due_on == dt.date(2026, 3, 20)


def test_a_subject_access_pause_takes_out_both_its_first_and_its_last_day():
    state = ClockState.on(dt.date(2026, 3, 3)).pause(at(5), "identity").resume(at(9))
    # One month is 3 April; the 5th to the 9th of March are five days: 8 April, a Wednesday.
    assert compute_deadline(SAR, state).due_on == dt.date(2026, 4, 8)


def test_clarification_gives_a_freedom_of_information_request_its_twenty_days_anew():
    asked = ClockState.on(dt.date(2026, 3, 2)).pause(at(5), "clarification")
    answered = asked.restart(at(20), "clarification")
    fresh = compute_deadline(FOI, ClockState.on(dt.date(2026, 3, 20)))
    deadline = compute_deadline(FOI, answered)
    assert deadline.due_on == fresh.due_on == dt.date(2026, 4, 21)
    assert any(line.startswith("Restarted Fri 20 March 2026 in full") for line in explain(deadline))


def test_an_extension_adds_to_the_same_count():
    state = ClockState.on(dt.date(2026, 3, 16)).extend(20, "public_interest", at(30))
    forty = compute_deadline(shipped_rule("eir_reg7_40wd_uk_any_part"), ClockState.on(dt.date(2026, 3, 16)))
    deadline = compute_deadline(FOI, state)
    assert deadline.total == 40
    assert deadline.due_on == forty.due_on == dt.date(2026, 5, 15)


def test_two_more_months_run_from_the_day_of_receipt():
    state = ClockState.on(dt.date(2026, 1, 30)).extend(2, "complexity", at(20, month=2))
    assert compute_deadline(SAR, state).due_on == dt.date(2026, 4, 30)


def test_an_extension_over_its_limit_is_refused_with_the_source():
    state = ClockState.on(dt.date(2026, 3, 16)).extend(11, "complexity", at(20))
    with pytest.raises(LedgerError, match=r"at most 10, not 11 \(LGSCO"):
        compute_deadline(STAGE_1, state)


def test_grounds_share_one_limit_where_the_rule_says_so():
    rule = shipped_rule("ca1989_stage1_10wd")
    state = ClockState.on(dt.date(2026, 3, 16)).extend(6, "complexity", at(20)).extend(6, "advocate", at(23))
    with pytest.raises(LedgerError, match="at most 10 together, not 12"):
        compute_deadline(rule, state)


def test_an_extension_after_the_deadline_is_refused():
    state = ClockState.on(dt.date(2026, 3, 16)).extend(5, "complexity", at(31))
    with pytest.raises(LedgerError, match="30 March 2026 had passed"):
        compute_deadline(STAGE_1, state)


def test_an_extension_accepted_once_stays_when_a_holiday_is_withdrawn_later():
    jubilee = Holiday(dt.date(2026, 3, 30), "Jubilee", frozenset({"ENG"}), "Royal Proclamation")
    state = ClockState.on(dt.date(2026, 3, 16)).extend(5, "complexity", at(31))
    assert compute_deadline(STAGE_1, state, proclaimed=(jubilee,)).due_on == dt.date(2026, 4, 9)
    with pytest.raises(LedgerError, match="had passed"):
        compute_deadline(STAGE_1, state)
    assert compute_deadline(STAGE_1, state, settled=True).due_on == dt.date(2026, 4, 8)


def test_an_extension_on_the_last_evening_is_in_time():
    state = ClockState.on(dt.date(2026, 3, 16)).extend(5, "complexity", at(30, 22))  # 23:00 in London, summer time
    assert compute_deadline(STAGE_1, state).due_on == dt.date(2026, 4, 8)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ClockState.on(dt.date(2026, 3, 2)).pause(at(4), "holiday"), "does not allow 'holiday'"),
        (ClockState.on(dt.date(2026, 3, 2)).restart(at(4), "new_facts"), "does not allow 'new_facts'"),
        (ClockState(at(2), pauses=(Pause(at(1), "clarification", at(3)),)), "before the clock started"),
        (ClockState(at(2), pauses=(Pause(at(5), "clarification", at(4)),)), "ends before it begins"),
        (ClockState(at(2), extensions=(Extension(0, "public_interest", at(3)),)), "at least 1"),
    ],
)
def test_a_ledger_that_breaks_the_rule_or_contradicts_itself_is_refused(state, words):
    with pytest.raises(LedgerError, match=words):
        compute_deadline(FOI, state)


def test_a_clock_is_neither_paused_twice_nor_resumed_when_it_runs():
    running = ClockState.on(dt.date(2026, 3, 2))
    with pytest.raises(LedgerError, match="not paused"):
        running.resume(at(3))
    with pytest.raises(LedgerError, match="paused already"):
        running.pause(at(3), "resident").pause(at(4), "resident")


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(NaiveTime, match="time zone"):
        compute_deadline(FOI, ClockState(dt.datetime.fromisoformat("2026-03-02T09:00")))


def test_a_stopped_clock_is_met_on_its_last_evening_and_missed_at_midnight():
    running = ClockState.on(dt.date(2026, 3, 16))  # due 30 March, in summer time: the day ends at 23:00 UTC
    met = compute_deadline(STAGE_1, running.stop(dt.datetime(2026, 3, 30, 22, 59, 59, tzinfo=dt.UTC)))
    missed = compute_deadline(STAGE_1, running.stop(dt.datetime(2026, 3, 30, 23, 0, tzinfo=dt.UTC)))
    assert (met.status, missed.status) == ("met", "missed")
    assert met.due_at == dt.datetime(2026, 3, 30, 23, 0, tzinfo=dt.UTC)
    assert in_words(missed, at(31)) == "missed by 1 working day"
    assert explain(missed)[-1].endswith("(response sent): too late.")


def test_a_clock_stopped_while_paused_is_met():
    state = ClockState.on(dt.date(2026, 3, 2)).pause(at(4), "resident").stop(at(30))
    deadline = compute_deadline(STANDARD, state)
    assert deadline.status == "met"
    assert not deadline.is_late(at(30))
