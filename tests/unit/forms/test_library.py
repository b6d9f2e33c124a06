"""The shipped forms: without a fault, every path ends, every page can be met, and nobody is left without a way on."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from civichub.forms import engine
from civichub.forms.definition import CHECK_ANSWERS, FILE_TYPES, Form, Question
from civichub.forms.engine import AttachedFile
from civichub.forms.parsing import lint, parse_form
from civichub.forms.shipped import shipped_sources

TODAY = date(2026, 11, 22)
WANTED = {
    "pothole",
    "street-light",
    "missed-bin",
    "abandoned-vehicle",
    "blue-badge",
    "bus-pass",
    "school-admission",
    "birth-registration",
    "general-enquiry",
    "here2help",
    "financial-assessment",
    "adult-social-care",
    "equality",
    "corporate-complaint",
    "adult-social-care-complaint",
    "childrens-complaint",
    "councillor-conduct",
    "data-protection-complaint",
    "compliment",
    "comment",
    "foi",
    "eir",
    "sar",
    "member-enquiry",
    "petition",
    "referral",
}
RUNS = 250


def test_the_library_is_whole() -> None:
    assert set(shipped_sources()) == WANTED


@pytest.mark.parametrize("key", sorted(WANTED))
def test_a_shipped_form_has_no_problem_and_is_called_like_its_file(key: str) -> None:
    assert lint(shipped_sources()[key]) == []
    assert parse_form(shipped_sources()[key]).key == key


def some_answer(question: Question, chance: random.Random) -> object:
    if question.option_values:
        values = sorted(question.option_values)
        if question.type == "checkboxes":
            alone = [option.value for option in question.options if option.exclusive]
            many = [value for value in values if value not in alone]
            return alone if alone and chance.random() < 0.4 else chance.sample(many, min(2, len(many)))
        return chance.choice(values)
    day = TODAY - timedelta(days=chance.choice([0, 1, 3, 30, 300, 3_000, 8_000, 25_000]))
    if question.future_only or (not question.past_only and chance.random() < 0.5):
        day = TODAY + timedelta(days=chance.choice([1, 200]))
    return {
        "name": {"first": "Ann", "last": "Lee"},
        "email": "ann@example.org",
        "phone": "01527 534123",
        "postcode": "B98 8AA",
        "address": {"line1": "1 High Street", "postcode": "B98 8AA"},
        "location": {"description": "By the church"},
        "date": day.isoformat(),
        "number": str(question.minimum or 1),
        "money": "£20",
        "nino": "AB123456C",
        "text": "123456",
        "long_text": "It is so.",
        "declaration": "yes",
    }.get(question.type)


def files_for(form: Form) -> list[AttachedFile]:
    asked = [question for question in form.questions if question.type == "file"]
    return [AttachedFile(q.key, q.key, "a file", 1_000, FILE_TYPES[q.file_types[0]][0]) for q in asked]


def fill_in(form: Form, chance: random.Random) -> engine.Walk:
    """Answer page after page as a person would; fails when it does not end."""
    answers: dict[str, object] = {}
    page, files = form.pages[0].key, files_for(form)
    for _ in range(len(form.pages) + 1):
        raw = {question.key: some_answer(question, chance) for question in form.page(page).questions}
        before = engine.walk(form, answers, today=TODAY).answers
        clean, errors = engine.validate_page(form, page, raw, files, answers=before, today=TODAY)
        assert not errors, (form.key, page, raw, errors)
        answers = {**before, **clean}
        step = engine.next_page(form, answers, page, today=TODAY)
        if step.refusal or step.page == CHECK_ANSWERS:
            return engine.walk(form, answers, today=TODAY)
        page = step.page
    raise AssertionError(f"{form.key}: no end in sight from {page} with {answers}")


@pytest.mark.parametrize("key", sorted(WANTED))
def test_every_path_ends_and_every_page_and_refusal_is_met(key: str) -> None:
    form = parse_form(shipped_sources()[key])
    chance = random.Random(key)
    met: set[str] = set()
    refused: set[str] = set()
    finished = 0
    for _ in range(RUNS):
        way = fill_in(form, chance)
        met |= set(way.pages)
        if way.refusal:
            refused.add(way.refusal.key)
        else:
            finished += way.is_complete
            assert way.is_complete
            assert engine.summary_rows(form, way.answers, today=TODAY)
            assert engine.case_title(form, way.answers, today=TODAY)
            engine.amount_due_pence(form, way.answers, today=TODAY)
    assert met == {page.key for page in form.pages}
    assert refused == {check.key for check in form.eligibility}
    assert finished > 0


@pytest.mark.parametrize("key", sorted(WANTED))
def test_all_at_once_by_the_api_agrees_with_page_by_page(key: str) -> None:
    form = parse_form(shipped_sources()[key])
    chance = random.Random(key + "api")
    for _ in range(60):
        raw = {question.key: some_answer(question, chance) for question in form.questions if question.type != "file"}
        done = engine.validate_all(form, raw, files_for(form), today=TODAY)
        assert not done.errors
        assert done.pages == engine.path(form, done.answers, today=TODAY)


def test_what_each_service_must_have() -> None:
    forms = {key: parse_form(text) for key, text in shipped_sources().items()}
    badge = forms["blue-badge"]
    assert badge.payment is not None
    assert badge.payment.fixed_pence == 1000
    assert badge.sensitive
    assert badge.ask_equality_questions
    assert {question.key for question in badge.questions if question.type == "file"} >= {"photo", "identity"}
    assert forms["adult-social-care"].sensitive
    assert not forms["pothole"].sensitive
    for key, form in forms.items():
        if key != "equality":
            assert form.procedure == key
            assert any(question.maps_to == "customer.email" for question in form.questions), key
            required = {q.maps_to for q in form.questions if q.required and q.only_when is None}
            assert "customer.email" not in required or key == "school-admission", f"{key} must not demand an email"


def test_a_replacement_pass_costs_ten_pounds_unless_stolen_with_a_crime_number() -> None:
    form = parse_form(shipped_sources()["bus-pass"])
    base = {"lives_here": "yes", "ground": "age", "born": "1950-01-01"}
    lost = base | {"reason": "replace", "what_happened": "lost"}
    stolen = base | {"reason": "replace", "what_happened": "stolen", "crime_number": "22/1234"}
    assert engine.amount_due_pence(form, base | {"reason": "new"}, today=TODAY) == 0
    assert engine.amount_due_pence(form, lost, today=TODAY) == 1000
    assert engine.amount_due_pence(form, stolen, today=TODAY) == 0


def test_a_helper_is_the_customer_and_the_applicant_the_subject() -> None:
    form = parse_form(shipped_sources()["blue-badge"])
    person, helper = {"first": "Ann", "last": "Lee"}, {"first": "Bo", "last": "Day"}
    home = {"uprn": "100", "text": "", "postcode": ""}
    own = {"who": "me", "lives_here": "yes", "applicant_name": person, "born": "1951-03-27", "address": home}
    facts = engine.facts(form, own, today=TODAY)
    assert (facts["customer.name"], facts["subject.name"], facts["customer.address"]) == (person, person, home)
    for_other = own | {"who": "other", "helper_name": helper, "relation": "family", "consent": "yes"}
    facts = engine.facts(form, for_other, today=TODAY)
    assert (facts["customer.name"], facts["subject.name"]) == (helper, person)
    assert "customer.address" not in facts
    assert "customer.date_of_birth" not in facts
