"""A call at the desk: offered with who it probably is, taken off the hook, opened by itself, held, and wrapped up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.customers.operations import add_contact_point, register_customer
from tests.journeys.browser import WIDTHS, check_accessible
from tests.phone.counter import CALLER, running_counter
from tests.phone.site import running_site
from tests.phone.talking import ADVISOR_HZ, MUSIC


def test_an_advisor_answers_a_call_with_its_history_before_them(
    visit: Callable[..., Page], transactional_db: None, tmp_path: Path, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path / "files"
    with running_site() as site, running_counter(site, tmp_path / "sounds") as counter:
        by = {"actor": counter.world.people["advisor"], "at": timezone.now()}
        person = register_customer(organisation=counter.world.county, given_name="Priya", family_name="Nair", **by)
        add_contact_point(customer=person, kind="phone", value=CALLER, **by)
        page = visit("/staff/work/", user=counter.world.fresh("advisor"))
        counter.ready("advisor")
        caller = counter.ring()
        advisor = counter.phone("advisor").next_call()
        page.reload()
        expect(page.get_by_text("Probably Priya Nair").first).to_be_visible()
        check_accessible(page)
        advisor.say(ADVISOR_HZ)
        advisor.answer()
        caller.wait_heard(ADVISOR_HZ)
        page.goto(page.url.replace("/staff/work/", "/staff/"))
        expect(page.get_by_text("On the line")).to_be_visible()
        expect(page.get_by_role("link", name="Priya Nair")).to_be_visible()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            check_accessible(page)
        page.get_by_role("button", name="Hold", exact=True).click()
        caller.wait_heard(MUSIC)
        caller.hang_up()
        advisor.wait_over()
        counter.wait_state("answered")
        page.reload()
        expect(page.get_by_text("In wrap-up").first).to_be_visible()
        leader = visit("/staff/calls/set-up/", user=counter.world.fresh("leader"))
        check_accessible(leader)
        leader.get_by_role("link", name="Highways").click()
        expect(leader.get_by_label("Urgent message")).to_be_visible()
        check_accessible(leader)
