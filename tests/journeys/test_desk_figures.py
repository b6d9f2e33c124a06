"""An analyst reads the year's contacts, asks where a number comes from, and corrects it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civichub.performance.operations import enter_figure
from tests.factories.world import BEFORE, make_world
from tests.journeys.browser import WIDTHS, check_accessible


@pytest.mark.timeout(120)
def test_a_number_leads_to_its_source_and_is_corrected(
    visit: Callable[..., Page], settings: Any, transactional_db: None
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    world = make_world()
    analyst = world.people["analyst"]
    enter_figure(
        organisation=world.county, month=date(2021, 3, 1), channel="phone", self_service=False, value=1250,
        source="The telephone report", actor=analyst, at=BEFORE,
    )  # fmt: skip
    page = visit("/staff/figures/?from=2021-01&to=2021-12", user=analyst)
    check_accessible(page, widths=WIDTHS)
    page.get_by_role("link", name="1,250").first.click()
    expect(page.get_by_text("The telephone report")).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    page.get_by_role("link", name="Correct March 2021").click()
    page.get_by_label("Contacts", exact=True).fill("1300")
    page.get_by_label("Where does this number come from?").fill("The corrected report")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The corrected report")).to_be_visible()
    expect(page.get_by_text("Replaced", exact=True)).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    base = page.url.split("/staff")[0]
    for report in ("calls", "waits"):
        page.goto(f"{base}/staff/figures/{report}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessible(page, widths=WIDTHS)
