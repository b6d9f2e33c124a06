"""A scoring form is data, and its sum can be checked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from civichub.feedback.quality.parsing import examine, parse_scoring_form
from civichub.feedback.quality.shipped import shipped_sources

FORM = """
scoring: short
title: A short form
channels: [phone]
bands:
  - {from: 0, label: Not yet}
  - {from: 75, label: Good}
sections:
  - section: one
    title: One
    questions:
      - {question: greeting, text: Greeted, weight: 1}
      - {question: identity, text: Identified, weight: 3, fails: yes, may_not_apply: yes}
  - section: two
    title: Two
    questions:
      - question: plain
        text: Plain?
        answer: scale
        levels: [No, In part, Yes]
        weight: 2
"""


def test_the_shipped_forms_have_no_problem() -> None:
    for key, text in shipped_sources().items():
        form, problems = examine(text)
        assert not problems
        assert form is not None
        assert form.key == key


def test_the_sum_is_the_weighted_mean_of_what_applies() -> None:
    form = parse_scoring_form(FORM)
    score = form.score({"greeting": "1", "identity": "1", "plain": "1"})
    assert score.percent == Decimal("83.3"), "1 and 3 whole and half of 2, of 6"
    assert score.sections == {"one": Decimal("100.0"), "two": Decimal("50.0")}
    assert not score.missing
    assert form.score({"greeting": "0", "identity": "na", "plain": "2"}).percent == Decimal("66.7"), "2 of 3"
    assert form.band_of(score.percent) == "Good"
    assert form.band_of(Decimal("74.9")) == "Not yet"


def test_a_failing_question_fails_the_whole_and_says_what_it_would_have_been() -> None:
    score = parse_scoring_form(FORM).score({"greeting": "1", "identity": "0", "plain": "2"})
    assert (score.percent, score.without_failing, score.failed) == (Decimal("0.0"), Decimal("50.0"), ("identity",))


def test_what_is_no_answer_counts_as_none() -> None:
    form = parse_scoring_form(FORM)
    score = form.score({"greeting": "7", "plain": "na", "else": "1"})
    assert score.missing == ("greeting", "identity", "plain")
    assert score.percent is None
    assert form.known({"greeting": "7", "identity": "na", "else": "1"}) == {"identity": "na"}


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("channels: [fax]", "channels: [phone]", '"fax" is not a channel'),
        ("levels: [Only]", "levels: [No, In part, Yes]", "a scale of 1 levels"),
        ("question: greeting, text: Again", "question: identity, text: Identified", "is there twice"),
        ("{from: 10, label: Not yet}", "{from: 0, label: Not yet}", "do not rise from 0"),
        ("weight: 0", "weight: 2", "write a whole number from 1 to 100"),
        ("weihgt: 2", "weight: 2", 'unknown name "weihgt"'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(wrong, right, said) -> None:
    form, problems = examine(FORM.replace(right, wrong))
    assert form is None
    assert any(said in str(problem) for problem in problems), [str(one) for one in problems]
