"""A call at the desk by keyboard: what they want, a burst main declared meanwhile, a prompt, a lost line, two tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.cases.operations.promises import make_promise
from civichub.contacts.models import Contact
from civichub.core.clocks import london_date
from civichub.customers.normalising import Address as Home
from civichub.customers.operations import add_contact_point
from civichub.forms.operations.versions import load_library
from civichub.knowledge.models import PromptAnswer
from civichub.knowledge.operations.prompts import PromptText, write_prompt
from civichub.places.models import Address, AddressArea, Area, Street
from tests.factories.world import BEFORE, World, make_case, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible

TABLET = 768


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    """A resident of Mill Street whose promise is overdue, and a prompt for whoever asks about a pothole."""
    settings.STAFF_SECOND_FACTOR = False
    world, now = make_world(), timezone.now()
    load_library(actor=world.system, at=BEFORE)
    street = Street.objects.create(key="1", name="Mill Street", town="Lowton", search_text="mill street lowton")
    address = Address.objects.create(
        uprn="1001", building_number="2", street="Mill Street", town="Lowton", postcode="LO1 1AA", easting=400500,
        northing=300500, on_street=street, search_text="2 mill street lowton lo1 1aa",
    )  # fmt: skip
    area = Area.objects.create(
        kind="county", code="T", name="Testshire", organisation=world.county, valid_from=date(2020, 1, 1), geometry=[],
        west=400000, south=300000, east=401000, north=301000,
    )  # fmt: skip
    AddressArea.objects.create(address=address, area=area)
    case = make_case(world, at=now - timedelta(days=9))
    make_promise(
        case=case, text="The crew comes back", due_on=london_date(now - timedelta(days=3)),
        actor=world.people["officer"], at=now - timedelta(days=8),
    )  # fmt: skip
    home = Home(("2 Mill Street", "Lowton"), "LO1 1AA", "1001")
    add_contact_point(customer=case.customer, kind="address", address=home, actor=world.people["advisor"], at=now)
    text = PromptText(
        "a fire safety check", "they asked about their street", 'asked == "pothole"', world.services["missed-bin"],
        london_date(now),
    )  # fmt: skip
    write_prompt(organisation=world.county, text=text, actor=world.people["manager"], at=now)
    return world


def test_a_call_at_the_desk_by_keyboard(visit: Callable[..., Page], world: World) -> None:
    page = visit("/staff/", user=world.fresh("advisor"))
    page.keyboard.press("n")
    page.keyboard.type("Sam Reed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is it?")
    check_accessible(page)
    page.get_by_role("button", name="This is them").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sam Reed")
    likely = page.get_by_role("region", name="What they probably want")
    expect(likely.get_by_role("listitem").first).to_contain_text("The crew comes back")
    expect(likely.get_by_role("listitem").first).to_contain_text("Overdue: was promised for")
    _declare_meanwhile(visit, world, page)
    _lose_the_line(page)
    _accept_the_prompt(page)
    _two_tabs(page)


def _declare_meanwhile(visit: Callable[..., Page], world: World, page: Page) -> None:
    notices = page.get_by_role("region", name="Notices")
    expect(notices).to_be_attached()
    leader = visit("/staff/notices/declare/", user=world.fresh("leader"))
    leader.get_by_label("In a line").fill("Burst main in Mill Street")
    leader.get_by_label("What to tell people").fill("No water until this evening.")
    leader.get_by_label("Which streets?").fill("Mill Street")
    check_accessible(leader)
    leader.get_by_role("button", name="Declare it now").click()
    expect(leader.get_by_text("In force")).to_be_visible()
    check_accessible(leader)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('hub:visible'))")  # this server holds no stream open
    expect(page.get_by_text("Burst main in Mill Street")).to_be_visible()
    for width in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page)


def _lose_the_line(page: Page) -> None:
    page.keyboard.press("s")
    page.get_by_label("What is it about?").select_option("Pothole")
    page.context.set_offline(True)
    page.get_by_label("Notes").fill("He says the road gave way")
    expect(page.get_by_text("Not connected.")).to_be_visible()
    page.get_by_role("button", name="Save notes").click()
    expect(page.get_by_text("This is sent as soon as the line is back")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Take a request about Pothole")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("He says the road gave way")
    contact = Contact.objects.latest("pk")
    assert (contact.service.slug, contact.notes) == ("pothole", "He says the road gave way")
    page.get_by_label("Notes").fill("And the car is in it")
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("And the car is in it")


def _accept_the_prompt(page: Page) -> None:
    expect(page.get_by_text("A fire safety check")).to_be_visible()
    page.locator("body").press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("They would like a fire safety check")
    check_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", level=1)).to_have_text("Missed bin")
    assert PromptAnswer.objects.get().said == "accepted"
    check_accessible(page)


def _two_tabs(page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    told = second.get_by_text("This contact is open in another tab")
    expect(told).to_be_visible()
    check_accessible(second)
    second.get_by_role("button", name="Go on in this tab").click()
    expect(page.get_by_text("You went on in another tab")).to_be_visible()
    expect(told).to_be_hidden()
    assert Contact.objects.count() == 2
