"""A councillor takes up a pothole for a resident, follows it while an officer acts, and is let go by the resident."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from civichub.cases.models import Representation
from civichub.catalogue.operations import change_service
from civichub.forms.operations.versions import load_library
from civichub.places.models import Councillor
from tests.db.delivery.mail_server import MailServer
from tests.factories.members import seat
from tests.factories.world import BEFORE, World, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.desk import colleague, take_step
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
RESIDENT = "ada.quill@home.example"


@pytest.fixture
def world(settings: Any, post: MailServer) -> World:
    """Councillor Birch sits for a ward of the county."""
    settings.STAFF_SECOND_FACTOR = False
    world = make_world()
    load_library(actor=world.system, at=BEFORE)
    change_service(service=world.services["pothole"], fields={"form_key": "pothole"}, actor=world.system, at=BEFORE)
    held = seat(world)
    Councillor.objects.filter(pk=held.pk).update(name="Joan Birch", ends_on=date(2035, 5, 6))
    return world


def on_both_widths(page: Page) -> None:
    """Judged as wide as a desk and as narrow as a telephone."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page, focus=width == DESK)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def take_up(page: Page) -> None:
    """Who asked and how, then the service's own questions below it."""
    expect(page.get_by_role("heading", level=1)).to_have_text("My ward")
    on_both_widths(page)
    page.get_by_role("button", name="Take up something for a resident").click()
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the resident’s name")
    on_both_widths(page)
    page.get_by_label("The resident’s name").fill("Ada Quill")
    page.get_by_label("Their email address").fill(RESIDENT)
    page.get_by_label("At a surgery or in person").check()
    page.get_by_label("What the council writes to them").check()
    page.get_by_label("What is it about?").select_option(label="Pothole")
    go_on(page)
    page.get_by_label("A road", exact=True).check()
    go_on(page)
    page.get_by_label("Address, postcode or street").fill("Outside 3 Elm Row")
    page.keyboard.press("Escape")
    go_on(page)
    page.get_by_label("Between a dinner plate and a dustbin lid").check()
    page.get_by_label("2 cm to 4 cm").check()
    go_on(page)
    for words in ("Are people swerving", "Has it hurt somebody"):
        page.get_by_role("group", name=re.compile(words)).get_by_label("No", exact=True).check()
    go_on(page)
    page.get_by_role("group", name=re.compile("Do you want to hear")).get_by_label("Yes", exact=True).check()
    go_on(page)
    expect(page.get_by_label("First name")).to_have_value("Ada")
    on_both_widths(page)
    go_on(page)
    expect(page.get_by_text("The request is taken up.")).to_be_visible()
    expect(page.get_by_text("We have received it").first).to_be_visible()
    on_both_widths(page)


def mail_to(post: MailServer, address: str, subject: str) -> str:
    found: list[EmailMessage] = [one for one in post.messages if address in one["To"] and subject in one["Subject"]]
    assert found, [(one["To"], one["Subject"]) for one in post.messages]
    body = found[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_from_the_surgery_to_the_residents_own_end(visit: Callable[..., Page], world: World, post: MailServer) -> None:
    member = visit("/staff/", user=world.fresh("councillor"))
    take_up(member)
    case = Representation.objects.get().case
    do_waiting_work()
    told = mail_to(post, RESIDENT, "Councillor Joan Birch acts for you")
    link = urlsplit(re.search(r"https?://\S+/acting-for/\S+", told)[0]).path

    officer = visit(f"/staff/cases/{case.reference}/", user=world.fresh("officer"))
    expect(officer.get_by_text("Councillor Joan Birch acts for the resident")).to_be_visible()
    check_accessible(officer)
    take_step(officer, "Order the work", words="")
    member.reload()
    expect(member.locator(".hub-cluster").first).to_contain_text("We are working on it")
    member.get_by_label("Add something, or ask a question").fill("Will it be done before school begins?")
    member.get_by_role("button", name="Send to the team").click()
    expect(member.get_by_text("The team has it.")).to_be_visible()
    officer.reload()
    expect(officer.get_by_text("Will it be done before school begins?")).to_be_visible()

    resident = visit(link, width=PHONE, javascript=False)
    expect(resident.get_by_role("heading", level=1)).to_have_text("Shall Councillor Joan Birch no longer act for you?")
    check_accessible(resident)
    resident.get_by_role("button", name="End it").click()
    expect(resident.get_by_text("They can no longer see your request")).to_be_visible()
    check_accessible(resident)
    member.reload()
    expect(member.get_by_role("heading", level=1)).to_have_text("Page not found")
    member.goto("/staff/ward/")
    expect(member.get_by_text("Ada Quill")).to_have_count(0)
    officer.reload()
    expect(officer.get_by_text("Ended by the resident")).to_be_visible()
    check_accessible(officer)
    do_waiting_work()
    assert "no longer act" in mail_to(post, "councillor@county.example", "You no longer act")


def test_the_demonstration_s_councillor_sees_her_residents_and_her_division_in_figures(
    visit: Callable[..., Page], partnership: Any, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    page = visit("/staff/ward/", user=colleague("councillor"))
    for name in ("Doreen Askew", "Imran Shah"):
        expect(page.get_by_text(name)).to_be_visible()
    expect(page.get_by_role("table", name=re.compile("Open in your ward"))).to_be_visible()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page, focus=False)  # pins of neighbouring reports overlap on the map; the list has each alone
