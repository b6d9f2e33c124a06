"""An address is checked before it is stored, and two spellings of one are the same person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.delivery.addresses import clean_address, concealed, postal_lines, same_person_key

LINE_BREAKS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\x00"]


@pytest.mark.parametrize("line_break", LINE_BREAKS)
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_line_break_in_an_address_is_refused_and_not_cleaned_away(channel: str, line_break: str) -> None:
    address = {"email": "a@example.com", "sms": "07700900982"}[channel]
    with pytest.raises(Invalid):
        clean_address(channel, f"{address}{line_break}Bcc: b@example.com")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("07700 900 982", "+447700900982"),
        ("+44 (0)7700 900982", "+447700900982"),
        ("0044 7700 900982", "+447700900982"),
        ("+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_mobile_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert clean_address("sms", typed) == stored


@pytest.mark.parametrize("typed", ["0116 496 0123", "07700", "call me", "+44", "077009009821234"])
def test_a_number_that_cannot_take_a_text_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^Enter a mobile number"):
        clean_address("sms", typed)


def test_an_email_address_is_compared_without_its_capitals_but_keeps_them() -> None:
    assert clean_address("email", "Jo.Bloggs@Example.COM") == "Jo.Bloggs@example.com"
    assert same_person_key("email", "Jo.Bloggs@Example.COM") == same_person_key("email", "jo.bloggs@example.com")


@pytest.mark.parametrize("typed", ["", "jo", "jo@", "@example.com", "jo@exa mple.com", "jo@example.com, b@example.com"])
def test_what_is_not_one_email_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        clean_address("email", typed)


def test_a_domain_with_accents_is_stored_as_the_mail_system_writes_it() -> None:
    assert clean_address("email", "jo@bücher.example") == "jo@xn--bcher-kva.example"


def test_an_envelope_has_its_postcode_alone_on_the_last_line() -> None:
    assert postal_lines(["Jo Bloggs", " 1 High Street, ", "", "Leicester LE11AA"]) == [
        "Jo Bloggs",
        "1 High Street",
        "Leicester",
        "LE1 1AA",
    ]


def test_nine_lines_are_joined_to_seven_and_none_is_lost() -> None:
    lines = ["Jo Bloggs", "Flat 2", "Block C", "The Court", "Long House Lane", "Oadby", "Leicester", "Leics", "LE2 4AB"]
    joined = postal_lines(lines)
    assert len(joined) == 7
    assert ", ".join(joined) == ", ".join(lines)
    assert joined[0] == "Jo Bloggs"
    assert joined[-1] == "LE2 4AB"


@given(st.lists(st.text("abc ,1", min_size=1, max_size=12), min_size=0, max_size=14))
def test_an_address_has_three_to_seven_lines_or_is_refused(lines: list[str]) -> None:
    try:
        kept = postal_lines([*lines, "LE1 1AA"])
    except Invalid:
        return
    assert 3 <= len(kept) <= 7
    assert all(line.strip() for line in kept)


@pytest.mark.parametrize("lines", [["Jo", "LE1 1AA"], ["Jo", "1 High Street", "Leicester 4"]])
def test_an_address_that_no_postman_could_use_is_refused(lines: list[str]) -> None:
    with pytest.raises(Invalid):
        postal_lines(lines)


def test_a_country_may_end_an_address_abroad() -> None:
    assert postal_lines(["Jo Bloggs", "1 Rue Haute", "75001 Paris", "France"])[-1] == "France"


@pytest.mark.parametrize(
    ("channel", "address"),
    [("email", "jo@example.com"), ("sms", "+447700900982"), ("letter", "Jo\n1 High Street\nLE1 1AA")],
)
def test_a_concealed_address_does_not_give_the_address(channel: str, address: str) -> None:
    shown = concealed(channel, address)
    assert address not in shown
    assert "High" not in shown
    assert "example" not in shown
