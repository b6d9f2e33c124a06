"""A contact is scored by keys, disputed and scored anew; scorers calibrate; a leader coaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.contacts.models import Contact
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import draw_contacts
from tests.factories.quality import handle, scoring_world
from tests.factories.world import World
from tests.journeys.browser import DESK, PHONE, check_accessible

BOTH = (DESK, PHONE)


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    """Last month's contacts of the advisor are drawn; one of yesterday is not."""
    settings.STAFF_SECOND_FACTOR = False
    world, rule = scoring_world(contacts=0)
    now = timezone.now()
    last_month = now.replace(day=1) - timedelta(days=9)
    for number in range(4):
        handle(world, world.people["advisor"], last_month - timedelta(hours=number))
    handle(world, world.people["advisor"], now - timedelta(days=1))
    draw_contacts(rule=rule, actor=world.system, at=now)
    Client().get("/accounts/login/")  # the first request reads every address, which takes long on a busy machine
    return world


def score_by_keys(page: Page) -> None:
    """From the list through the form: every answer by its key, the last by the pointer."""
    page.keyboard.press("e")
    expect(page.get_by_text("1 to 9 answer the question you are at")).to_be_visible()
    for key in ("2", "0", "4", "4", "2", "0", "2", "2", "3", "1"):
        page.keyboard.press(key)
    expect(page.get_by_text("86.4%, 1 of 11 to answer")).to_be_visible()
    check_accessible(page, widths=BOTH)
    page.get_by_role("group", name="Is it written down").get_by_label("Yes").check()
    page.get_by_label("What went well").fill("Kind. Say the day.")
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("What went well")).to_have_value("Kind. Say the day.")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("The score is finished.")).to_be_visible()


def test_a_score_is_given_read_disputed_and_talked_about(visit: Callable[..., Page], world: World) -> None:
    task = Review.objects.filter(state="to_do").order_by("due_on", "pk").first()
    assert task is not None
    scorer = task.scorer
    page = visit("/staff/quality/to-score/", user=scorer)
    check_accessible(page, widths=BOTH)
    score_by_keys(page)
    expect(page.get_by_text("87.5%").first).to_be_visible()
    check_accessible(page, widths=BOTH)

    own = visit("/staff/quality/", user=world.people["advisor"])
    check_accessible(own, widths=BOTH)
    own.get_by_role("row").filter(has_text="87.5%").get_by_role("link").click()
    own.get_by_role("link", name="Dispute it").click()
    own.get_by_label("What is not right").fill("The day is in the notes.")
    check_accessible(own, widths=BOTH)
    own.get_by_role("button", name="Ask for a second opinion").click()
    expect(own.get_by_text("Somebody else will score this contact.")).to_be_visible()
    check_accessible(own)
    second = Review.objects.get(why="second")
    assert second.scorer_id not in (scorer.pk, world.people["advisor"].pk)
    assert visit(f"/staff/quality/scores/{task.pk}/", user=second.scorer).get_by_text("Page not found").count()

    page.goto("/staff/quality/team/")
    page.get_by_role("link", name="Advisor", exact=True).click()
    check_accessible(page, widths=BOTH)
    page.get_by_role("button", name="Write a coaching note").click()
    page.get_by_label("What did you talk about?").fill("Endings")
    check_accessible(page, widths=BOTH)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Only the two of you can read this note.")).to_be_visible()
    check_accessible(page)


def test_scorers_calibrate_and_anybody_checks_the_draw(visit: Callable[..., Page], world: World) -> None:
    contact = Contact.objects.order_by("-started_at").first()
    assert contact is not None
    page = visit(f"/staff/contacts/{contact.reference}/", user=world.people["leader"])
    page.get_by_role("link", name="Calibrate on it").click()
    check_accessible(page, widths=BOTH)
    page.get_by_role("button", name="Begin the calibration").click()
    for who in ("leader", "second"):
        other = visit("/staff/quality/calibration/", user=world.people[who])
        other.get_by_role("table").get_by_role("link").first.click()
        other.wait_for_url("**/calibration/*/")  # whole: a key before its script is there says nothing
        expect(other.get_by_text("87.5%")).to_have_count(0)
        score_by_keys(other)
    page.reload()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="What you agree on")).to_be_visible()
    check_accessible(page, widths=BOTH)
    page.get_by_role("button", name="Write down the agreed score").click()
    expect(page.get_by_text("The agreed score is written down.")).to_be_visible()
    page.goto("/staff/quality/calibration/")
    expect(page.get_by_text("Agreement by question")).to_be_visible()
    check_accessible(page, widths=BOTH)

    governance = visit("/staff/quality/", user=world.people["governance"])
    check_accessible(governance, widths=BOTH)
    governance.get_by_role("table").get_by_role("link").first.click()
    expect(governance.get_by_text("Drawn again, it gives the same contacts")).to_be_visible()
    check_accessible(governance)
    manager = visit("/staff/quality/rules/", user=world.people["manager"])
    check_accessible(manager, widths=BOTH)
    manager.get_by_role("link", name="Change Three a month").click()
    check_accessible(manager, widths=BOTH)
    manager.get_by_label("How many contacts of each person?").fill("4")
    manager.get_by_role("button", name="Save").click()
    expect(manager.get_by_text("The rule is kept.")).to_be_visible()
