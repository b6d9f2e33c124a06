"""A resident opens an account, proves the address, says what helps them, and finds everything in one place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.factories.world import make_world
from tests.journeys.browser import DESK, PHONE, check_accessible

pytestmark = pytest.mark.timeout(240)
PASSWORD = "correct-horse-battery-7"
WAYS = [pytest.param(PHONE, False, id="telephone-without-scripts"), pytest.param(DESK, True, id="desk")]


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_an_account_is_opened_and_used(
    visit: Callable[..., Page], transactional_db: Any, width: int, javascript: bool
) -> None:
    make_world()
    email = f"iris{width}@example.org"  # the library counts the links it sends to an address, over all tests
    page = visit("/sign-up/", width=width, javascript=javascript)

    def press(button: str) -> None:
        check_accessible(page, focus=javascript)
        page.get_by_role("button", name=button, exact=True).click()

    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press("Create an account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your email address")
    check_accessible(page, focus=javascript)
    assert mail.outbox[0].to == [email]
    link = re.search(r"https?://\S+", str(mail.outbox[0].body))
    assert link
    page.goto(link[0])
    press("Continue")
    if "/sign-in/" in page.url or "/login/" in page.url:
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is your name?")
    page.get_by_label("First name").fill("Iris")
    page.get_by_label("Last name").fill("Vale")
    press("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Iris Vale")
    check_accessible(page, focus=javascript)

    page.get_by_role("link", name="What helps you").click()
    page.get_by_label("What would help you?").select_option(label="Large print")
    page.get_by_role("group", name=re.compile("May we tell")).get_by_label("No").check()
    press("Add")
    expect(page.get_by_text("We will keep to this from now on.")).to_be_visible()
    for name, heading in (
        ("How to reach you", "How to reach you"),
        ("Your choices", "Your choices"),
        ("Your data", "Your data"),
        ("Close your account", "Close your account"),
    ):
        page.get_by_label("Your account").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        check_accessible(page, focus=javascript)
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is closed")
    check_accessible(page, focus=javascript)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_everybody_may_read_can_be_read_by_everybody(
    visit: Callable[..., Page], transactional_db: Any, width: int
) -> None:
    make_world()
    page = visit("/", width=width)
    paths = ("/", "/services/", "/services/pothole/", "/services/search/?q=zzqq", "/report/", "/reports/", "/track/")
    for path in (*paths, "/accessibility/", "/privacy/", "/cookies/", "/contact/", "/help/", "/accounts/login/code/"):
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        check_accessible(page)
