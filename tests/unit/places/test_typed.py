"""What is typed into an address box, and streets found in spite of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.places.queries.streets import StreetIndex
from civichub.places.queries.typed import Typed, read_typed
from civichub.places.wording import number_to_sort_by, words_of_address

STREETS = StreetIndex(
    [
        (1, "acacia road lodebury"),
        (2, "acacia avenue lodebury"),
        (3, "high street harnwick"),
        (4, "high street lodebury"),
        (5, "wren grove pellingford"),
        (6, "wernbrook close pellingford"),
        (7, "st johns road lodebury"),
        (8, "wordsworth crescent tarrowby"),
    ]
)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("000000199356", Typed(uprn="199356")),
        ("bk1 1aa", Typed(postcode="BK1 1AA")),
        ("12 High St, bk11aa", Typed(postcode="BK1 1AA", numbers=(12,), labels=("12",), words=("high", "st"))),
        ("bk1", Typed(partial="BK1")),
        ("12a mill rd bk12 1", Typed(partial="BK12 1", numbers=(12,), labels=("12a",), words=("mill", "road"))),
        ("Flat 2, 14 St John’s Rd", Typed(numbers=(2, 14), labels=("2", "14"), words=("st", "johns", "road"))),
        ("12", Typed(numbers=(12,), labels=("12",))),
        ("", Typed()),
    ],
)
def test_typed_text_is_taken_apart(text: str, typed: Typed) -> None:
    assert read_typed(text) == typed


@given(st.text(max_size=300))
def test_nothing_typed_breaks_it(text: str) -> None:
    typed = read_typed(text)
    assert all(word.isascii() and word.isalnum() for word in typed.words)
    STREETS.find(typed.words, limit=5)


@pytest.mark.parametrize(
    ("text", "first", "respelt"),
    [
        ("acacia road", 1, False),
        ("acacia rd", 1, False),
        ("high st lod", 4, False),
        ("high harnwick", 3, False),
        ("st johns", 7, False),
        ("acasia road", 1, True),
        ("hgih street harnwick", 3, True),
        ("wern grove", 5, True),
        ("wodsworth cresent", 8, True),
        ("wordswroth", 8, True),
        ("acacai", 2, True),
    ],
)
def test_streets_are_found_by_beginnings_and_despite_slips(text: str, first: int, respelt: bool) -> None:
    match = STREETS.find(words_of_address(text), limit=5)
    assert match.pks[0] == first
    assert match.respelt is respelt


def test_the_words_of_a_respelt_street_are_given_back() -> None:
    assert STREETS.find(["acasia", "road"], limit=5).words == ("acacia", "road")


@pytest.mark.parametrize("text", ["zzzz", "acacia zzzz", "qqqqqq road"])
def test_what_is_like_no_street_finds_none(text: str) -> None:
    assert STREETS.find(text.split(), limit=5).pks == []


def test_numbers_sort_as_numbers() -> None:
    assert number_to_sort_by("12A") == 12
    assert number_to_sort_by("", "Rose Cottage", "Flat 3") == 3
    assert number_to_sort_by("", "Rose Cottage") is None
    assert number_to_sort_by("9" * 15) is None
