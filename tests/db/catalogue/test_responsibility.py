"""Which council does what: the resident gives an address and never needs to know the structure (A1)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civichub.accounts.models import User
from civichub.catalogue.models import Service
from civichub.catalogue.operations import create_service, retire_service, set_provision
from civichub.catalogue.responsibility import responsible_bodies, responsible_body

from .conftest import AT, TODAY

IN_WICK = ["E10000099", "E07000901", "E04009901", "WARD-7"]
IN_NORTH = ["E10000099", "E07000901", "WARD-3"]
IN_SOUTH = ["E10000099", "E07000902"]


@pytest.fixture
def allotments(hub: User) -> Service:
    return create_service(fields={"title": "Allotments", "status": "live"}, actor=hub, at=AT)


def provide(service: Service, organisation: object, hub: User, **details: object) -> None:
    set_provision(service=service, organisation=organisation, actor=hub, at=AT, **details)


def test_the_parish_comes_before_the_district_and_the_district_before_the_county(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    for council in (councils.county, councils.north, councils.parish):
        provide(allotments, council, hub)
    wick = responsible_body(allotments, IN_WICK, on=TODAY)
    assert wick.organisation == councils.parish
    assert wick.reason == (
        "Wick Parish provides Allotments here. A parish or town council comes before a district council, "
        "and North Vale does what is left."
    )
    assert [provision.organisation for provision in wick.others] == [councils.north, councils.county]
    assert responsible_body(allotments, IN_NORTH, on=TODAY).organisation == councils.north
    south = responsible_body(allotments, IN_SOUTH, on=TODAY)
    assert (south.organisation, south.reason) == (
        councils.county,
        "Midshire is the only body that provides Allotments here.",
    )


def test_a_provision_for_named_areas_comes_before_one_for_the_whole_area(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.north, hub)
    provide(allotments, councils.south, hub, area_codes=["WARD-7"])
    assert responsible_body(allotments, IN_WICK, on=TODAY).organisation == councils.south
    assert responsible_body(allotments, IN_NORTH, on=TODAY).organisation == councils.north


def test_an_area_may_be_given_by_the_organisation_whose_it_is(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.parish, hub)
    assert responsible_body(allotments, [councils.parish.pk], on=TODAY).organisation == councils.parish


def test_an_address_outside_is_told_so_and_where_to_go(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.parish, hub)
    provide(allotments, councils.north, hub)
    answer = responsible_body(allotments, ["E07000999"], on=TODAY)
    assert answer.provision is None
    assert answer.reason == (
        "Nobody in this partnership provides Allotments at this address. North Vale and Wick Parish do elsewhere."
    )
    assert "gov.uk/find-local-council" in answer.signpost


def test_a_service_nobody_provides_says_so(allotments: Service) -> None:
    answer = responsible_body(allotments, IN_WICK, on=TODAY)
    assert (answer.organisation, answer.reason) == (None, "Nobody in this partnership provides Allotments.")


def test_without_an_address_it_asks_for_one_unless_there_is_only_one_provider(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.north, hub)
    assert responsible_body(allotments, [], on=TODAY).organisation == councils.north
    provide(allotments, councils.south, hub)
    answer = responsible_body(allotments, [], on=TODAY)
    assert answer.needs_address
    assert answer.provision is None


def test_an_agency_without_an_area_serves_everywhere_and_comes_last(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.agency, hub)
    assert responsible_body(allotments, IN_SOUTH, on=TODAY).organisation == councils.agency
    provide(allotments, councils.south, hub)
    assert responsible_body(allotments, IN_SOUTH, on=TODAY).organisation == councils.south


def test_a_body_that_has_not_switched_the_module_on_is_named_with_how_to_reach_it(
    allotments: Service, councils: SimpleNamespace, hub: User
) -> None:
    provide(allotments, councils.north, hub, module="applications", url="https://north.example/allotments")
    answer = responsible_body(allotments, IN_NORTH, on=TODAY)
    assert answer.organisation == councils.north
    assert not answer.begins_here
    assert "https://north.example/allotments or 01234 500500" in answer.signpost
    provide(allotments, councils.north, hub, module="reports")
    assert responsible_body(allotments, IN_NORTH, on=TODAY).begins_here


def test_only_provisions_in_force_on_the_day_count(allotments: Service, councils: SimpleNamespace, hub: User) -> None:
    provide(allotments, councils.north, hub, live_from=date(2026, 12, 1), live_until=date(2027, 3, 31))
    assert responsible_body(allotments, IN_NORTH, on=date(2026, 11, 30)).provision is None
    assert responsible_body(allotments, IN_NORTH, on=date(2027, 3, 31)).provision is not None
    assert responsible_body(allotments, IN_NORTH, on=date(2027, 4, 1)).provision is None


def test_a_retired_service_is_not_offered(allotments: Service, councils: SimpleNamespace, hub: User) -> None:
    provide(allotments, councils.north, hub)
    retired = retire_service(service=allotments, reason="Leased out.", actor=hub, at=AT)
    assert responsible_body(retired, IN_NORTH, on=TODAY).reason == "Allotments is not offered any more."


def test_many_services_at_one_address_take_one_query(councils: SimpleNamespace, hub: User) -> None:
    services = [create_service(fields={"title": f"Service {n}", "status": "live"}, actor=hub, at=AT) for n in range(20)]
    for service in services:
        provide(service, councils.north, hub)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answers = responsible_bodies(services, IN_NORTH, on=TODAY)
    assert len(queries) == 1
    assert all(answer.organisation == councils.north for answer in answers.values())
