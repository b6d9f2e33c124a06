"""A case's intake computes several deadlines; none may be felt."""

import datetime as dt
import time

import pytest

from civichub.core.clocks import ClockState, compute_deadline, shipped_rule

ROUNDS = 200


@pytest.mark.parametrize("rule_id", ["foi_s10_20wd_uk_any_part", "ca1989_stage2_max_65wd", "sar_1_month_eng"])
def test_a_deadline_takes_less_than_0_3_milliseconds(rule_id):
    rule, state = shipped_rule(rule_id), ClockState.on(dt.date(2026, 12, 24))
    compute_deadline(rule, state)
    best = min(_timed(rule, state) for _ in range(5))
    assert best < 0.0003


def _timed(rule, state):
    begin = time.process_time()
    for _ in range(ROUNDS):
        compute_deadline(rule, state)
    return (time.process_time() - begin) / ROUNDS
