"""A resident chats on a telephone, an advisor answers at a desk and passes them on; and the same without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.cases.models import Case
from civichub.delivery.models import Message
from civichub.knowledge.operations.canned_texts import write_canned_text
from civichub.routing.models import Seat
from civichub.routing.operations import define_queue, join_queue, sit_down
from civichub.webchat.operations import set_up_chat
from tests.factories.world import World, make_case, make_world
from tests.journeys.browser import PATIENCE_MS, PHONE, check_accessible, complaints

ALWAYS = {
    day: ["00:00-23:59"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|Failed to fetch|NetworkError|409")


@pytest.fixture
def world(settings: Any, transactional_db: None, live_server: Any) -> World:
    """The county chats; an advisor is ready, and so is an officer in Highways."""
    settings.STAFF_SECOND_FACTOR, settings.PUBLIC_URL = False, live_server.url
    world, now = make_world(), timezone.now()
    leader = world.people["leader"]
    for slug, word in (("chat", "advisor"), ("highways", "officer")):
        queue = define_queue(organisation=world.county, slug=slug, name=slug.capitalize(), hours=ALWAYS,
                             ring_seconds=120, actor=leader, at=now)  # fmt: skip
        join_queue(queue=queue, person=world.people[word], actor=leader, at=now)
        sit_down(actor=world.people[word], at=now)
        if slug == "chat":
            set_up_chat(organisation=world.county, is_on=True, queue=queue, greetings={"en": "Welcome."},
                        actor=leader, at=now)  # fmt: skip
    make_case(world)
    write_canned_text(
        organisation=world.county, title="Street", body="Which street is it?", channels=["chat"], actor=leader, at=now
    )
    Client().get("/chat/")  # the first request reads every address and template, which takes long on a busy machine
    return world


def keep_alive() -> None:
    """A server without streams has no signs of life of its own: the screens of this test are there."""
    Seat.objects.exclude(state="left").update(seen_at=timezone.now(), state="ready")


def accept(page: Page) -> None:
    keep_alive()
    page.goto("/staff/work/")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("log")).to_be_visible()


def write(page: Page, text: str) -> None:
    keep_alive()
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def forget_network_errors(page: Page) -> None:
    """The browser notes every request that the cut network refused: these, and no others, were meant."""
    lines = complaints(page)
    lines[:] = [line for line in lines if not NETWORK.search(line)]


def test_a_chat_from_the_first_question_to_a_case(visit: Callable[..., Page], world: World, tmp_path: Any) -> None:
    resident = visit("/chat/", width=PHONE)
    check_accessible(resident)
    resident.get_by_label("What is your question?").fill("There is a deep hole in the road")
    resident.get_by_label("Your name (optional)").fill("Sam Reed")
    resident.get_by_role("button", name="Start the chat").click()
    expect(resident.get_by_text("You are next.")).to_be_visible()
    expect(resident.get_by_text("Welcome.")).to_be_visible()
    check_accessible(resident)
    keep_alive()

    advisor = visit("/staff/work/", user=world.fresh("advisor"))
    accept(advisor)
    expect(advisor.get_by_text("There is a deep hole in the road").first).to_be_visible()
    check_accessible(advisor)
    expect(resident.get_by_text("You are now chatting with Advisor.")).to_be_visible()
    box = advisor.get_by_label("Your message")
    box.type("/str")
    expect(advisor.get_by_role("option", name="Which street is it?")).to_be_visible()
    box.press("Enter")
    box.press("Enter")
    expect(resident.get_by_role("log").get_by_text("Which street is it?")).to_be_visible()
    resident.get_by_label("Your message").type("High")
    expect(advisor.get_by_text("Sam Reed is typing")).to_be_visible()
    resident.get_by_label("Your message").press("Enter")
    expect(advisor.get_by_role("log").get_by_text("High", exact=True)).to_be_visible()
    expect(resident.get_by_text("Read", exact=True)).to_be_visible()
    _a_file_and_another_page(resident, advisor, tmp_path)
    _the_network_goes_and_comes_back(resident, advisor)
    officer = _passed_on(resident, advisor, visit, world)
    _becomes_a_case_and_ends(resident, officer)


def _a_file_and_another_page(resident: Page, advisor: Page, tmp_path: Any) -> None:
    photo = tmp_path / "hole.pdf"
    photo.write_bytes(PDF)
    resident.get_by_text("Send a photo or a document").click()
    resident.get_by_label("File", exact=True).set_input_files(photo)
    resident.get_by_role("button", name="Send the file").click()
    expect(resident.get_by_role("link", name="hole.pdf")).to_be_visible()
    expect(advisor.get_by_role("link", name="hole.pdf")).to_be_visible()
    check_accessible(resident)
    resident.goto("/services/")
    bar = resident.get_by_role("complementary", name="Your chat")
    expect(bar).to_be_visible()
    write(advisor, "Is it near the school?")
    expect(advisor.get_by_role("log").get_by_text("Is it near the school?")).to_be_visible()
    check_accessible(resident)
    bar.get_by_role("link", name="Go to the chat").click()
    expect(resident.get_by_role("log").get_by_text("Is it near the school?")).to_be_visible()


def _the_network_goes_and_comes_back(resident: Page, advisor: Page) -> None:
    resident.context.set_offline(True)
    write(resident, "Yes, right outside")
    write(resident, "Please hurry")
    expect(resident.get_by_text("Connection lost.")).to_be_visible()
    expect(resident.get_by_text("not sent yet").first).to_be_visible()
    write(advisor, "Are you still there?")
    resident.context.set_offline(False)
    for text in ("Yes, right outside", "Please hurry"):
        expect(advisor.get_by_role("log").get_by_text(text)).to_have_count(1, timeout=PATIENCE_MS)
    expect(resident.get_by_text("Connection lost.")).to_be_hidden(timeout=PATIENCE_MS)
    expect(resident.get_by_text("Are you still there?")).to_have_count(1, timeout=PATIENCE_MS)
    expect(resident.get_by_role("log").get_by_text("Please hurry")).to_have_count(1, timeout=PATIENCE_MS)
    forget_network_errors(resident)


def _passed_on(resident: Page, advisor: Page, visit: Callable[..., Page], world: World) -> Page:
    keep_alive()
    advisor.get_by_role("link", name="Pass it on").click()
    advisor.get_by_label("To which team?").select_option(label="Highways, Testshire")
    advisor.get_by_label("What has been said so far?").fill("A deep hole outside the school.")
    check_accessible(advisor)
    advisor.get_by_role("button", name="Pass it on").click()
    expect(advisor.get_by_text("The resident has been told.")).to_be_visible()
    check_accessible(advisor)
    expect(resident.get_by_text("We are passing you to Highways")).to_be_visible()
    officer = visit("/staff/work/", width=PHONE, user=world.fresh("officer"))
    accept(officer)
    expect(officer.get_by_text("A deep hole outside the school.")).to_be_visible()
    expect(officer.get_by_text("Please hurry")).to_be_visible()
    check_accessible(officer)
    write(officer, "I will see to it.")
    expect(resident.get_by_text("I will see to it.")).to_be_visible()
    return officer


def _becomes_a_case_and_ends(resident: Page, officer: Page) -> None:
    keep_alive()
    officer.get_by_role("link", name="Who it is, notes and a case").click()
    expect(officer.get_by_text("What was written")).to_be_visible()
    officer.get_by_role("button", name=re.compile("This is them")).click()
    officer.get_by_role("button", name="They are calling about this").click()
    expect(officer.get_by_text("this contact is about it")).to_be_visible()
    check_accessible(officer)
    resident.get_by_role("button", name="End the chat").click()
    expect(resident.get_by_text("This chat is over.")).to_be_visible()
    resident.get_by_label("Very good").check()
    resident.get_by_role("button", name="Send", exact=True).click()
    expect(resident.get_by_text("Thank you for telling us.")).to_be_visible()
    check_accessible(resident)
    resident.get_by_role("link", name="Get the transcript by email").click()
    resident.get_by_label("Your email address").fill("sam@home.example")
    check_accessible(resident)
    resident.get_by_role("button", name="Send me the link").click()
    expect(resident.get_by_role("heading", level=1)).to_have_text("Check your email")
    link = next(word for word in Message.objects.get().body.split() if word.startswith("http"))
    resident.goto(link)
    check_accessible(resident)
    resident.get_by_role("button", name="Send it to me").click()
    expect(resident.get_by_text("We have sent it to sam@home.example.")).to_be_visible()
    assert "Please hurry" in Message.objects.latest("pk").body
    assert Case.objects.get().contact_links.count() == 2


def test_without_scripts_one_posts_and_looks(visit: Callable[..., Page], world: World) -> None:
    resident = visit("/chat/", width=PHONE, javascript=False)
    resident.get_by_label("What is your question?").fill("When do you open?")
    resident.get_by_role("button", name="Start the chat").click()
    expect(resident.get_by_text("You are next.")).to_be_visible()
    check_accessible(resident)
    advisor = visit("/staff/work/", user=world.fresh("advisor"))
    accept(advisor)
    write(advisor, "At nine.")
    expect(advisor.get_by_role("log").get_by_text("At nine.")).to_be_visible()
    resident.get_by_role("button", name="Look for an answer").click()
    expect(resident.get_by_text("At nine.")).to_be_visible()
    write(resident, "Thank you")
    expect(resident.get_by_role("log").get_by_text("Thank you")).to_be_visible()
    resident.get_by_role("button", name="End the chat").click()
    expect(resident.get_by_text("This chat is over.")).to_be_visible()
    check_accessible(resident)
