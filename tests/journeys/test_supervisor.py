"""Somebody runs the day from the keyboard: sees a warning in time, moves work, adds a person, who is offered it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.routing.models import WorkItem
from civichub.routing.operations import define_queue, join_queue, place_work, sit_down, watch_queue
from civichub.workforce.operations import define_duty, define_skill, propose_skill, set_presence
from tests.factories.world import World, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: ["00:00-24:00"] for day in DAYS} | {"bank_holidays": "open"}
SET_UP = (
    "/staff/queues/set-up/",
    "/staff/queues/set-up/new/",
    "/staff/skills/register/",
    "/staff/skills/",
    "/staff/skills/mine/",
    "/staff/duties/",
    "/staff/duties/{duty}/",
    "/staff/duties/{duty}/turns/",
    "/staff/wallboard/screens/new/",
    "/staff/wallboard/",
    "/staff/whiteboard/",
    "/staff/whiteboard/calendar/",
    "/staff/whiteboard/{officer}/",
    "/staff/calls/set-up/call-backs/",
    "/staff/calls/set-up/sentences/?kind=number&language=cy",
    "/staff/calls/set-up/sentences/script/?kind=number&language=cy",
    "/staff/calls/set-up/sentences/recordings/",
    "/staff/calls/set-up/sentences/{county}/en-next/",
)


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    """A telephone line with one person and nine who wait, and a second line that nobody serves."""
    settings.STAFF_SECOND_FACTOR = False
    world, now = make_world(), timezone.now()
    leader = world.people["leader"]
    calls, _ = (
        define_queue(organisation=world.county, slug=slug, name=name, hours=ALWAYS, answer_within_seconds=600,
                     actor=leader, at=now)
        for slug, name in (("calls", "Telephone"), ("second", "Second line"))
    )  # fmt: skip
    join_queue(queue=calls, person=world.people["officer"], actor=leader, at=now)
    sit_down(actor=world.people["officer"], at=now)
    for number in range(9):
        place_work(queue=calls, kind="call", subject_kind="thing", subject_id=number, title=f"Caller {number}",
                   arrived_at=now - timedelta(minutes=2, seconds=-number), actor=world.system, at=now)  # fmt: skip
    watch_queue(queue=calls, actor=world.system, at=now)
    Client().get("/accounts/login/")  # the first request reads every address, which takes long on a busy machine
    return world


def press_on(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to something and press a key, as somebody without a mouse does."""
    found = page.get_by_role(role, name=name).first
    found.focus()
    page.keyboard.press(key)


def test_a_supervisor_keeps_the_standard_from_the_keyboard(visit: Callable[..., Page], world: World) -> None:
    wall = visit("/staff/wallboard/", user=world.fresh("leader"))
    expect(wall.get_by_text("At this rate the share answered within 10 min falls below 90%")).to_be_visible()
    check_accessible(wall)
    page = visit("/staff/queues/", user=world.fresh("leader"))
    expect(page.get_by_role("main").get_by_text("would keep it")).to_be_visible()
    check_accessible(page)
    press_on(page, "button", "I see to it")
    expect(page.get_by_text("Leader sees to it since")).to_be_visible()
    check_accessible(page)

    row = page.get_by_role("row").filter(has_text="Caller 5")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_label("Move to").focus()
    page.keyboard.type("Second")
    row.get_by_role("button", name="Move it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved to Second line. It keeps its waiting time.")).to_be_visible()
    check_accessible(page)

    advisor = visit("/staff/work/", user=world.fresh("advisor"))
    press_on(advisor, "button", "Get ready")
    expect(advisor.get_by_text("Nothing just now")).to_be_visible()
    page.goto(page.url.replace(page.url.split("/staff")[1], f"/queues/{_second()}/"))
    expect(page.get_by_text("Nobody serves this queue")).to_be_visible()
    press_on(page, "link", "Add people")
    page.get_by_label("Name or email, in any organisation").focus()
    page.keyboard.type("advisor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Advisor").get_by_role("button")).to_be_visible()
    check_accessible(page)
    press_on(page, "button", "Add")
    expect(page.get_by_text("Advisor serves Second line now.")).to_be_visible()
    check_accessible(page)

    advisor.reload()
    expect(advisor.get_by_text("Call: Caller 5")).to_be_visible()
    press_on(advisor, "button", "Accept")
    expect(advisor.get_by_role("link", name="Caller 5").or_(advisor.get_by_text("Caller 5")).first).to_be_visible()
    check_accessible(advisor)
    wall.evaluate("window.htmx.trigger('#wall', 'sse:resync')")
    line = wall.get_by_role("row").filter(has_text="Second line")
    expect(line.get_by_role("cell").nth(5)).to_have_text("1"), "the board on the wall has moved: one is busy"
    expect(wall.get_by_text("Seen to since")).to_be_visible()


def _second() -> int:
    return WorkItem.objects.get(title="Caller 5").queue_id


def test_everybody_can_use_the_pages_of_setting_up(visit: Callable[..., Page], world: World) -> None:
    leader, now = world.people["leader"], timezone.now()
    duty = define_duty(organisation=world.county, title="Duty officer", actor=leader, at=now)
    skill = define_skill(key="bsl", kind="sign", name="Sign language", said="you sign", actor=leader, at=now)
    propose_skill(skill=skill, level=3, actor=world.people["officer"], at=now)
    set_presence(person=world.people["officer"], status="visit", reach="117", actor=leader, at=now)
    page = visit(SET_UP[0], user=world.fresh("leader"))
    base = page.url.split("/staff")[0]
    for path in SET_UP:
        page.set_viewport_size({"width": DESK, "height": 900})
        page.goto(base + path.format(duty=duty.pk, officer=world.people["officer"].pk, county=world.county.pk))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessible(page, focus=False)
        page.set_viewport_size({"width": PHONE, "height": 900})
        check_accessible(page)
