"""An officer sees what did not reach the back office, sends it again, and the resident reads how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.handover.listening import fetch_news
from civichub.handover.models import Connection
from civichub.handover.operations.connections import Particulars, connect_system
from civichub.handover.operations.routes import add_route, set_status_rule
from civichub.handover.plugs.open311_fake import API_KEY, running_open311
from civichub.notifications.links import track_link
from tests.factories.world import BEFORE, World, make_case, make_world
from tests.journeys.browser import WIDTHS, check_accessible
from tests.journeys.worker import do_waiting_work, forget_waiting_work

pytestmark = pytest.mark.timeout(240)
Visit = Callable[..., Page]


@pytest.fixture
def world(settings: Any, transactional_db: None, live_server: Any) -> World:
    settings.STAFF_SECOND_FACTOR, settings.PUBLIC_URL = False, live_server.url
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    return make_world()


def connected(world: World, url: str) -> Connection:
    """The county's potholes go there; closed means fixed."""
    acting: dict[str, Any] = {"actor": world.people["manager"], "at": BEFORE}
    wanted = Particulars("Highways works system", url, secret=API_KEY)
    link, _ = connect_system(organisation=world.county, plug="open311", particulars=wanted, **acting)
    add_route(connection=link, service=world.services["pothole"], code="POT", **acting)
    set_status_rule(connection=link, code="closed", closed=True, steps=["close: fixed"], words="", **acting)
    return link


def test_what_was_refused_is_sent_again_and_its_end_reaches_the_resident(visit: Visit, world: World) -> None:
    with running_open311(next_statuses=[400]) as office:
        link = connected(world, office.url)
        forget_waiting_work()
        case = make_case(world, at=timezone.now())
        do_waiting_work(["handover"])

        page = visit("/staff/handover/", user=world.fresh("officer"))
        expect(page.get_by_text("Needs a person")).to_be_visible()
        check_accessible(page, widths=WIDTHS)
        page.get_by_role("link", name="Highways works system").click()
        expect(page.get_by_text("It refused what the case says.")).to_be_visible()
        check_accessible(page, widths=WIDTHS)
        page.get_by_role("link", name="Opened of").click()
        check_accessible(page, widths=WIDTHS)
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text("It is being sent again.")).to_be_visible()
        do_waiting_work(["handover"])
        page.reload()
        expect(page.locator(".govuk-tag").filter(has_text="Sent").first).to_be_visible()

        office.work("R1", "closed", at=timezone.now())
        assert fetch_news(link) == 1
        page.get_by_role("link", name="Open the case").click()
        expect(page.get_by_text("Fixed").first).to_be_visible()
    page = visit(track_link(case.reference))
    expect(page.get_by_text("We have fixed it.").first).to_be_visible()
    check_accessible(page, widths=WIDTHS)
