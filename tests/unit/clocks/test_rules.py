"""The shipped rules, and the reader that procedures share with them."""

import pytest

from civichub.core.clocks import SpecError, UnknownRule, parse_rule, shipped_calendars, shipped_rule, shipped_rules

GOOD = {
    "id": "pothole",
    "name": "Pothole repaired",
    "calendar": "england",
    "unit": "working_days",
    "amount": 5,
    "start": {"event": "reported", "day_one": "day_after"},
    "stop": "repaired",
    "source": "Highways service standard",
    "pauses": {"from": "day_after", "grounds": [{"id": "weather", "words": "waiting for dry weather"}]},
    "extensions": {"limit": 5, "grounds": [{"id": "utility", "words": "a utility is digging", "limit": 5}]},
}

EXPECTED = {
    "lgsco_ack_5wd_eng": (5, "england"),
    "lgsco_stage1_10wd_from_ack_eng": (10, "england"),
    "lgsco_stage2_ack_5wd_eng": (5, "england"),
    "lgsco_stage2_20wd_from_ack_eng": (20, "england"),
    "ca1989_stage1_10wd": (10, "england_boxing_day"),
    "ca1989_stage1_max_20wd": (20, "england_boxing_day"),
    "ca1989_stage2_25wd": (25, "england_boxing_day"),
    "ca1989_stage2_max_65wd": (65, "england_boxing_day"),
    "ca1989_stage3_panel_30wd": (30, "england_boxing_day"),
    "ca1989_stage3_report_5wd": (5, "england_boxing_day"),
    "ca1989_stage3_response_15wd": (15, "england_boxing_day"),
    "asc2009_ack_3wd_eng": (3, "england"),
    "asc2009_informal_1wd_eng": (1, "england"),
    "asc2009_6_months": (6, "calendar_days"),
    "asc2009_12_month_limit": (12, "calendar_days"),
    "foi_s10_20wd_uk_any_part": (20, "uk_any_part"),
    "eir_reg5_20wd_uk_any_part": (20, "uk_any_part"),
    "eir_reg7_40wd_uk_any_part": (40, "uk_any_part"),
    "sar_1_month_eng": (1, "england"),
    "sar_3_months_eng": (3, "england"),
    "dp_complaint_ack_30_days": (30, "england"),
    "standard_letter_5wd_eng": (5, "england"),
    "standard_email_5wd_eng": (5, "england"),
    "standard_callback_next_wd_eng": (1, "england"),
    "registration_birth_5wd_eng": (5, "england"),
    "registration_notice_10wd_eng": (10, "england"),
    "registration_still_birth_2wd_eng": (2, "england"),
}


@pytest.mark.parametrize("rule_id", sorted(EXPECTED))
def test_each_regime_is_there_with_its_figure_and_its_calendar(rule_id):
    rule = shipped_rules()[rule_id]
    assert (rule.amount, rule.calendar) == EXPECTED[rule_id]


def test_every_rule_has_a_source_and_a_calendar_that_exists():
    for rule in shipped_rules().values():
        assert rule.source, rule.id
        assert rule.calendar in shipped_calendars(), rule.id


def test_every_legal_ground_names_its_law():
    for rule in shipped_rules().values():
        for ground in (*rule.pauses, *rule.restarts, *rule.extensions):
            assert ground.words, rule.id
            assert ground.source, rule.id


def test_the_childrens_calendar_names_boxing_day_even_where_no_bank_holiday_does():
    index = shipped_calendars().index("england_boxing_day")
    assert {(day.month, day.day) for day in index.calendar.named_days} == {(12, 25), (12, 26)}


def test_an_unknown_rule_is_answered_with_the_nearest_one():
    with pytest.raises(UnknownRule, match="Did you mean foi_s10_20wd_uk_any_part"):
        shipped_rule("foi_s10_20wd")


def test_a_service_standard_has_the_same_shape_as_a_law():
    rule = parse_rule(GOOD)
    assert (rule.id, rule.amount, rule.unit, rule.pauses[0].words) == (
        "pothole",
        5,
        "working_days",
        "waiting for dry weather",
    )


def test_a_procedure_may_borrow_a_shipped_rule_under_its_own_name():
    rule = parse_rule({"rule": "foi_s10_20wd_uk_any_part", "id": "answer", "start": {"event": "validated"}})
    assert (rule.id, rule.start_event, rule.amount) == ("answer", "validated", 20)
    assert rule.source == shipped_rule("foi_s10_20wd_uk_any_part").source


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"unit": "workingdays"}, "clocks[2].unit", "Did you mean working_days"),
        ({"amount": "5"}, "clocks[2].amount", "whole number of at least 1, not '5'"),
        ({"amount": 0}, "clocks[2].amount", "at least 1"),
        ({"amount": True}, "clocks[2].amount", "whole number"),
        ({"calendar": None}, "clocks[2].calendar", "is missing"),
        ({"start": "reported"}, "clocks[2].start", "write a mapping"),
        ({"start": {"event": "reported", "day_one": "tomorrow"}}, "clocks[2].start.day_one", "day_after or same_day"),
        ({"warnbefore": 2}, "clocks[2].warnbefore", "Did you mean warn_before"),
        ({"unit": "months"}, "clocks[2].start.day_one", "only days have a first day"),
        ({"end": {"date": "corresponding_date"}}, "clocks[2].end.date", "only months"),
        ({"pauses": {"grounds": []}}, "clocks[2].pauses.grounds", "at least one ground"),
        ({"pauses": {"grounds": [{"id": "x"}]}}, "clocks[2].pauses.grounds[0].words", "is missing"),
        ({"pauses": {"grounds": "weather"}}, "clocks[2].pauses.grounds", "write a list"),
        ({"rule": "foi"}, "clocks[2].rule", "no shipped rule"),
    ],
)
def test_a_mistake_is_named_by_its_path_and_its_fix(change, path, words):
    with pytest.raises(SpecError) as refused:
        parse_rule({**GOOD, **change}, where="clocks[2]")
    assert refused.value.field == path
    assert words in refused.value.message


def test_a_clock_that_is_no_mapping_is_refused():
    with pytest.raises(SpecError, match=r"clocks\[0\]: write a mapping"):
        parse_rule(["working_days"], where="clocks[0]")
