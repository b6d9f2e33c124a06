"""Every rule, every day of six years, counted twice by ways that share no code and no table."""

import datetime as dt

import pytest

from civichub.core.clocks import ClockState, compute_deadline, shipped_rules
from tests.unit.clocks import naive

DAY_RULES = sorted(rule.id for rule in shipped_rules().values() if rule.unit != "opening_minutes")
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2029, 12, 31)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.mark.parametrize("rule_id", DAY_RULES)
def test_both_ways_of_counting_agree_on_every_day_from_2024_to_2029(rule_id):
    rule = shipped_rules()[rule_id]
    differ = [
        (day, found, expected)
        for day in DAYS
        if (found := compute_deadline(rule, ClockState.on(day)).due_on) != (expected := naive.due(rule, day))
    ]
    assert differ == []


@pytest.mark.parametrize("rule_id", DAY_RULES)
def test_the_proof_ends_on_the_due_day_and_counts_the_whole_amount(rule_id):
    rule = shipped_rules()[rule_id]
    for day in DAYS[::29]:
        deadline = compute_deadline(rule, ClockState.on(day))
        if rule.unit != "months":
            assert sum(step.count for step in deadline.steps) == rule.amount
        assert f"Due by the end of {deadline.due_on:%a} {deadline.due_on.day} {deadline.due_on:%B %Y}." in {
            step.text for step in deadline.steps
        }
