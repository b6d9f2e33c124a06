"""Checking in what was booked, at the door of the site where it is."""

from __future__ import annotations

from datetime import timedelta

from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import set_up_desk
from civichub.frontdesk.queries import waiting_for_hosts
from civichub.routing.operations import define_queue
from civichub.web.display.checking_in import check_in
from tests.factories.appointments import EARLY, NINE, make_register_office
from tests.factories.world import World


def test_a_booked_visitor_checks_in_by_reference_or_number_and_waits_for_their_host(world: World) -> None:
    office, system = make_register_office(world), world.system
    queue = define_queue(organisation=world.county, slug="register", name="Register", actor=system, at=EARLY)
    desk = set_up_desk(site=office.site, queue=queue, prefix="R", actor=system, at=EARLY)
    booked = office.book()
    early = NINE - timedelta(minutes=5)
    for wrong in ("7KM4PQXT4", "01632 960999", "", "0", booked.name):
        assert check_in(desk, wrong, actor=system, at=early) is None
    assert check_in(desk, booked.reference, actor=system, at=early - timedelta(days=1)) is None, "not today"
    arrived = check_in(desk, booked.reference.lower(), actor=system, at=early)
    assert arrived is not None
    booked.refresh_from_db()
    assert booked.state == "arrived"
    assert arrived.time == "9am"
    (host,) = [one for one in waiting_for_hosts(desk, early) if one.visits]
    assert host.visits[0].pk == arrived.visit.pk
    assert host.title == str(booked.sitting.officer or booked.kind)
    assert check_in(desk, booked.reference, actor=system, at=early) is None, "once only"
    assert Visit.objects.count() == 1
