"""Type-ahead over addresses, and addresses by number, postcode and nearness."""

from __future__ import annotations

from typing import Any

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import Invalid
from civichub.places.models import Address
from civichub.places.operations import retire_address, undo_address_import
from civichub.places.queries import (
    address_by_uprn,
    address_import,
    addresses_at_postcode,
    nearest_addresses,
    nearest_street,
    suggest_addresses,
)
from tests.factories.places import NOW, row, take_in


@pytest.fixture
def book() -> None:
    """A dozen addresses on four streets in two towns."""
    take_in(
        row(1, "1"), row(2, "2"), row(3, "10"), row(4, "12"), row(5, "12A"),
        row(6, "12", town="Harnwick", postcode="BK4 1AA"),
        row(7, "12", street="High Street", postcode="BK1 1AB"),
        row(8, "12", street="High Street", town="Harnwick", postcode="BK10 1AA"),
        row(9, "", building_name="Rose Cottage", street="Mill Lane", postcode="BK1 2AA"),
        row(10, "4", organisation="Wendle Books", street="Mill Lane", postcode="BK1 2AA"),
        row(11, "5", street="Quaker’s Yard", postcode="BK1 2AB"),
        row(12, "7", street="Acacia Road", status="historic"),
    )  # fmt: skip


def found(text: str, limit: int = 10) -> list[str]:
    return [address.uprn for address in suggest_addresses(text, limit)]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("text", "uprns"),
    [
        ("12 acacia road elmbridge", ["4", "5"]),
        ("12A Acacia Rd", ["5"]),
        ("12 Acacia Rd, Harnwick", ["6"]),
        ("12 acasia road elmbridge", ["4", "5"]),
        ("12 hgih st harnwick", ["8"]),
        ("bk4", ["6"]),
        ("bk1 2", ["9", "10", "11"]),
        ("bk12aa", ["9", "10"]),
        ("4 mill lane bk1 2aa", ["10", "9"]),
        ("rose cottage", ["9"]),
        ("rose cott mill", ["9"]),
        ("wendle boo", ["10"]),
        ("quakers yard", ["11"]),
        ("5 quaker's", ["11"]),
        ("000000000011", []),
        ("99 quakers yard", ["11"]),
        ("", []),
        ("12", []),
        ("a", []),
        ("zzzzz", []),
        ("' OR 1=1 --", []),
        ("%_\\ & | !", []),
    ],
)
def test_what_is_typed_finds_the_address(text: str, uprns: list[str]) -> None:
    assert found(text)[: len(uprns)] == uprns
    if not uprns:
        assert found(text) == []


@pytest.mark.usefixtures("book")
def test_the_beginning_of_a_postcode_means_that_district_first() -> None:
    assert "8" not in found("bk1")
    assert found("bk10") == ["8"]


@pytest.mark.usefixtures("book")
def test_numbers_are_in_the_order_of_the_street_and_lists_are_as_long_as_asked() -> None:
    assert found("acacia road elmbridge") == ["1", "2", "3", "4", "5"]
    assert found("acacia road", limit=2) == ["1", "2"]


@pytest.mark.usefixtures("book")
def test_historic_addresses_are_not_suggested_but_known_by_their_number() -> None:
    assert "12" not in found("7 acacia road")
    assert address_by_uprn("12") is not None
    retire_address(address=Address.objects.get(uprn="11"), reason="Demolished", actor=system_account(), at=NOW)
    assert found("quakers yard") == []


def test_a_long_uprn_is_found_as_typed_and_padded() -> None:
    take_in(row("199356"))
    assert found("199356") == found("0000 0019 9356") == ["199356"]


def test_streets_of_a_new_import_are_known_at_once_and_forgotten_when_it_is_undone() -> None:
    assert found("acacia road") == []
    report = take_in(row(1))
    assert found("acacia road") == ["1"]
    take_in(row(2, street="Birch Road"))
    assert found("birch road") == ["2"]
    batch = address_import(report.import_id or 0)
    assert batch
    undo_address_import(batch=batch, actor=system_account(), at=NOW)
    assert found("acacia road") == []


@pytest.mark.usefixtures("book")
def test_typing_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    suggest_addresses("12 acacia")
    with django_assert_max_num_queries(2):
        suggest_addresses("12 acacia road")
    with django_assert_max_num_queries(3):
        suggest_addresses("rose cottage")


@pytest.mark.usefixtures("book")
def test_addresses_at_a_postcode_come_by_street_and_number() -> None:
    assert [address.uprn for address in addresses_at_postcode("bk11aa")] == ["1", "2", "3", "4", "5"]
    assert addresses_at_postcode("BK1 9ZZ") == addresses_at_postcode("nonsense") == []


def test_an_unknown_or_unreadable_uprn_is_none() -> None:
    assert address_by_uprn("5") is None
    assert address_by_uprn("not a number") is None


def test_the_nearest_addresses_come_first_with_their_distance() -> None:
    take_in(
        row(1, easting=400_010), row(2, easting=400_030), row(3, easting=405_000), row(4, easting=400_005, status="8")
    )
    near = nearest_addresses(400_000, 250_200, limit=2)
    assert [(address.uprn, address.metres) for address in near] == [("1", 10.0), ("2", 30.0)]
    assert len(nearest_addresses(400_000, 250_200, within_metres=20)) == 1
    with pytest.raises(Invalid, match="look like degrees"):
        nearest_addresses(52.3, -1.9)


def test_the_nearest_street_is_that_of_the_nearest_address_within_reach() -> None:
    take_in(row(1, street="", building_name="Barn", easting=400_001), row(2, street="Mill Lane", easting=400_100))
    street = nearest_street(400_000, 250_200)
    assert street is not None
    assert (street.name, street.metres) == ("Mill Lane", 100.0)
    assert nearest_street(410_000, 250_200) is None


def test_an_address_reads_as_on_an_envelope() -> None:
    take_in(row(1, building_name="Rose Cottage", organisation="Wendle Books"))
    address = Address.objects.get()
    assert address.lines == ["Wendle Books", "Rose Cottage", "12 Acacia Road", "Elmbridge", "BK1 1AA"]
    assert str(address) == "Wendle Books, Rose Cottage, 12 Acacia Road, Elmbridge, BK1 1AA"
