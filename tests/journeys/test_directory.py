"""Help is found by situation and place without a script; a request for it is matched, accepted by link and done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.cases.models import Case
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.directory.links import help_link
from civichub.directory.matching import Check
from civichub.directory.models import HelpOffer
from civichub.directory.operations.helping import record_check, save_volunteer
from tests.factories.directory import put_address, record
from tests.factories.world import World, make_case, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.worker import forget_waiting_work


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    settings.STAFF_SECOND_FACTOR = False
    world, now = make_world(), timezone.now()
    put_address("100001", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    record(world, at=now)
    record(world, at=now, name="Toddler group", description="Toys and songs for small children.", terms=[])
    fields = {"name": "Meg Hale", "email": "meg@help.example", "postcode": "LE1 1AA", "skills": ["befriending"],
              "times": ["tue-morning"], "capacity": 1, "reach_metres": 5_000}  # fmt: skip
    leader = world.fresh("leader")
    for name, checked in (("Meg Hale", True), ("Una Check", False)):
        who = save_volunteer(organisation=world.county, fields={**fields, "name": name}, actor=leader, at=now)
        if checked:
            record_check(volunteer=who, level=Check.ENHANCED, issued_on=date(2020, 1, 1), good_until=date(2099, 1, 1),
                         actor=leader, at=now)  # fmt: skip
    forget_waiting_work()
    return world


def test_help_is_found_and_a_request_for_it_is_met(visit: Callable[..., Page], world: World) -> None:
    _found_by_situation(visit("/directory/", width=PHONE, javascript=False))
    case = _request(world)
    desk = visit(f"/staff/cases/{case.reference}/", width=DESK, user=world.fresh("officer"))
    desk.get_by_role("link", name="Who can help?").click()
    expect(desk.get_by_text("Free Tuesday morning")).to_be_visible()
    expect(desk.get_by_text("Una Check")).to_have_count(0)
    check_accessible(desk)
    desk.get_by_role("button", name="Ask Meg Hale").click()
    expect(desk.get_by_text("Meg Hale is asked at meg@help.example.")).to_be_visible()
    check_accessible(desk)
    volunteer = visit(urlsplit(help_link(HelpOffer.objects.get())).path, width=PHONE)
    expect(volunteer.get_by_text("Company, visits at home")).to_be_visible()
    expect(volunteer.get_by_text("Edith")).to_have_count(0)
    check_accessible(volunteer)
    volunteer.get_by_role("button", name="Yes, I will help").click()
    expect(volunteer.get_by_text("Edith Marlow")).to_be_visible()
    expect(volunteer.get_by_text("Church Lane")).to_be_visible()
    check_accessible(volunteer)
    desk.reload()
    expect(desk.get_by_text("Accepted", exact=True)).to_be_visible()
    desk.get_by_label("How it went").fill("They get on well.")
    desk.get_by_role("button", name="It is done").click()
    expect(desk.get_by_text("Done", exact=True)).to_be_visible()
    check_accessible(desk)


def _found_by_situation(page: Page) -> None:
    check_accessible(page)
    page.get_by_label("What is it about?").fill("lonely after bereavement")
    page.get_by_label("Your postcode or address").fill("LE1 1AA")
    page.get_by_role("button", name="Find help").click()
    expect(page.get_by_role("heading", level=3).first).to_have_text("Bereavement lunch club")
    expect(page.get_by_text("Close by").first).to_be_visible()
    check_accessible(page)
    page.get_by_role("link", name="Bereavement lunch club").first.click()
    expect(page.get_by_text("Every Tuesday, 11:30am to 2pm")).to_be_visible()
    check_accessible(page)
    page.get_by_role("link", name="Is this wrong?").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Enter what is wrong")).to_be_visible()
    check_accessible(page)
    page.get_by_label("What is wrong?").fill("It begins at noon now.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you for telling us")).to_be_visible()
    check_accessible(page)


def _request(world: World) -> Case:
    answers = {"help_with": ["befriending"], "help_days": ["tue"], "help_times": ["morning"]}
    return make_case(world, title="Help wanted", description="Somebody to talk to", answers=answers,
                     reporter=Reporter("Edith Marlow", "edith@home.example", "+447700900499"),
                     where=Whereabouts(uprn="100001"), at=timezone.now())  # fmt: skip
