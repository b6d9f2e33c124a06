"""What journeys at the desk share: signing in with a code, and the steps that every case page offers."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from civichub.accounts.models import User
from civichub.devtools.demo.people import MAIL, PASSWORD
from tests.journeys.browser import check_accessible


def colleague(local: str) -> User:
    """Somebody of the demonstration, by what stands before the @: advisor, highways, care, waste, leader…"""
    return User.objects.get(email=f"{local}@{MAIL}")


def code_of(secret: str) -> str:
    """What an authenticator app shows now for this secret."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in_at_the_desk(page: Page, local: str) -> None:
    """From any page of the desk through the password and a first authenticator app to My work."""
    check_accessible(page)
    page.locator("#id_login").fill(f"{local}@{MAIL}")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("The desk needs a second step")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Set it up").click()
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Continue", exact=True).click()
    secret = page.get_by_label("Key to type in, if you cannot scan").input_value()
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    check_accessible(page)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check_accessible(page)
    page.get_by_role("link", name="The desk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    check_accessible(page)


def take_step(page: Page, label: str, *, outcome: str = "", amount: str = "", words: str = "") -> None:
    """From the case page through the page of one step and back; `words` are for the customer."""
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(label)
    if outcome:
        page.get_by_label(outcome, exact=True).check()
    if amount:
        page.get_by_label("amount").fill(amount)
    if words:
        page.get_by_label("What to tell the customer").fill(words)
    check_accessible(page)
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_text(f"{label}: done.")).to_be_visible()
