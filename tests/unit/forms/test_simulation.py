"""The test bench: real cases through a changed form, and what would be different for whom."""

from __future__ import annotations

from datetime import date

from civichub.forms.parsing import parse_form
from civichub.forms.simulation import compare_versions

TODAY = date(2026, 11, 22)
OLD = """\
form: tree
title: Report a tree
pages:
  - page: what
    title: What?
    questions:
      - question: kind
        type: radio
        label: What?
        options: {fallen: Fallen, leaning: Leaning}
      - question: metres
        type: number
        label: How tall?
        optional: yes
  - page: where
    title: Where?
    questions:
      - question: where
        type: text
        label: Where?
payment: {description: Fee, amount: £5}
confirmation: {title: Done, next_steps: [We look], you_will_hear: Soon}
"""
CASES = [
    {"kind": "fallen", "metres": 30, "where": "Park"},
    {"kind": "leaning", "metres": None, "where": "School"},
]


def differences(old: str, new: str) -> list[tuple[int, str, str]]:
    assert old in OLD
    found = compare_versions(parse_form(OLD), parse_form(OLD.replace(old, new, 1)), CASES, today=TODAY)
    return [(difference.index, difference.kind, difference.detail) for difference in found]


def test_the_same_form_changes_nothing() -> None:
    assert differences("title: Report a tree", "title: Report a tree or hedge") == []


def test_a_new_refusal_is_shown_for_those_it_hits() -> None:
    check = "pages:\n"
    new = (
        "eligibility:\n  - check: private\n    refuse_when: answers.metres > 20\n    title: Too tall\n"
        "    text: No.\n    instead: [Call]\npages:\n"
    )
    assert differences(check, new) == [(0, "refused", "It would be refused: Too tall.")]


def test_a_page_skipped_for_some_is_shown() -> None:
    found = differences("  - page: where\n", '  - page: where\n    only_when: answers.kind == "fallen"\n')
    assert found == [(1, "other_pages", "It would not meet where.")]


def test_a_new_question_is_shown_as_unanswered() -> None:
    found = differences(
        "        optional: yes\n", "        optional: yes\n      - {question: urgent, type: yes_no, label: U}\n"
    )
    assert found == [
        (0, "asked_more", "It has no answer for page “What?”."),
        (1, "asked_more", "It has no answer for page “What?”."),
    ]


def test_an_answer_that_is_no_longer_taken_is_shown() -> None:
    found = differences("        label: How tall?\n", "        label: How tall?\n        max: 20\n")
    assert [(index, kind) for index, kind, _ in found] == [(0, "answer_not_accepted")]


def test_another_price_is_shown() -> None:
    found = differences("amount: £5", "amount_computed: £1 * answers.metres")
    assert found == [
        (0, "other_price", "It would cost £30.00 instead of £5.00."),
        (1, "other_price", "It would cost £0.00 instead of £5.00."),
    ]
