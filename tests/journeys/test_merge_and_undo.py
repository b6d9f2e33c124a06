"""Two records of one person are joined at the desk, and parted again exactly as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.customers import reachable
from tests.factories.world import make_case, make_world
from tests.journeys.browser import WIDTHS, check_accessible


def reading(page: Page, reference: str) -> str:
    """What the customer's page says."""
    page.goto(f"/staff/customers/{reference}/")
    return page.locator("main").inner_text()


@pytest.mark.timeout(120)
def test_a_merge_is_undone_and_both_are_as_they_were(
    visit: Callable[..., Page], settings: Any, transactional_db: None
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    world = make_world()
    keep = reachable(world.county, given_name="Grace", family_name="Okoro", email="grace@example.org")
    other = reachable(world.county, given_name="Gracie", family_name="Okoro", email="gracie@example.org")
    make_case(world, customer=keep, title="A hole in Mill Lane")
    make_case(world, customer=other, title="A hole in Church Lane")
    page = visit("/staff/", user=world.fresh("leader"))
    before = {reference: reading(page, reference) for reference in (other.reference, keep.reference)}
    assert "A hole in Church Lane" not in before[keep.reference]

    page.get_by_role("link", name="Merge with another record").click()
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the reference")
    check_accessible(page, widths=WIDTHS)
    page.get_by_label("Reference of the other record").fill(other.reference)
    page.get_by_label("How do you know").fill("Both gave the same date of birth")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("The two records are one.")).to_be_visible()
    for words in ("A hole in Mill Lane", "A hole in Church Lane", "grace@example.org", "gracie@example.org"):
        expect(page.get_by_text(words).first).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    assert "A hole in Mill Lane" in reading(page, other.reference), "the old reference leads to the joined record"

    page.goto(f"/staff/customers/{keep.reference}/")
    page.get_by_role("button", name="Undo this merge").click()
    expect(page.get_by_text("The merge is undone")).to_be_visible()
    assert {reference: reading(page, reference) for reference in before} == before
