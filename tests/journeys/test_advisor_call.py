"""An advisor takes a stranger's report by phone, and the same caller's second call a moment later."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.db.delivery.mail_server import MailServer
from tests.journeys.browser import WIDTHS, check_accessible
from tests.journeys.desk import colleague
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
REFERENCE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}")


def begin(page: Page, who: str) -> None:
    """Answer the phone."""
    page.get_by_role("textbox", name="Begin contact").fill(who)
    page.get_by_label("Channel").select_option(label="Telephone")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("region", name="Live contact")).to_contain_text(who)


def pause_and_resume(page: Page) -> None:
    """The timer stands while the caller looks for something."""
    bar = page.get_by_role("region", name="Live contact")
    bar.get_by_role("button", name="Pause").click()
    expect(bar).to_contain_text("Paused")
    check_accessible(page, widths=WIDTHS)
    stands_at = bar.get_by_role("timer").inner_text()
    page.wait_for_timeout(1100)
    expect(bar.get_by_role("timer")).to_have_text(stands_at)
    bar.get_by_role("button", name="Resume").click()
    expect(bar.get_by_role("timer")).not_to_have_text(stands_at)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def take_the_request(page: Page) -> str:
    """The service's own form, its pages opening below one another; returns the reference said to the caller."""
    page.get_by_label("What is it about?").select_option(label="Pothole or damaged road")
    page.get_by_role("button", name="Save notes").click()
    expect(page.get_by_role("region", name="Live contact")).to_contain_text("Pothole or damaged road")
    page.get_by_role("link", name="Take a request about").click()
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    page.get_by_label("A road", exact=True).check()
    go_on(page)
    page.get_by_role("button", name="Put the pin at the cross").click()
    page.get_by_label("Address, postcode or street").fill("Outside the old forge")
    page.keyboard.press("Escape")
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    page.get_by_label("Between a dinner plate and a dustbin lid").check()
    page.get_by_label("2 cm to 4 cm").check()
    go_on(page)
    for words in ("Are people swerving", "Has it hurt somebody"):
        page.get_by_role("group", name=re.compile(words)).get_by_label("No", exact=True).check()
    go_on(page)
    page.get_by_role("group", name=re.compile("Do you want to hear")).get_by_label("Yes", exact=True).check()
    go_on(page)
    page.get_by_label("First name").fill("Priya")
    page.get_by_label("Last name").fill("Nair")
    page.get_by_label("Email address").fill("priya.nair@example.org")
    check_accessible(page, widths=WIDTHS)
    go_on(page)
    found = REFERENCE.search(page.get_by_text("The case is open.").inner_text())
    assert found
    return found[0]


def wrap_up(page: Page, *, reason: str, outcome: str, avoidable: str) -> None:
    """What is suggested stands chosen; the advisor says why they rang, and finishes."""
    page.get_by_role("region", name="Live contact").get_by_role("button", name="Wrap up").click()
    page.get_by_label("Why did they get in touch?").fill(reason)
    expect(page.get_by_label(outcome, exact=True)).to_be_checked()
    expect(page.get_by_label(avoidable, exact=True)).to_be_checked()
    check_accessible(page, widths=WIDTHS)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("region", name="Begin contact")).to_be_visible()


def test_a_call_becomes_a_case_and_the_next_call_finds_it(
    visit: Callable[..., Page], partnership: Any, post: MailServer, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    page = visit("/staff/", width=max(WIDTHS), user=colleague("advisor"))
    begin(page, "Priya Nair")
    expect(page.get_by_text("Nobody matches. They become a customer")).to_be_visible()
    pause_and_resume(page)
    reference = take_the_request(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Nair")
    check_accessible(page, widths=WIDTHS)
    wrap_up(page, reason="A hole in the road", outcome="Case opened", avoidable="Not avoidable")
    do_waiting_work()
    assert any(reference in mail["Subject"] for mail in post.messages if mail["To"] == "priya.nair@example.org")

    begin(page, "priya.nair@example.org")
    page.get_by_role("button", name=re.compile("This is them.*Priya Nair")).click()
    page.get_by_role("button", name="They are calling about this").click()
    wrap_up(
        page, reason="When will you come?", outcome="Added to an existing case", avoidable="Asking what is happening"
    )

    page.get_by_role("searchbox").fill(reference)
    page.get_by_role("searchbox").press("Enter")
    page.locator(".hub-timeline").get_by_role("link", name="Phone contact").click()
    expect(page.get_by_text("When will you come?")).to_be_visible()
    page.get_by_role("link", name="Priya Nair").click()
    expect(page.get_by_role("link", name="A hole in the road")).to_be_visible()
    check_accessible(page, widths=WIDTHS)
