"""One number, however a carrier writes it."""

from __future__ import annotations

import pytest

from civichub.telephony.numbers import ways_to_write

WAYS = ("01632960100", "+441632960100", "441632960100", "00441632960100")


@pytest.mark.parametrize("number", WAYS)
def test_a_british_number_is_the_same_in_every_way_and_first_as_it_came(number: str) -> None:
    assert ways_to_write(number)[0] == number
    assert set(ways_to_write(number)) == set(WAYS)


@pytest.mark.parametrize("number", ["2001", "101", "+33142685300"])
def test_an_extension_a_short_number_and_one_abroad_are_written_in_one_way(number: str) -> None:
    assert ways_to_write(number) == (number,)
