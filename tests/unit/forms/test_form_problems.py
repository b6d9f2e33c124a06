"""Every fault that a form can have is named with its line and what to do; and all of them at once."""

from __future__ import annotations

import pytest

from civichub.core.definitions.problems import DefinitionError
from civichub.forms.parsing import examine, lint, parse_form

GOOD = """\
form: pothole
title: Report a pothole
case_title: "Pothole: {place}"
eligibility:
  - check: motorway
    refuse_when: answers.where == "motorway"
    title: Not ours
    text: Somebody else looks after it.
    instead: [Call them]
pages:
  - page: surface
    title: What is it in?
    questions:
      - question: where
        type: radio
        label: What is it in?
        options: {road: A road, pavement: A pavement, motorway: A motorway}
    next:
      - when: answers.where == "pavement"
        to: place
  - page: size
    title: How big is it?
    questions:
      - question: depth
        type: number
        label: How deep is it?
        unit: mm
  - page: place
    title: Where is it?
    questions:
      - question: place
        type: location
        label: Where is it?
        maps_to: case.location
payment:
  description: A fee
  amount_by_answer:
    answer: where
    prices: {road: £1, pavement: £2, motorway: £0}
confirmation:
  title: Done
  next_steps: [We look at it]
  you_will_hear: Soon
variants:
  - organisation: redditch
    questions:
      depth: {hint: A golf ball is 43 mm}
"""

DEPTH = "type: number\n        label: How deep is it?\n        unit: mm"
PRICES = "  amount_by_answer:\n    answer: where\n    prices: {road: £1, pavement: £2, motorway: £0}\n"
SIZE_PAGE = f"  - page: size\n    title: How big is it?\n    questions:\n      - question: depth\n        {DEPTH}\n"
CONFIRMATION = "confirmation:\n  title: Done\n  next_steps: [We look at it]\n  you_will_hear: Soon\n"
OPTIONS = "{road: A road, pavement: A pavement, motorway: A motorway}"
JUMP = '== "pavement"\n        to: place'
FIRST_JUMP = '      - when: answers.where == "pavement"\n        to: place\n'


def test_the_sample_is_good() -> None:
    assert lint(GOOD) == []
    assert parse_form(GOOD).question("depth").unit == "mm"


def with_change(old: str, new: str) -> list[str]:
    assert GOOD.count(old) >= 1, f"the sample has no {old!r}"
    return [str(problem) for problem in lint(GOOD.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("form: pothole", "form: Pot Hole", 'line 1: "Pot Hole" cannot be a form; use small letters'),
        ("title: Report a pothole\n", "", 'line 1: the form has no "title"; add title:'),
        ("title: Report", "titel: Report", 'line 2: the form has an unknown name "titel"; did you mean "title"?'),
        ("{place}", "{palce}", 'line 3: case_title uses "{palce}", which is not a question; did you mean "place"?'),
        ("    instead: [Call them]\n", "", 'line 5: eligibility check "motorway" leaves people with nothing to do'),
        (
            '    refuse_when: answers.where == "motorway"\n',
            "",
            'line 5: eligibility check "motorway" has no "refuse_when"',
        ),
        (
            'answers.where == "motorway"',
            'today > "2026-01-01"',
            'line 5: eligibility check "motorway" looks at no answer',
        ),
        (
            'answers.where == "motorway"',
            'answers.were == "motorway"',
            'line 6: there is no answer "were"; did you mean',
        ),
        (
            "[Call them]",
            "[Call them]\n    links: [{label: x, url: 'javascript:x'}]",
            'line 10: "javascript:x" is not a safe',
        ),
        (
            "[Call them]",
            "[Call them]\n    links: [{label: x, url: //evil.example}]",
            'line 10: "//evil.example" is not a safe',
        ),
        (
            JUMP,
            '== "pavement"\n        to: palce',
            'line 20: page "surface" jumps to "palce", which is not a page; did you mean "place"?',
        ),
        (
            JUMP,
            '== "pavement"\n        to: surface',
            'line 20: page "surface" jumps back to "surface"; jump forward only',
        ),
        ('== "pavement"', '== "pavemnet"', 'line 19: "pavemnet" is not an option of "where"; did you mean "pavement"?'),
        ('answers.where == "pavement"', "answers.depth > 3", 'line 19: there is no answer "depth"; use one of: where'),
        (FIRST_JUMP, "      - to: place\n", 'line 20: nothing leads to page "size"'),
        ("  - page: place", "  - page: size", 'line 28: the page "size" is there twice; the first is on line 21'),
        ("question: place", "question: depth", 'line 31: the question "depth" is there twice; the first is on line 24'),
        ("type: number", "type: numbr", 'line 25: "numbr" is not a type; did you mean "number"?'),
        ("        type: number\n", "", 'line 24: question "depth" has no "type"; add type:'),
        ("unit: mm", "unti: mm", 'line 27: question "depth" has an unknown name "unti"; did you mean "unit"?'),
        ("unit: mm", "min: 9\n        max: 3", "line 27: the least (9) is more than the most (3); swap them"),
        ("unit: mm", "options: {a: A}", "line 27: a question of type number has no options; use type radio"),
        (f"options: {OPTIONS}", "options: []", 'line 17: question "where" has no options'),
        (OPTIONS, "{motorway: A motorway}", 'line 17: question "where" offers no choice; add a second option'),
        ("{road: A road, pavement", "{road: , pavement", 'line 17: option "road" of question "where" has no label'),
        (
            "motorway: A motorway}",
            "motorway: {label: M, exclusive: yes}}",
            'line 17: option "motorway" cannot be exclusive',
        ),
        (
            DEPTH,
            "type: date\n        label: When?\n        past_only: yes\n        future_only: yes",
            "line 28: no date is both past and future",
        ),
        (
            DEPTH,
            "type: date\n        label: When?\n        earliest: 1 May",
            'line 27: "1 May" is not a day; write it as 2026-09-01',
        ),
        (
            DEPTH,
            "type: date\n        label: W\n        earliest: 2026-02-01\n        latest: 2026-01-01",
            "line 27: the earliest day is after the latest; swap them",
        ),
        (
            DEPTH,
            "type: file\n        label: W\n        types: [exe]",
            'line 27: "exe" is not a type of file we can check; use some of: pdf',
        ),
        (
            DEPTH,
            "type: file\n        label: W\n        max_megabytes: 500",
            'line 27: "max_megabytes" is "500"; write a whole number from 1 to 25',
        ),
        (
            "maps_to: case.location",
            "maps_to: case.locaton",
            'line 34: "case.locaton" is not a maps to; did you mean "case.location"?',
        ),
        (
            "maps_to: case.location",
            "maps_to: customer.email",
            "line 34: customer.email cannot come from a question of type location; use type email",
        ),
        (
            "maps_to: case.location",
            "errors: {requird: Say where}",
            'line 34: the errors of question "place" has an unknown name "requird"; did you mean "required"?',
        ),
        (
            SIZE_PAGE,
            "  - page: size\n    title: How big is it?\n",
            'line 21: page "size" asks and says nothing; add questions: or intro:',
        ),
        (
            "  - page: size",
            "  - page: check-answers",
            'line 21: "check-answers" is made by itself; give this page another name',
        ),
        (
            "  - page: size\n",
            "  - page: size\n    only_when: answers.where\n",
            "line 22: this gives a text, where true or false is needed",
        ),
        (
            "  - page: size\n",
            "  - page: size\n    notes: [{text: x, kind: loud}]\n",
            'line 22: "loud" is not a kind; use one of: important',
        ),
        (
            "    answer: where",
            "    answer: depth",
            'line 36: the price list goes by "depth", which is not a question with one choice',
        ),
        ("motorway: £0}", "motorwya: £0}", 'line 36: option "motorway" has no price; add motorway: to the prices'),
        ("road: £1", "road: 1", 'line 39: "road" is "1"; write it with a pound sign'),
        (PRICES, "", "line 36: the payment has no amount; write one of amount"),
        (
            "  amount_by_answer:",
            "  amount: £5\n  amount_by_answer:",
            "line 36: the payment has 2 amounts; write one of amount",
        ),
        (PRICES, "  amount: £200,000\n", "line 37: this amount cannot be taken"),
        (
            PRICES,
            "  amount_computed: answers.depth * 2\n",
            "line 37: this gives a number, where an amount of money is needed",
        ),
        (CONFIRMATION, "", "line 1: the form has no confirmation"),
        ("  next_steps: [We look at it]\n", "", "line 41: the confirmation does not say what happens next"),
        (
            "      depth: {hint",
            "      dpeth: {hint",
            'line 45: variant "redditch" changes questions "dpeth", which does not exist; did you mean "depth"?',
        ),
        (
            "{hint: A golf",
            "{hnt: A golf",
            'line 47: questions depth of variant "redditch" has an unknown name "hnt"; did you mean "hint"?',
        ),
    ],
)
def test_each_fault_is_named_with_its_line_and_its_fix(old: str, new: str, said: str) -> None:
    problems = with_change(old, new)
    assert any(problem.startswith(said) for problem in problems), problems


def test_all_faults_are_reported_together_in_the_order_of_their_lines() -> None:
    text = (
        GOOD.replace("title: Report a pothole", "titel: x").replace("to: place", "to: plaice").replace("unit:", "unti:")
    )
    problems = lint(text)
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert len(problems) == 4
    with pytest.raises(DefinitionError) as refused:
        parse_form(text)
    assert refused.value.problems == tuple(problems)


def test_no_form_is_given_while_there_is_a_problem() -> None:
    assert examine(GOOD.replace("type: number", "type: nmber"))[0] is None


@pytest.mark.parametrize(
    "text", ["", "- a list", "just words", "form: {}", "pages: 3", "form: x\npages: [[1]]", "form: [x]"]
)
def test_texts_that_are_no_form_at_all_get_problems_and_no_crash(text: str) -> None:
    assert lint(text)


def test_a_form_of_the_greatest_size_is_read_in_a_second_or_two() -> None:
    page = "  - page: p{0}\n    title: P\n    questions:\n" + "".join(
        f"      - question: q{{0}}-{n}\n        type: text\n        label: Q\n" for n in range(8)
    )
    text = GOOD.split("pages:")[0].replace("eligibility", "x-eligibility") + "pages:\n"
    text += "".join(page.replace("{0}", str(n)) for n in range(80))
    assert lint(text)
