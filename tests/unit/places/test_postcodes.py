"""Postcodes as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.places.postcodes import find_postcode, parse_postcode, partial_postcode, require_postcode


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("BK1 1AA", "BK1 1AA"),
        ("bk11aa", "BK1 1AA"),
        ("  bk1  1aa ", "BK1 1AA"),
        ("B.K1-1AA", "BK1 1AA"),
        ("BKI IAA", "BK1 1AA"),
        ("bk1 laa", "BK1 1AA"),
        ("BK10 OAA", "BK10 0AA"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("OX1 1AA", "OX1 1AA"),
    ],
)
def test_a_postcode_is_read_however_it_is_typed(typed: str, postcode: str) -> None:
    assert parse_postcode(typed) == postcode


@pytest.mark.parametrize(
    "typed", ["", "BK1", "1AA BK1", "BK1 1CA", "BK1 1A", "BKK1 1AA", "12345", "B 1AA 1AA X", "é1 1AA", "BK1 1AA " * 9]
)
def test_what_has_another_shape_is_no_postcode(typed: str) -> None:
    assert parse_postcode(typed) is None


@given(st.text(max_size=30))
def test_nothing_typed_breaks_it_and_a_postcode_reads_back_as_itself(typed: str) -> None:
    found = parse_postcode(typed)
    assert found is None or parse_postcode(found) == found
    partial_postcode(typed)
    find_postcode(typed)


def test_a_form_is_told_what_to_enter() -> None:
    with pytest.raises(Invalid, match="Enter a postcode"):
        require_postcode(" ")
    with pytest.raises(Invalid, match="full UK postcode") as refused:
        require_postcode("BK1", field="postcode_of_home")
    assert refused.value.field == "postcode_of_home"


@pytest.mark.parametrize(
    ("typed", "partial"),
    [("bk1", "BK1"), ("bk1 1", "BK1 1"), ("bk11a", "BK1 1A"), ("BK11", "BK11"), ("bk11 1", "BK11 1"), ("w1a", "W1A")],
)
def test_the_beginning_of_a_postcode_is_known(typed: str, partial: str) -> None:
    assert partial_postcode(typed) == partial


@pytest.mark.parametrize("typed", ["b", "high", "12", "bk", "bk1 aa", "bk1 1aa", "bk1 1 a", ""])
def test_what_begins_no_postcode_is_none(typed: str) -> None:
    assert partial_postcode(typed) is None


def test_a_postcode_is_found_inside_an_address() -> None:
    assert find_postcode("12 High Street, Lodebury bk1 1aa") == ("BK1 1AA", "12 High Street, Lodebury  ")
    assert find_postcode("12 High Street") == (None, "12 High Street")
