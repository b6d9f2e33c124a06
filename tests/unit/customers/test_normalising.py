"""One spelling of each fact."""

import pytest

from civichub.core.errors import Invalid
from civichub.customers.normalising import (
    address_key,
    fold,
    name_words,
    normal_email,
    organisation_key,
    parse_phone,
    read_address,
    search_name,
    split_name,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("O’Néill-Smith", "oneill smith"),
        ("  ŁUKASZ   Żółć ", "lukasz zolc"),
        ("Søren Đorđe", "soren dorde"),
        ("Ó Briain", "o briain"),
        ("李小龍", "李小龍"),
    ],
)
def test_a_name_is_folded_the_same_however_it_is_typed(typed, folded):
    assert fold(typed) == folded


def test_a_title_is_no_part_of_a_name_unless_it_is_all_there_is():
    assert name_words("Mrs. Anne-Marie Doe") == ("anne", "marie", "doe")
    assert name_words("Dame") == ("dame",)
    assert split_name("Cllr Anne Marie Doe") == ("Cllr", "Anne Marie", "Doe")
    assert split_name("Madonna") == ("", "", "Madonna")


def test_two_spellings_of_a_firm_are_one():
    assert organisation_key("The Acme & Sons Company Limited") == organisation_key("ACME and sons co. ltd")


def test_a_name_that_somebody_also_goes_by_can_be_searched():
    found = search_name(given_name="Robert", family_name="Brown", known_as="Bob Brown", organisation_name="")
    assert found == "robert brown bob"


@pytest.mark.parametrize("typed", ["07700 900 982", "+44 7700 900982", "(07700) 900-982", "0044 7700 900982"])
def test_a_mobile_number_is_stored_one_way(typed):
    phone = parse_phone(typed)
    assert (phone.e164, phone.is_mobile, phone.is_landline) == ("+447700900982", True, False)


def test_a_landline_is_known_to_name_its_area():
    phone = parse_phone("01926 410410")
    assert phone.e164 == "+441926410410"
    assert phone.is_landline
    assert not phone.is_mobile


@pytest.mark.parametrize("typed", ["", "12", "ring me", "07700", "0" * 40])
def test_what_cannot_be_a_number_is_none(typed):
    assert parse_phone(typed) is None


def test_an_email_keeps_its_dots_and_plus_signs():
    assert normal_email(" Jane.Smith+Bins@Mail.Example ") == "jane.smith+bins@mail.example"
    for wrong in ("jane", "jane@", "a b@c.example", "jane@localhost", "x@y.example, z@y.example"):
        assert normal_email(wrong) is None


def test_an_address_is_read_with_its_postcode_wherever_it_stands():
    one = read_address(text="12 Oak Street, Brackenham, bk1 1aa")
    two = read_address(text="12 Oak street\nBrackenham", postcode="BK11AA")
    assert one.postcode == two.postcode == "BK1 1AA"
    assert address_key(one) == address_key(two)
    assert str(two) == "12 Oak street, Brackenham, BK1 1AA"


def test_an_address_without_a_line_or_a_uprn_is_refused():
    with pytest.raises(Invalid, match="first line"):
        read_address(postcode="BK1 1AA")
    assert read_address(uprn="000100012345").uprn == "100012345"
