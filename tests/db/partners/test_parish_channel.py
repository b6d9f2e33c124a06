"""A parish clerk signs in, reports for the parish, and follows what the parish reported in its own area."""

from __future__ import annotations

import pytest
from django.utils import timezone

from civichub.cases.models import Referral
from civichub.cases.operations.intake import Request
from civichub.cases.operations.referring import send_referral
from civichub.cases.placing import Whereabouts
from civichub.catalogue.operations import change_service
from civichub.core.errors import Invalid, NotAllowed
from civichub.customers.models import Customer
from tests.db.partners.test_referrals import posted
from tests.db.trust.every_address import signed_in
from tests.factories.partners import Partners, make_partners
from tests.factories.places import box, take_in_areas
from tests.factories.world import BEFORE, World, make_case


@pytest.fixture
def partners(world: World) -> Partners:
    return make_partners(world)


def wanted(partners: Partners, **where: float) -> Request:
    return Request(service=partners.world.services["pothole"], front_door=partners.parish, channel="partner",
                   title="Hole by the green", where=Whereabouts(words="The green", **where))  # fmt: skip


def test_a_clerk_reports_by_form_and_follows_it_without_becoming_a_customer(partners: Partners) -> None:
    world, browser = partners.world, signed_in(partners.clerk)
    change_service(
        service=world.services["pothole"], fields={"form_key": "general-enquiry"}, actor=world.system, at=BEFORE
    )
    assert browser.get("/staff/")["Location"] == "/partner/"
    answers = {
        "service": str(world.services["pothole"].pk), "kind": "tell", "subject": "Hole by the green",
        "details": "It is deep", "about_place": "no", "channel": "email", "email": "clerk@elmwick.example",
        "name__first": "Cora", "name__last": "Clerk",
    }  # fmt: skip
    page = browser.get("/partner/report/").content.decode()
    for _ in range(7):
        answer = browser.post("/partner/report/", posted(page, **answers))
        if answer.status_code == 302:
            break
        page = answer.content.decode()
    assert answer.status_code == 302, page
    referral = Referral.objects.get()
    assert (referral.kind, referral.sender, referral.case.front_door) == ("parish", partners.parish, partners.parish)
    assert not Customer.objects.exists()
    assert "Elmwick Parish Council" in browser.get(answer["Location"]).content.decode()
    assert "Reports of Elmwick" in browser.get("/partner/").content.decode()


def test_a_parish_reports_only_what_lies_in_its_area(partners: Partners) -> None:
    county = box(399_000, 249_000, 407_000, 252_000)
    take_in_areas(("C1", "Testshire", county), kind="county", organisation=partners.world.county)
    elmwick = box(400_000, 250_000, 401_000, 251_000)
    (area,) = take_in_areas(("E04000001", "Elmwick", elmwick), kind="parish", organisation=partners.parish)
    assert area.organisation == partners.parish
    sent = {"kind": "parish", "actor": partners.clerk, "at": timezone.now()}
    send_referral(request=wanted(partners, easting=400_500.0, northing=250_500.0), **sent)
    with pytest.raises(Invalid, match="not in Elmwick"):
        send_referral(request=wanted(partners, easting=405_500.0, northing=250_500.0), **sent)


def test_a_clerk_sees_no_case_of_anybody_else_and_refers_nobody(partners: Partners) -> None:
    case, browser = make_case(partners.world, at=timezone.now()), signed_in(partners.clerk)
    assert browser.get(f"/partner/cases/{case.reference}/").status_code == 404
    for address in ("/staff/cases/", f"/staff/cases/{case.reference}/", "/partner/refer/", "/staff/customers/"):
        assert browser.get(address).status_code in (403, 404), address
    with pytest.raises(NotAllowed):
        partners.refer(actor=partners.clerk)
