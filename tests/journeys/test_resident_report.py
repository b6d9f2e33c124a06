"""A resident reports a pothole, an officer has it repaired, and the resident is told and can see it.

With a map and without scripts, on a telephone and at a desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.db.delivery.mail_server import MailServer
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.desk import sign_in_at_the_desk, take_step
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
Visit = Callable[..., Page]
WAYS = [pytest.param(PHONE, False, id="telephone-without-scripts"), pytest.param(DESK, True, id="desk-with-a-map")]


def carry_on(page: Page, *, javascript: bool, judged: bool = True) -> None:
    """Judge the page, then press Continue."""
    judge(page, javascript, judged)
    page.get_by_role("button", name="Continue").click()


def judge(page: Page, javascript: bool, judged: bool) -> None:
    """Judge the page, where that is what the test is for."""
    if judged:
        check_accessible(page, focus=javascript)


def report_a_pothole(page: Page, *, javascript: bool, judged: bool = True) -> str:
    """From the service's page to the confirmation; returns the reference."""
    judge(page, javascript, judged)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("A road", exact=True).check()
    carry_on(page, javascript=javascript, judged=judged)
    say_where(page, javascript=javascript, judged=judged)
    if "similar" in page.url:
        judge(page, javascript, judged)
        page.get_by_role("button", name="Mine is not one of these").click()
    page.get_by_label("Between a dinner plate and a dustbin lid").check()
    page.get_by_label("2 cm to 4 cm").check()
    carry_on(page, javascript=javascript, judged=judged)
    for question in page.get_by_role("group").all():
        question.get_by_label("No", exact=True).check()
    carry_on(page, javascript=javascript, judged=judged)
    expect(page.get_by_role("heading", name="Do you have photos?")).to_be_visible()
    carry_on(page, javascript=javascript, judged=judged)
    page.get_by_label("Yes", exact=True).check()
    carry_on(page, javascript=javascript, judged=judged)
    page.get_by_label("First name").fill("Sam")
    page.get_by_label("Last name").fill("Reed")
    page.get_by_label("Email address").fill("sam.reed@example.org")
    carry_on(page, javascript=javascript, judged=judged)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    judge(page, javascript, judged)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    judge(page, javascript, judged)
    return page.locator(".hub-confirmation__reference").inner_text()


def say_where(page: Page, *, javascript: bool, judged: bool = True) -> None:
    """By the map where there are scripts, in words and from the list of addresses where there are none."""
    if javascript:
        page.get_by_role("button", name="Put the pin at the cross").click()
        page.get_by_label("Address, postcode or street").fill("Outside the old forge")
        page.keyboard.press("Escape")
    else:
        page.get_by_label("Address, postcode or street").fill("High Street, Lodebury")
        carry_on(page, javascript=javascript, judged=judged)
        expect(page.get_by_text("Which of these is nearest to the place?")).to_be_visible()
        carry_on(page, javascript=javascript, judged=judged)
        expect(page.locator(".govuk-error-summary")).to_contain_text("Select the nearest address")
        page.locator("input[name$=__nearest]").first.check()
    carry_on(page, javascript=javascript, judged=judged)


def look_up(page: Page, reference: str, email: str) -> None:
    """By reference and something known."""
    page.goto("/track/")
    page.get_by_label("Reference").fill(reference.lower().replace("-", " "))
    page.get_by_label(re.compile("Email address")).fill(email)
    page.get_by_role("button", name="Continue").click()


def repair_it(page: Page, reference: str) -> None:
    """The officer's part: find the case, take it, and go through its procedure to the end."""
    sign_in_at_the_desk(page, "highways")
    page.get_by_role("searchbox").fill(reference)
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("What to do now")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Take it").click()
    take_step(page, "Order a repair", amount="480", words="A crew comes on Tuesday.")
    take_step(page, "The repair is done", outcome="Repaired")
    expect(page.get_by_text("The customer is being told.")).to_be_visible()
    check_accessible(page)


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_a_pothole_is_reported_repaired_and_the_resident_is_told(
    visit: Visit, partnership: Any, post: MailServer, settings: Any, width: int, javascript: bool
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    page = visit("/services/pothole/", width=width, javascript=javascript)
    reference = report_a_pothole(page, javascript=javascript)
    assert re.fullmatch(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", reference)
    page.go_back()
    page.reload()
    expect(page.locator(".hub-confirmation__reference")).to_have_text(reference)

    look_up(page, reference, "somebody.else@example.org")
    expect(page.locator(".govuk-error-summary")).to_contain_text("We cannot find a request")
    check_accessible(page, focus=javascript)
    look_up(page, reference, "Sam.Reed@example.org")
    expect(page.get_by_role("heading", name="We received it")).to_be_visible()
    check_accessible(page, focus=javascript)

    do_waiting_work()
    repair_it(visit("/staff/", width=width), reference)
    do_waiting_work()
    received, planned, repaired = (mail for mail in post.messages if mail["To"] == "sam.reed@example.org")
    for mail in (received, planned, repaired):
        assert reference in str(mail)
    assert "A crew comes on Tuesday." in planned.get_content()
    assert "We have repaired the pothole." in repaired.get_content()

    link = re.search(r"https?://\S+/track/link/\S+", repaired.get_content())
    assert link
    for follow in (lambda: page.goto(link[0]), lambda: look_up(page, reference, "sam.reed@example.org")):
        follow()
        expect(page.locator(".hub-now__stage")).to_have_text("We have repaired the pothole.")
        expect(page.get_by_role("link", name="It is not fixed")).to_be_visible()
        assert "Reed" not in page.content()
        assert "sam.reed" not in page.content().lower()
    check_accessible(page, focus=javascript)


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_the_next_person_follows_it_instead(visit: Visit, partnership: Any, width: int, javascript: bool) -> None:
    first = visit("/services/pothole/", width=width, javascript=javascript)
    report_a_pothole(first, javascript=javascript, judged=False)
    page = visit("/services/pothole/", width=width, javascript=javascript)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("A road", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    say_where(page, javascript=javascript, judged=False)
    check_accessible(page, focus=javascript)
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    assert "Reed" not in page.content()
    page.get_by_role("link", name=re.compile("Tell me about this one too")).first.click()
    check_accessible(page, focus=javascript)
    page.get_by_label("Your email address").fill("neighbour@example.org")
    page.get_by_role("button", name="Tell me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We will tell you what happens")
    check_accessible(page, focus=javascript)


def test_an_address_is_suggested_while_it_is_typed(visit: Visit, partnership: Any) -> None:
    page = visit("/")
    box = page.get_by_label(re.compile("Enter your postcode"))
    box.press_sequentially("high street lod", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    check_accessible(page, focus=False)
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Choose your address")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your councils")).to_be_visible()
    check_accessible(page)
