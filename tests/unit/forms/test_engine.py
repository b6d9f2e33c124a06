"""Which pages answers lead through, what is kept of them, and what they cost."""

from __future__ import annotations

from datetime import date

import pytest

from civichub.core.errors import Invalid
from civichub.forms import engine
from civichub.forms.definition import CHECK_ANSWERS
from civichub.forms.parsing import parse_form

TODAY = date(2026, 11, 22)
FORM = parse_form("""\
form: permit
title: Apply for a permit
case_title: "Permit for {who}: {car}"
urgent_when: answers.kind == "carer"
eligibility:
  - check: elsewhere
    refuse_when: answers.resident != "yes" and answers.kind == "resident"
    title: You live elsewhere
    text: Ask your own council.
    instead: [Ask them]
pages:
  - page: kind
    title: Which permit?
    questions:
      - question: kind
        type: radio
        label: Which permit do you need?
        short: which permit you need
        options: {resident: Resident, visitor: Visitor, carer: Carer}
      - question: resident
        type: yes_no
        label: Do you live here?
    next:
      - when: answers.kind == "visitor"
        to: books
      - when: answers.kind == "carer"
        to: end
  - page: car
    title: Your car
    questions:
      - question: car
        type: text
        format: vehicle_registration
        label: Registration
        short: the registration
      - question: electric
        type: yes_no
        label: Is it electric?
  - page: charge
    title: Charging
    only_when: answers.electric == "yes"
    questions:
      - question: cable
        type: yes_no
        label: Do you need a cable?
      - question: length
        type: number
        only_when: answers.cable == "yes"
        label: How long?
        unit: m
    next: person
  - page: books
    title: Books
    only_when: answers.kind == "visitor"
    questions:
      - question: books
        type: number
        label: How many books?
        short: the number of books
        min: 1
        max: 10000000
  - page: person
    title: You
    questions:
      - question: who
        type: name
        label: Your name
        maps_to: customer.name
      - question: note
        type: long_text
        label: Anything else?
        optional: yes
payment:
  description: Permit
  amount_computed: £10 + £2.50 * answers.books
  only_when: answers.kind == "visitor"
confirmation: {title: Done, next_steps: [We check], you_will_hear: Soon}
variants:
  - organisation: bromsgrove
    title: Apply for a Bromsgrove permit
    amount: £12
    you_will_hear: Within a day
    next_steps: [We check twice]
    pages: {car: {title: Your vehicle}}
    questions: {car: {hint: On the plate}}
""")
RESIDENT = {"kind": "resident", "resident": "yes"}
VISITOR = {"kind": "visitor", "resident": "no"}


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        ({}, ("kind", "car", "person")),
        (RESIDENT, ("kind", "car", "person")),
        (RESIDENT | {"electric": "yes"}, ("kind", "car", "charge", "person")),
        (VISITOR, ("kind", "books", "person")),
        ({"kind": "carer"}, ("kind",)),
    ],
)
def test_answers_lead_through_their_own_pages(answers: dict[str, object], pages: tuple[str, ...]) -> None:
    assert engine.path(FORM, answers, today=TODAY) == pages


def test_the_next_page_follows_the_path_to_the_check() -> None:
    assert engine.next_page(FORM, VISITOR, "kind", today=TODAY).page == "books"
    assert engine.next_page(FORM, VISITOR, "person", today=TODAY).page == CHECK_ANSWERS
    assert engine.previous_page(FORM, VISITOR, "books", today=TODAY) == "kind"
    assert engine.previous_page(FORM, VISITOR, "kind", today=TODAY) == ""
    assert engine.previous_page(FORM, VISITOR, CHECK_ANSWERS, today=TODAY) == "person"


def test_from_an_abandoned_page_the_way_goes_on_at_the_first_unanswered_one() -> None:
    assert engine.next_page(FORM, VISITOR, "car", today=TODAY).page == "books"
    answered = VISITOR | {"books": 2, "who": {"first": "A", "last": "B"}, "note": None}
    assert engine.next_page(FORM, answered, "car", today=TODAY).page == CHECK_ANSWERS


def test_somebody_who_cannot_apply_is_told_at_the_first_page_that_shows_it() -> None:
    answers = {"kind": "resident", "resident": "no"}
    step = engine.next_page(FORM, answers, "kind", today=TODAY)
    assert step.refusal is not None
    assert step.refusal.title == "You live elsewhere"
    assert engine.path(FORM, answers, today=TODAY) == ("kind",)


def test_nobody_is_refused_for_an_answer_not_given_yet() -> None:
    assert engine.walk(FORM, {"kind": "resident"}, today=TODAY).refusal is None


def test_pages_open_up_to_the_first_that_is_not_answered() -> None:
    way = engine.walk(FORM, RESIDENT, today=TODAY)
    assert way.open_pages == ("kind", "car")
    assert way.incomplete == ("car", "person")
    assert not way.is_complete


def test_answers_of_abandoned_branches_are_dropped_and_change_nothing() -> None:
    answers = VISITOR | {"car": "AB12CDE", "electric": "yes", "cable": "yes", "length": 5, "books": 2}
    assert engine.kept_answers(FORM, answers, today=TODAY) == VISITOR | {"books": 2}
    assert engine.path(FORM, answers, today=TODAY) == ("kind", "books", "person")


def test_a_page_gives_clean_answers_and_named_errors() -> None:
    clean, errors = engine.validate_page(FORM, "car", {"car": "ab12 cde", "electric": ""}, today=TODAY)
    assert clean == {"car": "AB12CDE"}
    assert [(error.question, error.code, error.message) for error in errors] == [
        ("electric", "required", "Select an answer to “Is it electric?”")
    ]


def test_a_question_whose_condition_is_not_met_is_neither_asked_nor_kept() -> None:
    clean, errors = engine.validate_page(FORM, "charge", {"cable": "no", "length": "x"}, answers={}, today=TODAY)
    assert (clean, errors) == ({"cable": "no"}, [])
    _, errors = engine.validate_page(FORM, "charge", {"cable": "yes"}, answers={}, today=TODAY)
    assert [error.question for error in errors] == ["length"]


def test_everything_at_once_follows_the_same_rules() -> None:
    raw = {"kind": "visitor", "resident": True, "books": "3", "who": "Cher", "car": "ignored", "electric": "yes"}
    done = engine.validate_all(FORM, raw, today=TODAY)
    assert done.is_good, done.errors
    assert done.pages == ("kind", "books", "person")
    expected = {"kind": "visitor", "resident": "yes", "books": 3, "who": {"first": "", "last": "Cher"}, "note": None}
    assert done.answers == expected


def test_everything_at_once_names_what_is_missing_wrong_or_unknown() -> None:
    done = engine.validate_all(FORM, {"kind": "visitor", "books": "0", "boks": "1"}, today=TODAY)
    assert {(error.question, error.code) for error in done.errors} == {
        ("boks", "unknown"),
        ("resident", "required"),
        ("books", "too_low"),
        ("who", "required"),
    }


def test_everything_at_once_is_refused_where_the_screen_refuses() -> None:
    done = engine.validate_all(FORM, {"kind": "resident", "resident": "no"}, today=TODAY)
    assert done.refusal is not None
    assert not done.is_good


def test_the_price_follows_the_answers() -> None:
    assert engine.amount_due_pence(FORM, VISITOR | {"books": 3}, today=TODAY) == 1750
    assert engine.amount_due_pence(FORM, RESIDENT | {"books": 3}, today=TODAY) == 0
    assert engine.amount_due_pence(FORM, VISITOR, today=TODAY) == 0
    with pytest.raises(Invalid, match="Contact us"):
        engine.amount_due_pence(FORM, VISITOR | {"books": 10_000_000}, today=TODAY)


def test_rows_to_check_are_in_words_and_lead_back_to_their_page() -> None:
    answers = VISITOR | {"books": 3000, "who": {"first": "Ann", "last": "Lee"}, "note": "One\nTwo"}
    rows = engine.summary_rows(FORM, answers, today=TODAY)
    assert [(row.page, row.label, row.lines) for row in rows] == [
        ("kind", "Which permit do you need?", ("Visitor",)),
        ("kind", "Do you live here?", ("No",)),
        ("books", "How many books?", ("3,000",)),
        ("person", "Your name", ("Ann Lee",)),
        ("person", "Anything else?", ("One", "Two")),
    ]


def test_facts_title_and_urgency_come_from_the_declaration() -> None:
    answers = RESIDENT | {"car": "AB12CDE", "electric": "no", "who": {"first": "Ann", "last": "Lee"}}
    assert engine.facts(FORM, answers, today=TODAY) == {"customer.name": {"first": "Ann", "last": "Lee"}}
    assert engine.case_title(FORM, answers, today=TODAY) == "Permit for Ann Lee: AB12CDE"
    assert engine.case_title(FORM, {}, today=TODAY) == "Permit for"
    assert engine.is_urgent(FORM, {"kind": "carer"}, today=TODAY)
    assert not engine.is_urgent(FORM, RESIDENT, today=TODAY)


def test_an_organisation_has_its_own_words_and_price_and_the_same_questions() -> None:
    own = engine.for_organisation(FORM, "bromsgrove")
    assert own.title == "Apply for a Bromsgrove permit"
    assert own.page("car").title == "Your vehicle"
    assert own.question("car").hint == "On the plate"
    assert own.confirmation.next_steps == ("We check twice",)
    assert own.confirmation.you_will_hear == "Within a day"
    assert engine.amount_due_pence(own, VISITOR | {"books": 3}, today=TODAY) == 1200
    assert [question.key for question in own.questions] == [question.key for question in FORM.questions]
    assert engine.for_organisation(FORM, "wyre-forest").title == FORM.title


def test_boxes_of_a_page_become_answers_and_back() -> None:
    page = FORM.page("person")
    fields = {"who__first": ["Ann"], "who__last": ["Lee"], "note": ["hello"], "other": ["x"]}
    raw = engine.raw_from_fields(page, fields)
    assert raw == {"who": {"first": "Ann", "last": "Lee"}, "note": "hello"}
    clean, _ = engine.validate_page(FORM, "person", raw, today=TODAY)
    assert engine.fields_from_answers(page, clean) == {"who__first": "Ann", "who__last": "Lee", "note": "hello"}
    assert engine.field_names(FORM.question("who")) == ("who__first", "who__last")
