"""A member of staff adds a passkey and signs in with nothing else: Chromium's own authenticator, under our CSP."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from tests.factories.world import make_world
from tests.journeys.browser import WIDTHS, check_accessible

pytestmark = pytest.mark.timeout(240)
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_opens_the_desk(
    visit: Callable[..., Page], transactional_db: Any, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server speaks no TLS
    officer = make_world().people["officer"]
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    page = visit("/sign-in/")
    refused = _refusals_of(page)
    _plug_in_authenticator(page)

    page.get_by_label("Email").fill(officer.email)
    page.get_by_label("Password", exact=True).fill("a-long-enough-passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))
    check_accessible(page, widths=WIDTHS)
    page.goto("/accounts/2fa/webauthn/add/")
    expect(page.locator("h1")).to_have_text("Sign in again")
    check_accessible(page, widths=WIDTHS)
    page.get_by_label("Password", exact=True).fill("a-long-enough-passphrase")
    page.get_by_role("button", name="Continue").click()
    check_accessible(page, widths=WIDTHS)
    page.get_by_label("Name").fill("Desk computer")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main")).to_contain_text("recovery codes", ignore_case=True)
    page.goto("/staff/")
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/staff/")

    page.context.clear_cookies()
    page.goto("/staff/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/staff/$"))
    check_accessible(page, widths=WIDTHS)
    assert refused == []


def _refusals_of(page: Page) -> list[str]:
    """What the content security policy stops from now on, as the browser reports it."""
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    return refused


def _plug_in_authenticator(page: Page) -> None:
    """One that is always at hand and always says yes, in place of a finger or a PIN."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
