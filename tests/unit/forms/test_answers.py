"""One answer of each type: what is kept, what is refused, in which words, and that nothing unreadable gets in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civichub.core.definitions.problems import Place
from civichub.forms.definition import QUESTION_TYPES, Option, Question
from civichub.forms.engine import AttachedFile, answer_lines, clean_answer
from civichub.forms.engine.reading import Refused

TODAY = date(2026, 11, 22)
OPTIONS = (Option("a", "Apple"), Option("b", "Banana"), Option("none", "None", exclusive=True))


def question(kind: str, **limits: Any) -> Question:
    options = OPTIONS if kind in ("radio", "checkboxes", "select") else ()
    return Question(key="it", type=kind, label="It?", place=Place(1, 1), short="it", options=options, **limits)


def kept(kind: str, raw: object, **limits: Any) -> object:
    return clean_answer(question(kind, **limits), raw, today=TODAY)


def refused(kind: str, raw: object, **limits: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as found:
        kept(kind, raw, **limits)
    return found.value.code, found.value.message


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  a\u202e  b ", "a b"),
        ("text", 12, "12"),
        ("long_text", "one\r\ntwo", "one\ntwo"),
        ("name", {"first": "Ann", "last": "Lee"}, {"first": "Ann", "last": "Lee"}),
        ("name", "Cher", {"first": "", "last": "Cher"}),
        ("email", " a.b+c@Example.org ", "a.b+c@Example.org"),
        ("phone", "01527 534 123", "+441527534123"),
        ("phone", "+33 1 42 68 53 00", "+33142685300"),
        ("postcode", "b988aa", "B98 8AA"),
        ("postcode", "gir 0aa", "GIR 0AA"),
        ("nino", "ab 12 34 56 c", "AB123456C"),
        ("date", {"day": "1", "month": "3", "year": "2026"}, "2026-03-01"),
        ("date", {"day": "29", "month": "feb", "year": "2024"}, "2024-02-29"),
        ("date", "2026-03-01", "2026-03-01"),
        ("number", "1,200", 1200),
        ("number", "40 mm", 40),
        ("money", "£1,250.5", 125050),
        ("money", "12", 1200),
        ("radio", "a", "a"),
        ("checkboxes", ["b", "a", "b"], ["a", "b"]),
        ("checkboxes", "a", ["a"]),
        ("yes_no", True, "yes"),
        ("yes_no", "no", "no"),
        ("declaration", True, "yes"),
        ("address", {"uprn": "000100120"}, {"uprn": "100120", "text": "", "postcode": ""}),
        (
            "address",
            {"line1": "1 High St", "town": "Redditch", "postcode": "b98 8aa"},
            {"uprn": "", "text": "1 High St, Redditch", "postcode": "B98 8AA"},
        ),
        (
            "location",
            {"latitude": "52.3", "longitude": -1.94, "description": "By the church"},
            {"description": "By the church", "uprn": "", "latitude": 52.3, "longitude": -1.94},
        ),
        (
            "location",
            "By the church",
            {"description": "By the church", "uprn": "", "latitude": None, "longitude": None},
        ),
    ],
)
def test_what_is_kept(kind: str, raw: object, value: object) -> None:
    limits = {"unit": "mm"} if kind == "number" else {}
    assert kept(kind, raw, **limits) == value


@pytest.mark.parametrize(
    ("kind", "raw", "limits", "code", "message"),
    [
        ("text", "", {}, "required", "Enter it"),
        ("radio", "", {}, "required", "Select it"),
        ("declaration", "", {}, "required", "Confirm it"),
        ("text", "x" * 11, {"max_length": 10}, "too_long", "It must be 10 characters or fewer; it has 11"),
        ("text", "a\x00b", {}, "unreadable", "Remove the unreadable characters and try again."),
        ("text", "a\ud800", {}, "unreadable", "Remove the unreadable characters and try again."),
        ("text", ["a"], {}, "invalid", "It must be text"),
        ("text", {"a": 1}, {}, "invalid", "It must be text"),
        ("text", "a b", {"text_format": "digits"}, "invalid", "It must be digits only"),
        (
            "text",
            "A-1!",
            {"text_format": "vehicle_registration"},
            "invalid",
            "It must be a registration number, like AB12 CDE",
        ),
        ("email", "a@b", {}, "invalid", "Enter an email address in the correct format, like name@example.com"),
        (
            "email",
            "a@b.org\nBcc: x@y.org",
            {},
            "invalid",
            "Enter an email address in the correct format, like name@example.com",
        ),
        ("phone", "12", {}, "invalid", "Enter a telephone number, like 01527 534 123 or 07700 900 982"),
        ("postcode", "B98", {}, "invalid", "Enter a full UK postcode, like B98 8AA"),
        (
            "nino",
            "BG123456A",
            {},
            "invalid",
            "Enter a National Insurance number in the correct format, like QQ 12 34 56 C",
        ),
        ("date", {"day": "1"}, {}, "invalid", "It must include a month and year"),
        ("date", {"day": "30", "month": "2", "year": "2026"}, {}, "invalid", "It must be a real date"),
        (
            "date",
            {"day": "1", "month": "1", "year": "26"},
            {},
            "invalid",
            "It must have a year of 4 numbers, like 2026",
        ),
        ("date", {"day": "x", "month": "1", "year": "2026"}, {}, "invalid", "It must be a real date"),
        ("date", "2026-11-23", {"past_only": True}, "in_future", "It must be today or in the past"),
        ("date", "2026-11-21", {"future_only": True}, "in_past", "It must be today or in the future"),
        ("date", "2025-01-01", {"earliest": "2026-01-01"}, "in_past", "It must be 1 January 2026 or later"),
        ("date", "2027-01-01", {"latest": "2026-12-31"}, "in_future", "It must be 31 December 2026 or earlier"),
        ("number", "many", {}, "invalid", "It must be a number, like 40"),
        ("number", "nan", {}, "invalid", "It must be a number, like 40"),
        ("number", "1e9", {}, "invalid", "It must be a number, like 40"),
        ("number", "1.5", {}, "invalid", "It must be a whole number"),
        ("number", "1.555", {"decimals": 2}, "invalid", "It must be 2 decimal places or fewer"),
        ("number", "9", {"minimum": 10, "unit": "mm"}, "too_low", "It must be 10 mm or more"),
        ("number", "11", {"maximum": 10}, "too_high", "It must be 10 or less"),
        ("money", "ten", {}, "invalid", "It must be an amount of money, like £12 or £12.50"),
        ("money", "5", {"minimum": 1000}, "too_low", "It must be £10 or more"),
        ("radio", "c", {}, "not_an_option", "Select it from the list"),
        ("checkboxes", ["a", "c"], {}, "not_an_option", "Select it from the list"),
        ("checkboxes", ["a", "none"], {}, "invalid", "Select “None” only if nothing else is selected"),
        ("yes_no", "maybe", {}, "not_an_option", "Select it from the list"),
        ("address", {"line1": "1 High St"}, {}, "required", "Enter the postcode"),
        ("address", {"postcode": "B98 8AA"}, {}, "required", "Enter the first line of the address"),
        ("address", {"uprn": "1234567890123"}, {}, "invalid", "Choose the address from the list, or enter it by hand"),
        ("address", "1 High St", {}, "invalid", "It must have its parts named"),
        ("location", {"latitude": "48.8", "longitude": "2.3"}, {}, "invalid", "Choose a place in the United Kingdom"),
        ("location", {"latitude": "nan", "longitude": "0"}, {}, "invalid", "Choose a place in the United Kingdom"),
        ("location", {"latitude": "52"}, {}, "invalid", "Choose the place on the map again"),
    ],
)
def test_what_is_refused_and_how(kind: str, raw: object, limits: dict[str, Any], code: str, message: str) -> None:
    assert refused(kind, raw, **limits) == (code, message)


def test_an_optional_answer_may_be_empty() -> None:
    for kind in QUESTION_TYPES:
        assert kept(kind, "" if kind != "date" else {}, required=False) is None, kind


def test_a_form_may_say_it_in_its_own_words() -> None:
    own = question("text", errors=(("required", "Tell us which tree"),))
    assert own.error("required") == "Tell us which tree"


FILE = AttachedFile("it", "r", "a.pdf", 1_000, "application/pdf")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([FILE, FILE], "too_many"),
        ([AttachedFile("it", "r", "a.pdf", 2_000_001, "application/pdf")], "too_big"),
        ([AttachedFile("it", "r", "a.pdf", 10, "text/html")], "wrong_type"),
        ([], "required"),
    ],
)
def test_files_are_counted_weighed_and_known_by_their_content(files: list[AttachedFile], code: str) -> None:
    asked = question("file", file_types=("pdf",), max_files=1, max_megabytes=2)
    with pytest.raises(Refused) as found:
        clean_answer(asked, None, files, today=TODAY)
    assert found.value.code == code


def test_files_of_another_question_do_not_count() -> None:
    asked = question("file", file_types=("pdf",), max_files=1)
    value = clean_answer(asked, None, [FILE, AttachedFile("other", "x", "b", 1, "text/html")], today=TODAY)
    assert value == [{"ref": "r", "name": "a.pdf", "size": 1_000, "content_type": "application/pdf"}]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["first", "last", "day", "month", "year", "uprn", "line1", "postcode", "latitude", "longitude"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@given(st.sampled_from([kind for kind in QUESTION_TYPES if kind != "file"]), json_values)
@settings(max_examples=400, deadline=None)
def test_whatever_is_sent_is_kept_as_json_without_nul_or_refused_in_words(kind: str, raw: object) -> None:
    try:
        value = kept(kind, raw)
    except Refused as error:
        said: str | None = error.message
    else:
        said = None
        text = json.dumps(value, allow_nan=False)
        assert "\\u0000" not in text
        text.encode()
        assert answer_lines(question(kind), value)
    assert said is None or said[0].isupper()
