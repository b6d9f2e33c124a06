"""A subject access request with redaction, from the search to the resident's own page; and the public log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civichub.cases.operations.opening import Reporter
from civichub.disclosure.models import Answer, Mark
from tests.db.delivery.mail_server import MailServer
from tests.factories.customers import signed_up
from tests.factories.disclosure import NEIGHBOUR, approved, begun, hold_things, make_request, offer_requests
from tests.factories.pdfs import everything_in, text_of
from tests.factories.world import World, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
REASON = "DPA 2018 sch 2 para 16: Information about another person"


@pytest.fixture
def world(settings: Any, post: MailServer) -> World:
    settings.STAFF_SECOND_FACTOR = False
    made = make_world()
    offer_requests(made)
    return made


def on_both_widths(page: Page) -> None:
    """Judged as wide as a desk and as narrow as a telephone."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page, focus=width == DESK)


def search(page: Page) -> None:
    page.get_by_role("button", name="Begin to answer it").click()
    expect(page.get_by_text("Nothing is collected yet")).to_be_visible()
    page.get_by_role("button", name="Search what is held").first.click()
    page.get_by_label("Why do you search?").fill("To answer their request")
    on_both_widths(page)
    page.get_by_role("button", name="Search everything").click()
    expect(page.get_by_text("Searched. What is new is in the collection.")).to_be_visible()
    on_both_widths(page)


def black_out_by_words(page: Page) -> None:
    """By keyboard alone: the box, the ticks, the list of reasons, the button."""
    page.get_by_label("Find words").fill(NEIGHBOUR)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 place found")).to_be_visible()
    check_accessible(page, focus=False)
    page.get_by_label("Reason", exact=True).first.focus()
    page.keyboard.type("DPA 2018 sch 2 para 16")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 place blacked out.")).to_be_visible()


def black_out_by_drawing(page: Page) -> None:
    """With the mouse, over the last line of the page."""
    page.evaluate("scrollTo(0, 0)")
    sheet = page.locator("#item-page").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + sheet["width"] * 0.08, sheet["y"] + sheet["height"] * 0.105)
    page.mouse.down()
    page.mouse.move(sheet["x"] + sheet["width"] * 0.6, sheet["y"] + sheet["height"] * 0.13, steps=3)
    page.mouse.up()
    expect(page.get_by_label("Width")).not_to_have_value("")
    check_accessible(page, focus=False)
    page.get_by_label("Reason", exact=True).first.select_option(label=REASON)
    page.get_by_role("button", name="Black out what is chosen").click()
    expect(page.get_by_text("1 place blacked out.")).to_be_visible()


def decide_on_everything(page: Page) -> None:
    """Item after item, as the page leads from one to the next."""
    while "/items/" in page.url:
        page.get_by_label("Disclose", exact=True).check()
        page.get_by_role("button", name="Keep and go on").click()


def black_out_everywhere(page: Page, answer: Answer) -> None:
    for item in answer.items.exclude(kind="other").order_by("number"):
        page.goto(page.url.split("/staff/")[0] + f"/staff/disclosure/{answer.case.reference}/items/{item.number}/")
        if item.kind == "pdf":
            black_out_by_words(page)
            black_out_by_drawing(page)
            on_both_widths(page)
        elif NEIGHBOUR in item.text:
            black_out_by_words(page)
            on_both_widths(page)
    decide_on_everything(page)


def test_a_request_is_redacted_reviewed_and_reaches_the_resident(
    visit: Callable[..., Page], world: World, post: MailServer, tmp_path: Path
) -> None:
    sam, account = signed_up(world.county, given_name="Sam", family_name="Reed", email="sam@mail.example", phone="")
    hold_things(world, sam)
    case = make_request(world, "sar", sam, reporter=Reporter("Sam Reed", "sam@mail.example"))
    officer = visit(f"/staff/cases/{case.reference}/", user=world.fresh("governance"))
    officer.get_by_role("link", name="Answer the request").click()
    on_both_widths(officer)
    search(officer)
    answer = Answer.objects.get(case=case)
    black_out_everywhere(officer, answer)
    assert {mark.words for mark in Mark.objects.filter(item__kind="pdf")} == {NEIGHBOUR, "The noise was measured"}
    officer.goto(officer.url.split("/staff/")[0] + f"/staff/disclosure/{case.reference}/")
    officer.get_by_role("button", name="Write the letter").click()
    officer.get_by_label("What does the letter say?").fill("You asked for what we hold about you.")
    check_accessible(officer, focus=False)
    officer.get_by_role("button", name="Save").click()
    officer.get_by_role("button", name="Send for review").click()
    expect(officer.get_by_text("The files are being made.").last).to_be_visible()
    do_waiting_work()
    officer.reload()
    expect(officer.get_by_role("button", name="Approve")).to_have_count(0)
    check_accessible(officer, focus=False)

    second = visit(f"/staff/disclosure/{case.reference}/", user=world.fresh("second"))
    on_both_widths(second)
    second.get_by_role("button", name="Approve").click()
    check_accessible(second, focus=False)
    second.get_by_role("button", name="Approve").click()
    officer.reload()
    officer.get_by_role("button", name="Send the answer").click()
    officer.get_by_label("With their case").check()
    check_accessible(officer, focus=False)
    officer.get_by_role("button", name="Send", exact=True).click()
    expect(officer.get_by_text("The answer is sent.")).to_be_visible()
    on_both_widths(officer)
    do_waiting_work()
    assert any("sam@mail.example" in one["To"] for one in post.messages)

    resident = visit(f"/account/cases/{case.reference}/", width=PHONE, user=account, javascript=False)
    expect(resident.get_by_text("We have answered your request.").first).to_be_visible()
    check_accessible(resident)
    for name in ("1 Letter and schedule.pdf", "2 Records.pdf", "3 Pages, part 1.pdf"):
        with resident.expect_download() as waiting:
            resident.get_by_role("link", name=name).click()
        waiting.value.save_as(tmp_path / name)
        content = (tmp_path / name).read_bytes()
        for words in (NEIGHBOUR, "noise was measured"):
            assert words.casefold() not in " ".join(text_of(content).split()).casefold()
            assert not any(words.casefold().encode() in part.lower() for part in everything_in(content))
    assert "opened the door" in " ".join(text_of(content).split())


def test_an_answer_is_published_without_whoever_asked(visit: Callable[..., Page], world: World) -> None:
    sam, _ = signed_up(world.county, given_name="Sam", family_name="Reed")
    answer = begun(world, make_request(world, "foi", sam), words="nothing like this")
    approved(world, answer)
    officer = visit(f"/staff/disclosure/{answer.case.reference}/", user=world.fresh("governance"))
    officer.get_by_role("button", name="Send the answer").click()
    officer.get_by_label("Printed and posted").check()
    officer.get_by_role("button", name="Send", exact=True).click()
    officer.get_by_role("button", name="Publish in the log").click()
    officer.get_by_label("Title").fill("Grit bins")
    officer.get_by_label("What was asked").fill("Mr Reed asks how many there are.")
    officer.get_by_label("What we answered").fill("There are 214.")
    officer.get_by_label("Disclosed", exact=True).check()
    officer.get_by_role("button", name="Publish").click()
    expect(officer.locator(".govuk-error-summary")).to_contain_text("Reed")
    on_both_widths(officer)
    officer.get_by_label("What was asked").fill("How many there are.")
    officer.get_by_role("button", name="Publish").click()
    expect(officer.get_by_text("Published.")).to_be_visible()
    anybody = visit("/disclosure-log/", width=PHONE, javascript=False)
    anybody.get_by_label("Words").fill("grit")
    anybody.get_by_role("button", name="Search").last.click()
    check_accessible(anybody)
    anybody.get_by_role("link", name="Grit bins").click()
    expect(anybody.get_by_text("There are 214.")).to_be_visible()
    check_accessible(anybody)
