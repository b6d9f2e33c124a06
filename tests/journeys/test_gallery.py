"""Every component in every state can be used by everybody: at a telephone's width and a desk's, by key and by click."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civichub.accounts.models import Membership, User
from civichub.accounts.roles import Role
from civichub.organisations.models import Organisation
from civichub.web.ui.gallery import PAGES
from tests.journeys.browser import DESK, PHONE, WIDTHS, check_accessible

DARK, LIGHT = "2b0a3d", "ffd400"

Visit = Callable[..., Page]


@pytest.fixture
def administrator(settings: Any) -> User:
    """Somebody who may look at the gallery, without a second factor, which has a journey of its own."""
    settings.STAFF_SECOND_FACTOR = False
    council = Organisation.objects.create(slug="gallery", name="Feckenham", short_name="Feckenham", kind="district")
    user = User.objects.create_user("gallery@example.org", name="Gallery Keeper", kind="staff")
    Membership.objects.create(user=user, organisation=council, role=Role.ADMINISTRATOR)
    return user


@pytest.mark.timeout(300)
def test_everybody_can_use_every_component(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/", user=administrator)
    for name in PAGES:
        page.goto(f"/gallery/?page={name}")
        expect(page.locator("h1")).to_have_count(1)
        check_accessible(page, widths=WIDTHS)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("colour", [DARK, LIGHT])
def test_any_council_colour_stays_readable(visit: Visit, administrator: User, colour: str) -> None:
    page = visit(f"/gallery/?page=resident&brand={colour}", user=administrator)
    check_accessible(page, focus=False)
    page.goto(f"/gallery/?page=case&brand={colour}")
    check_accessible(page, focus=False)


def test_without_scripts_every_question_can_be_answered(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=forms", width=PHONE, javascript=False, user=administrator)
    check_accessible(page, focus=False)
    page.get_by_label("Email", exact=True).check()
    expect(page.get_by_label("Email address")).to_be_visible()
    expect(page.get_by_label("Address, postcode or street")).to_be_visible()
    page.get_by_text("I know the grid reference").click()
    expect(page.get_by_label("Grid reference, or easting and northing")).to_be_visible()


def test_the_error_summary_leads_to_each_wrong_answer(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=errors", user=administrator)
    assert page.title().startswith("Error: ")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() == 9
    for index in range(links.count()):
        links.nth(index).click()
        target = links.nth(index).get_attribute("href")
        expect(page.locator(str(target))).to_be_focused()


def test_the_map_takes_a_place_by_key_and_by_click(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=forms", user=administrator)
    page.get_by_role("button", name="Put the pin at the cross").press("Enter")
    latitude = page.locator("[data-map-latitude]")
    expect(latitude).to_have_value("52.30000")
    canvas = page.locator(".leaflet-container")
    canvas.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Put the pin at the cross").press("Enter")
    assert float(latitude.input_value()) > 52.3
    canvas.click(position={"x": 100, "y": 100})
    expect(page.locator(".hub-map__said")).to_contain_text("Pin at 52.")
    page.get_by_role("button", name="Take the pin away").click()
    expect(latitude).to_have_value("")


def test_the_desk_works_from_the_keyboard(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=desk", width=DESK, user=administrator)
    page.wait_for_function("document.querySelector('.hub-table')")
    page.locator("h1").click()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Begin a contact")
    check_accessible(page, focus=False)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("?n")
    expect(search).to_have_value("?n")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Commands")
    page.keyboard.type("new")
    expect(palette.get_by_role("option").first).to_contain_text("New case")
    check_accessible(page, focus=False)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#new$"))


def test_single_keys_can_be_switched_off(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=desk", user=administrator)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Use single-key shortcuts in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.locator("#hub-sheet")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#hub-palette")).to_be_visible()


def test_rows_are_chosen_and_counted(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=desk", user=administrator)
    count = page.locator("[data-bulk-count]")
    page.get_by_label("Select 7KM-4PQ-XT4").check()
    expect(count).to_have_text("1 case chosen")
    page.get_by_label("Select all rows on this page").check()
    expect(count).to_have_text("3 cases chosen")


def test_the_contact_timer_runs_and_stops(visit: Visit, administrator: User) -> None:
    page = visit("/gallery/?page=case", user=administrator)
    timer = page.get_by_role("timer")
    first = timer.inner_text()
    assert first.startswith("03:2")
    expect(timer).not_to_have_text(first)
    page.goto("/gallery/?page=case&contact=paused")
    shown = timer.inner_text()
    page.wait_for_timeout(1200)
    expect(timer).to_have_text(shown)
