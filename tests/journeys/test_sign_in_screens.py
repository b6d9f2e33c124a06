"""The screens of the sign-in library wear the kit: labelled, in the council's layout, errors first."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import WIDTHS, check_accessible

PATHS = ("/accounts/login/", "/accounts/password/reset/")


def test_everybody_can_use_the_sign_in_screens(visit: Callable[..., Page]) -> None:
    page = visit(PATHS[0])
    for path in PATHS:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        check_accessible(page, widths=WIDTHS)


def test_a_wrong_password_is_told_at_the_top(visit: Callable[..., Page]) -> None:
    page = visit(PATHS[0])
    page.locator("#id_login").fill("nobody@example.org")
    page.locator("#id_password").fill("not the password")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    check_accessible(page)
