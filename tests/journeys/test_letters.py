"""From the envelope to the post bag: a stack is split, a letter answered, printed, posted, and one comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.customers.models import ContactPoint
from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, register_customer
from civichub.messaging.letters.separators import Separator, code_of
from civichub.messaging.models import LetterIn, LetterOut
from civichub.routing.operations import define_queue, join_queue, sit_down
from tests.factories.post import as_pdf, letter_page, separator_page
from tests.factories.world import World, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.worker import do_waiting_work, forget_waiting_work


@pytest.fixture
def world(settings: Any, transactional_db: None, tmp_path: Path) -> World:
    settings.STAFF_SECOND_FACTOR, settings.MEDIA_ROOT, settings.DEMO = False, tmp_path, True
    world, now = make_world(), timezone.now()
    leader, advisor = world.people["leader"], world.people["advisor"]
    queue = define_queue(organisation=world.county, slug="writing", name="Email and letters", actor=leader, at=now)
    join_queue(queue=queue, person=advisor, actor=leader, at=now)
    joan = register_customer(organisation=world.county, given_name="Joan", family_name="Hart", actor=advisor, at=now)
    home = read_address(text="12 High Street, Lowton", postcode="LE1 1AA")
    add_contact_point(customer=joan, kind="address", address=home, preferred=True, actor=advisor, at=now)
    forget_waiting_work()
    return world


def test_a_letter_goes_its_way(visit: Callable[..., Page], world: World) -> None:
    room = visit("/staff/letters/post/", width=DESK, user=world.fresh("leader"))
    check_accessible(room)
    _bring_in_and_split(room, world)
    advisor = _answer(visit, world)
    _print_and_post(room, visit, world)
    advisor.goto(advisor.url.split("/staff")[0] + "/staff/letters/?which=all")
    expect(advisor.get_by_text("In time", exact=True)).to_be_visible()
    check_accessible(advisor)
    _comes_back(room)


def _bring_in_and_split(room: Page, world: World) -> None:
    day = timezone.localdate() - timedelta(days=1)
    sheet = code_of(Separator(received_on=day))
    stack = [separator_page(sheet), letter_page("My bus pass"), letter_page("Page two"), letter_page("Another letter")]
    scan = {"name": "monday.pdf", "mimeType": "application/pdf", "buffer": as_pdf(stack)}
    room.get_by_label("Scanned files").set_input_files(scan)
    room.get_by_role("button", name="Bring in").click()
    expect(room.get_by_text("Reading the pages")).to_be_visible()
    check_accessible(room)
    do_waiting_work()
    expect(room.get_by_text("1 letter found")).to_be_visible()
    room.get_by_label("Page 4", exact=True).focus()
    room.keyboard.press("s")
    expect(room.get_by_text("2 letters found")).to_be_visible()
    expect(room.locator("#page-4")).to_be_focused()
    room.keyboard.press("ArrowLeft")
    room.keyboard.press("r")
    expect(room.locator("#page-3 img")).to_have_attribute("src", re.compile("r=90"))
    room.get_by_label("From", exact=True).first.fill("Joan Hart")
    check_accessible(room)
    room.get_by_role("button", name="Register 2 letters").click()
    expect(room.get_by_text("Registered. Each letter is in line")).to_be_visible()
    check_accessible(room)
    assert LetterIn.objects.get(sender="Joan Hart").received_on == day


def _answer(visit: Callable[..., Page], world: World) -> Page:
    sit_down(actor=world.fresh("advisor"), at=timezone.now())
    advisor = visit("/staff/", width=DESK, user=world.fresh("advisor"))
    strip = advisor.get_by_role("region", name="Your work")
    expect(strip.get_by_text("Letter from Joan Hart")).to_be_visible()
    strip.get_by_role("button", name="Accept").click()
    expect(advisor.get_by_role("heading", level=1)).to_have_text("Joan Hart")
    check_accessible(advisor)
    advisor.get_by_role("button", name=re.compile("It is from them")).click()
    expect(advisor.get_by_text("Now we know who it is from.")).to_be_visible()
    advisor.get_by_role("link", name="Answer by letter").click()
    advisor.get_by_label("A full answer").check()
    advisor.get_by_label("Letter", exact=True).fill("Dear Joan\n\nYour pass is on its way.\n\n# Next\n\n* Nothing")
    advisor.get_by_role("button", name="Preview").click()
    expect(advisor.get_by_role("heading", name="Preview")).to_be_visible()
    check_accessible(advisor)
    advisor.get_by_role("button", name="Send to be printed").click()
    expect(advisor.get_by_text("To be printed")).to_be_visible()
    check_accessible(advisor)
    return advisor


def _print_and_post(room: Page, visit: Callable[..., Page], world: World) -> None:
    room.goto(room.url.split("/staff")[0] + "/staff/letters/print/")
    check_accessible(room)
    room.get_by_role("button", name="Make a print run of 1 letter").click()
    expect(room.get_by_text("The file is being made")).to_be_visible()
    do_waiting_work()
    expect(room.get_by_role("link", name="Open the PDF")).to_be_visible()
    check_accessible(room)
    narrow = visit(room.url.partition("/staff")[1] + room.url.partition("/staff")[2], width=PHONE,
                   user=world.fresh("leader"))  # fmt: skip
    check_accessible(narrow)
    room.get_by_role("button", name="The chosen letters have been posted").click()
    expect(room.get_by_text("Down as posted")).to_be_visible()


def _comes_back(room: Page) -> None:
    out = LetterOut.objects.select_related("message").get()
    room.goto(room.url.split("/staff")[0] + "/staff/letters/returned/")
    check_accessible(room)
    room.get_by_label("Reference of the letter").fill(out.message.reference.lower())
    room.keyboard.press("Enter")
    expect(room.get_by_role("heading", level=1)).to_have_text("This letter came back")
    check_accessible(room)
    room.get_by_label("Addressee gone away").check()
    room.get_by_role("button", name="Record it").click()
    expect(room.get_by_text("The address is marked")).to_be_visible()
    assert ContactPoint.objects.get(kind="address").bad_since is not None


PAGES = ("", "?which=all", "../figures/answered/", "sent/", "post/", "post/sheets/", "print/", "returned/")


def test_every_page_about_letters_can_be_used_on_a_telephone(visit: Callable[..., Page], world: World) -> None:
    page = visit("/staff/letters/", width=PHONE, user=world.fresh("manager"))
    base = page.url
    for path in (*PAGES, "look/"):
        page.goto(base + path)
        check_accessible(page)
