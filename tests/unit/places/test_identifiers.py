"""UPRNs and USRNs: text, without zeros in front, and never a number that a spreadsheet has been at."""

from __future__ import annotations

from typing import Any

import pytest

from civichub.core.errors import Invalid
from civichub.places.identifiers import normalise_uprn, normalise_usrn, padded_uprn


@pytest.mark.parametrize(
    ("given", "kept"),
    [("199356", "199356"), ("000000199356", "199356"), (" 1001 2345 6789 ", "100123456789"), (199356, "199356")],
)
def test_every_way_of_writing_a_uprn_gives_one_text(given: Any, kept: str) -> None:
    assert normalise_uprn(given) == kept


@pytest.mark.parametrize("given", ["", "0", "000", "1234567890123", "12a", "-5", "1.5", "１２３", "12 High Street"])
def test_what_is_no_uprn_is_refused_with_the_fix(given: str) -> None:
    with pytest.raises(Invalid, match="1 to 12 digits"):
        normalise_uprn(given)


@pytest.mark.parametrize("given", [100123456789.0, True, None])
def test_a_uprn_that_is_no_text_is_refused(given: Any) -> None:
    with pytest.raises(Invalid, match="lost digits"):
        normalise_uprn(given)


@pytest.mark.parametrize("given", ["1.00123E+11", "1E11", "9.9e+10"])
def test_a_uprn_shortened_by_a_spreadsheet_is_named_as_such(given: str) -> None:
    with pytest.raises(Invalid, match="spreadsheet"):
        normalise_uprn(given)


def test_a_usrn_has_at_most_eight_digits() -> None:
    assert normalise_usrn("00012345") == "12345"
    with pytest.raises(Invalid):
        normalise_usrn("123456789")


def test_a_uprn_can_be_padded_for_systems_that_print_zeros() -> None:
    assert padded_uprn("199356") == "000000199356"
