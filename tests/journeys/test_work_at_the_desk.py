"""The pages about work can be used by everybody, full and empty, on a telephone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.frontdesk.operations import add_counter, register_arrival, set_up_desk, stand_at
from civichub.places.operations import add_site
from civichub.routing.operations import define_queue, join_queue, place_work, sit_down
from civichub.workforce.operations import define_skill, record_skill, set_presence
from tests.factories.world import World, make_world
from tests.journeys.browser import WIDTHS, check_accessible

PAGES = {
    "leader": (
        "/staff/work/",
        "/staff/queues/",
        "/staff/whiteboard/",
        "/staff/knowledge/",
        "/waits/",
        "/display/shop/",
    ),
    "officer": ("/staff/work/",),
    "reception": ("/staff/front-desk/", "/staff/counter/"),
}  # fmt: skip


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    """A queue with something offered and something waiting, a shop with a visitor, and a whiteboard."""
    settings.STAFF_SECOND_FACTOR = False
    world, now = make_world(), timezone.now()
    leader, officer, reception = (world.people[word] for word in ("leader", "officer", "reception"))
    queue = define_queue(organisation=world.county, slug="highways", name="Highways", actor=leader, at=now)
    join_queue(queue=queue, person=officer, actor=leader, at=now)
    sit_down(actor=officer, at=now)
    for number in (1, 2):
        place_work(queue=queue, kind="call", subject_kind="thing", subject_id=number, title=f"Caller {number}",
                   priority=number, actor=world.system, at=now)  # fmt: skip
    skill = define_skill(key="bsl", kind="sign", name="Sign language", said="you sign", actor=leader, at=now)
    record_skill(person=officer, skill=skill, level=3, actor=leader, at=now)
    set_presence(person=officer, status="visit", place="Ring road", actor=officer, at=now)
    site = add_site(
        organisation=world.county, slug="shop", name="Market Place", kind="one_stop_shop", actor=world.system, at=now
    )
    desk = set_up_desk(site=site, queue=queue, prefix="a", actor=leader, at=now)
    stand_at(counter=add_counter(desk=desk, label="1", actor=leader, at=now), actor=reception, at=now)
    register_arrival(desk=desk, services=[world.services["pothole"]], actor=reception, at=now)
    return world


def test_everybody_can_use_the_pages_about_work(visit: Callable[..., Page], world: World) -> None:
    for who, paths in PAGES.items():
        page = visit(paths[0], user=world.fresh(who))
        for path in paths:
            page.goto(page.url.split("/staff")[0].split("/waits")[0] + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            check_accessible(page, widths=WIDTHS)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_officer_accepts_what_is_offered_on_any_page(visit: Callable[..., Page], world: World, width: int) -> None:
    page = visit("/staff/", width=width, user=world.fresh("officer"))
    strip = page.get_by_role("region", name="Your work")
    expect(strip.get_by_text("Caller 1").or_(strip.get_by_text("Caller 2")).first).to_be_visible()
    check_accessible(page)
    strip.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="In hand")).to_be_visible()
    page.get_by_role("button", name="They have gone: wrap up").click()
    expect(page.get_by_text("In wrap-up")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You have nothing in hand.")).to_be_visible()
