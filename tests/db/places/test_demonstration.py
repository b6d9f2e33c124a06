"""Brackenshire loads through the operations, and every address knows who serves it."""

from __future__ import annotations

from datetime import date

import pytest

from civichub.accounts.queries import system_account
from civichub.devtools.demo.geography import load_geography
from civichub.devtools.demo.partnership_data import PARTNERSHIP
from civichub.organisations.models import Organisation
from civichub.places.models import Address, AddressArea, Area, Councillor, Site
from civichub.places.queries import address_by_uprn, sessions_between, suggest_addresses, who_serves
from tests.factories.places import NOW

TODAY = date(2026, 3, 2)


@pytest.fixture
def county(db: None) -> dict[str, Organisation]:
    found = {
        partner.slug: Organisation.objects.create(
            slug=partner.slug, name=partner.name, short_name=partner.short_name, kind=partner.kind
        )
        for partner in PARTNERSHIP
    }
    load_geography(organisations=found, actor=system_account(), at=NOW, addresses=800)
    return found


@pytest.mark.usefixtures("county")
def test_every_address_has_one_county_district_ward_and_division() -> None:
    assert Address.objects.count() == 800
    for kind in ("county", "district", "ward", "division"):
        assert AddressArea.objects.filter(area__kind=kind).count() == 800
    inside_a_parish = AddressArea.objects.filter(area__kind="parish").count()
    assert 0 < inside_a_parish < 100


def test_the_county_hall_is_served_by_the_right_councils(county: dict[str, Organisation]) -> None:
    (hall,) = suggest_addresses("county hall")
    answer = who_serves(hall, on=TODAY)
    assert answer.organisation_ids == [county["brackenshire"].pk, county["lodebury"].pk]
    assert answer.ward is not None
    assert answer.ward.name == "Castle"
    assert [seat.area.kind for seat in answer.councillors] == ["ward", "ward", "division"]
    assert answer.patches["grounds maintenance"].name == "Lodebury crew"


@pytest.mark.usefixtures("county")
def test_a_parish_has_its_council_and_members() -> None:
    library = Site.objects.get(slug="kestleham-library").address
    assert library is not None
    answer = who_serves(library, on=TODAY)
    assert answer.parish is not None
    assert answer.parish.organisation.slug == "kestleham"
    assert [seat.area.kind for seat in answer.councillors].count("parish") == 3


@pytest.mark.usefixtures("county")
def test_there_are_members_sites_and_sessions() -> None:
    assert Area.objects.filter(kind="ward").count() == 30
    assert Councillor.objects.values("area").distinct().count() == 30 + 18 + 2
    assert Site.objects.filter(kind="one_stop_shop").count() == 5
    assert len(sessions_between(date(2026, 3, 2), date(2026, 3, 31))) > 20
    assert address_by_uprn("999000000001") is not None
