"""What a search text may mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.references import format_reference, new_reference
from civichub.customers.search_text import read_search


def test_a_reference_is_read_however_it_is_said():
    reference = new_reference()
    assert read_search(format_reference(reference).lower()).reference == reference
    assert read_search(reference).reference == reference


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("smith 03/05/1984", date(1984, 5, 3)),
        ("1984-05-03", date(1984, 5, 3)),
        ("3 May 1984", date(1984, 5, 3)),
        ("3rd september 1984", date(1984, 9, 3)),
        ("31.02.1984", None),
    ],
)
def test_a_date_of_birth_is_read_the_british_way(typed, born):
    assert read_search(typed).born == born


def test_a_house_number_beside_a_postcode_narrows_and_words_stay_words():
    asked = read_search("12a Oak Street bk11aa")
    assert (asked.postcode, asked.house, asked.words) == ("BK1 1AA", "12a", ("oak", "street"))


@pytest.mark.parametrize("typed", ["07700 900982", "+44 7700 900982", "0044 7700 900982", "(07700) 900-982"])
def test_a_phone_number_is_read_in_any_format(typed):
    asked = read_search(typed)
    assert asked.phone.e164 == "+447700900982"
    assert asked.last_digits == "7700900982"


def test_six_last_digits_are_enough_and_five_are_not():
    assert read_search("900982").last_digits == "900982"
    assert read_search("00982").last_digits == ""


def test_digits_alone_may_be_a_uprn_too():
    asked = read_search("000100012345")
    assert asked.uprn == "100012345"


def test_an_email_and_its_beginning_are_read():
    assert read_search("Jane@Mail.Example").email == "jane@mail.example"
    assert read_search("jane@ma").email == "jane@ma"
    assert read_search("@mail").email == ""


def test_a_name_loses_its_title():
    assert read_search("Mrs O'Neill").words == ("oneill",)


@given(st.text(max_size=300))
def test_no_text_can_break_the_reading(text):
    read_search(text)
