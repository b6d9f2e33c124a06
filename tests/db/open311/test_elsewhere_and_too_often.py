"""A report for a place that another council serves, and callers who ask too often."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from civichub.accounts.operations import issue_token
from civichub.cases.models import Case, HistoryEntry
from civichub.catalogue.models import ServiceProvision
from civichub.catalogue.operations import set_provision
from tests.db.open311.conftest import GOOD, Caller, errors_of, xml_of
from tests.factories.places import box, take_in_areas
from tests.factories.world import BEFORE, World

HERE = {"lat": "52.30641", "long": "-1.94172"}
IN_LOWTON = {"lat": "52.30641", "long": "-1.9"}


@pytest.fixture
def two_areas(published: World) -> World:
    """The county mends the roads, but for those of Lowton, which Lowton mends itself: the west and the east."""
    for code, holder, west in (("E10", published.county, 400_000), ("E07", published.lowton, 405_000)):
        areas = ((code, holder.name, box(west, 260_000, west + 5_000, 270_000)),)
        take_in_areas(*areas, kind="county" if code == "E10" else "district", organisation=holder)
    set_provision(
        service=published.services["pothole"], organisation=published.lowton, level="district", actor=published.system,
        team=published.teams["waste"], live_from=BEFORE.date(), at=BEFORE,
    )  # fmt: skip
    return published


def test_a_report_goes_to_the_council_that_serves_the_place_and_its_sender_can_follow_it(
    two_areas: World, caller: Caller
) -> None:
    (here,) = caller.post("requests.json", GOOD | HERE).json()
    (there,) = caller.post("requests.json", GOOD | IN_LOWTON).json()
    assert Case.objects.get(reference=here["service_request_id"]).organisation == two_areas.county
    case = Case.objects.get(reference=there["service_request_id"])
    assert (case.organisation, case.team) == (two_areas.lowton, two_areas.teams["waste"])
    (row,) = caller.rows(f"requests/{case.reference}.json")
    assert row["agency_responsible"] == "Lowton District Council"
    assert {one["service_request_id"] for one in caller.rows("requests.json")} == {
        here["service_request_id"], case.reference
    }  # fmt: skip

    acts = {"scopes": ["case.act", "case.view"], "actor": two_areas.system, "at": BEFORE}
    news = {"update_id": "u-1", "service_request_id": case.reference, "status": "open", "description": "Deeper now"}
    _, key = issue_token(label="Report app", organisation=two_areas.county, **acts)
    assert Caller(key).post("servicerequestupdates.json", news).json() == [{"update_id": "u-1"}]
    assert "Deeper now" in HistoryEntry.objects.get(case=case, kind="note").text
    _, key = issue_token(label="Somebody else", organisation=two_areas.highley, **acts)
    assert Caller(key).post("servicerequestupdates.json", news).status_code == 403, "it is not their report"


def test_a_report_for_a_council_that_takes_none_through_the_hub_is_refused_with_who_serves_it(
    two_areas: World, caller: Caller
) -> None:
    ServiceProvision.objects.filter(organisation=two_areas.lowton).update(module="fixing", phone="01632 960001")
    answer = caller.post("requests.json", GOOD | IN_LOWTON)
    assert answer.status_code == 400
    (words,) = errors_of(answer)
    assert "Lowton District Council does not take this service through the hub yet" in words
    assert "01632 960001" in words
    ServiceProvision.objects.filter(organisation=two_areas.county).delete()
    ServiceProvision.objects.filter(organisation=two_areas.lowton).update(module="")
    answer = caller.post("requests.json", GOOD | HERE)
    assert answer.status_code == 400
    assert "Nobody in this partnership provides Pothole at this address. Lowton" in " ".join(errors_of(answer))
    assert not Case.objects.exists()


def test_without_a_position_it_is_for_the_jurisdiction_that_was_asked(two_areas: World, caller: Caller) -> None:
    fields = {name: value for name, value in GOOD.items() if name not in HERE}
    (row,) = caller.post("requests.json", fields | {"address_string": "By the school"}).json()
    assert Case.objects.get(reference=row["service_request_id"]).organisation == two_areas.county


def read(address: str = "192.0.2.1", kind: str = "json", **headers: str) -> Any:
    return Client(REMOTE_ADDR=address).get(f"/open311/v2/requests.{kind}", headers=headers)


def test_who_reads_too_often_waits_a_minute_and_nobody_else_does(
    published: World, caller: Caller, settings: Any
) -> None:
    settings.OPEN311_READS_A_MINUTE = (3, 5)
    assert [read().status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = read(kind="xml")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert xml_of(refused).findtext("error/code") == "429"
    assert Client(REMOTE_ADDR="192.0.2.1").get("/open311/v2/services.json").status_code == 429
    assert read("192.0.2.2").status_code == 200
    assert [read(f"2001:db8::{number}").status_code for number in range(1, 5)] == [200, 200, 200, 429]
    assert read("2001:db8:1::1").status_code == 200

    key = {"Authorization": f"Bearer {caller.key}"}
    assert [read(**key).status_code for _ in range(6)] == [200] * 5 + [429], "a key has a limit of its own"
    assert read("192.0.2.9", Authorization="Bearer hub_guessed").status_code == 200
    assert read("192.0.2.1", Authorization="Bearer hub_guessed").status_code == 429, "a wrong key is none"
    assert caller.post("requests.json", GOOD).status_code == 200, "a report is never turned away"
