"""Past cases run through a draft: what would have gone otherwise, and nothing that would not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from civichub.procedures.parsing import parse_procedure
from civichub.procedures.shipped import shipped_sources
from civichub.procedures.simulation import PastCase, PastMark, PastStep, compare_procedures

TEXT = shipped_sources()["corporate-complaint"]
OLD = parse_procedure(TEXT)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def days(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


COMPLAINT = PastCase("7KM4PQXT9", MONDAY, {}, "county", "corporate-complaint", (
    PastStep(days(2), "acknowledge", "received", "stage_1"),
    PastMark(days(10), "stage_1", "extend", "complexity", 10),
    PastStep(days(25), "answer_stage_1", "stage_1", "closed", "stage_1_not_upheld"),
    PastStep(days(30), "", "", "stage_2_asked"),
    PastStep(days(32), "acknowledge_stage_2", "stage_2_asked", "stage_2"),
    PastStep(days(50), "answer_stage_2", "stage_2", "closed", "stage_2_upheld"),
))  # fmt: skip


def test_the_same_text_changes_nothing() -> None:
    assert compare_procedures(OLD, OLD, [COMPLAINT], at=NOW) == []


def test_a_shorter_clock_names_the_new_day_and_what_would_have_been_missed() -> None:
    draft = TEXT.replace(
        "rule: lgsco_stage2_20wd_from_ack_eng", "count: {calendar: england, unit: working_days, amount: 5}"
    )
    (found,) = compare_procedures(OLD, parse_procedure(draft), [COMPLAINT], at=NOW)
    assert (found.reference, found.kind) == ("7KM4PQXT9", "clock")
    assert found.detail == ("“Stage 2 final answer”: due 13 April 2026, missed, instead of due 5 May 2026, kept.")


def test_an_extension_that_the_draft_does_not_know_is_said() -> None:
    draft = TEXT.replace(
        "rule: lgsco_stage1_10wd_from_ack_eng", "count: {calendar: england, unit: working_days, amount: 10}"
    )
    found = [one.detail for one in compare_procedures(OLD, parse_procedure(draft), [COMPLAINT], at=NOW)]
    assert "“Stage 1 answer” could not have been extended on the ground “complexity”." in found
    assert any("due 18 March 2026, missed" in words for words in found)


def test_a_step_that_is_not_possible_ends_the_story_there() -> None:
    old = "    to: stage_2\n    requires: [note]\n    not_by"
    draft = TEXT.replace(old, '    when: answers.reviewer == "named"\n' + old)
    found = [one.detail for one in compare_procedures(OLD, parse_procedure(draft), [COMPLAINT], at=NOW)]
    assert "“Acknowledge stage 2” would not have been possible where it stood, at “Stage 2 asked for”." in found
    assert "“Stage 2 final answer” would not have run." in found


def test_more_and_fewer_messages_and_tasks_are_said() -> None:
    told = "  - when_event: transition:acknowledge\n    template: case_update\n"
    task = "        title: Give stage 2 to somebody who did not answer stage 1\n"
    draft = TEXT.replace(told, "", 1).replace(task, "        title: Name the reviewer\n", 1)
    found = {one.detail for one in compare_procedures(OLD, parse_procedure(draft), [COMPLAINT], at=NOW)}
    assert found == {
        "There would have been one message fewer: case_update to the customer.",
        "There would have been one more task: Name the reviewer.",
        "There would have been one task fewer: Give stage 2 to somebody who did not answer stage 1.",
    }
