"""A caller and an advisor with a headset: who it is, notes that outlive a dropped call, a case, a warm transfer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from civichub.customers.operations import add_contact_point, register_customer
from civichub.forms.operations import publish_form_version, save_form_draft
from civichub.forms.shipped import shipped_sources
from civichub.telephony.phrases import phrase
from civichub.telephony.speech import tone_of
from tests.factories.world import make_case
from tests.journeys.browser import WIDTHS, check_accessible
from tests.journeys.headset import at_their_desk, browser_with_headset, counter_with_browser, opened_phone, phone_words
from tests.phone.counter import CALLER, Counter
from tests.phone.sip import eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, OTHER_HZ

NOTES = "Hole outside the school. A child fell."


@pytest.fixture
def headset(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    with browser_with_headset(browser, tmp_path) as found:
        yield found


@pytest.fixture
def counter(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Counter]:
    """Priya Nair, whose number is known, has reported something before. Everybody is asked how it was."""
    with counter_with_browser(tmp_path, settings) as counter:
        by = {"actor": counter.world.people["advisor"], "at": timezone.now()}
        person = register_customer(organisation=counter.world.county, given_name="Priya", family_name="Nair", **by)
        add_contact_point(customer=person, kind="phone", value=CALLER, **by)
        make_case(counter.world, customer=person)
        source, hub = shipped_sources()["general-enquiry"], by | {"actor": counter.world.system}
        form, _ = save_form_draft(key="general-enquiry", text=source, organisation=None, **hub)
        publish_form_version(version=form, **hub)
        counter.change_line(survey_share=100)
        yield counter


def answer(page: Page, counter: Counter) -> Any:
    """From the bell to the contact that opens by itself."""
    counter.ready("advisor")
    caller = counter.ring()
    caller.say(CALLER_HZ)
    expect(phone_words(page)).to_contain_text("Ringing")
    page.goto("/staff/")
    expect(page.get_by_text("Probably Priya Nair").first).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    page.get_by_role("button", name="Accept").click()
    caller.wait_heard(ADVISOR_HZ)
    expect(page.get_by_text("On the line")).to_be_visible()
    return caller


def test_a_caller_is_known_cut_off_rings_again_and_is_passed_on_with_the_notes(
    headset: Browser, live_server: Any, counter: Counter, visit: Callable[..., Page]
) -> None:
    with at_their_desk(headset, live_server.url, counter.world.fresh("advisor")) as desk:
        page = desk.new_page()
        page.goto("/staff/")
        opened_phone(page)
        expect(phone_words(page)).to_have_text("Telephone ready")
        caller = answer(page, counter)
        page.get_by_role("button", name=re.compile("This is them.*Priya Nair")).click()
        expect(page.get_by_role("heading", name="Priya Nair")).to_be_visible()
        expect(page.get_by_role("link", name="Pothole").first).to_be_visible()
        page.get_by_label("Notes").fill(NOTES)
        expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
        caller.hang_up()
        counter.wait_state("answered")
        expect(phone_words(page)).to_have_text("Telephone ready")
        page.reload()
        expect(page.get_by_label("Notes")).to_have_value(NOTES)
        check_accessible(page, widths=WIDTHS)
        wrap_up(page)
        caller = answer(page, counter)
        page.get_by_role("button", name=re.compile("This is them.*Priya Nair")).click()
        page.get_by_label("Notes").fill(NOTES)
        with page.expect_navigation():
            page.get_by_role("button", name="Save notes").click()
        page.get_by_role("link", name="Take a request about Pothole").click()
        open_a_case(page)
        page.get_by_role("link", name="Pass on").click()
        hand_off(page, counter)
        second = counter.phone("leader").next_call()
        caller.wait_heard(MUSIC)
        second.say(OTHER_HZ)
        second.answer()
        caller.wait_heard(OTHER_HZ)
        leader = visit("/staff/", user=counter.world.fresh("leader"))
        leader.get_by_role("link", name="1 in hand").click()
        expect(leader.get_by_text(NOTES).first).to_be_visible()
        check_accessible(leader, widths=WIDTHS)
        second.hang_up()
        eventually("the question is heard", lambda: caller.has_heard(tone_of(phrase("en", "survey"))))
        caller.press("4")
        caller.wait_over()
        assert counter.wait_state("answered").survey_score == 4


def open_a_case(page: Page) -> None:
    """The general form; what is known of the caller stands in it."""
    page.get_by_label("Tell you about a problem").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What is it about, in a few words?").fill("Hole outside the school")
    page.get_by_label("Tell us what you need").fill(NOTES)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("group", name=re.compile("about a particular place")).get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("First name")).to_have_value("Priya")
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Phone number").fill(CALLER)
    check_accessible(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The case is open.")).to_be_visible()


def wrap_up(page: Page) -> None:
    """They were cut off: the notes are kept."""
    page.get_by_role("region", name="Live contact").get_by_role("button", name="Wrap up").click()
    page.get_by_label("Why did they get in touch?").fill("A hole")
    page.get_by_label("They left before we finished").check()
    page.get_by_label("Not avoidable").check()
    check_accessible(page)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("region", name="Begin contact")).to_be_visible()


def hand_off(page: Page, counter: Counter) -> None:
    """With the caller on the line, to a colleague who is free."""
    counter.ready("leader")
    page.get_by_label("To which team?").select_option(value=str(counter.world.teams["desk"].pk))
    page.get_by_role("button", name="See who is in").click()
    check_accessible(page)
    page.get_by_label(str(counter.world.people["leader"])).check()
    page.get_by_label("What has been said so far?").fill(NOTES)
    page.get_by_role("button", name="Hand off").click()
