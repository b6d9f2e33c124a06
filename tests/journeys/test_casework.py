"""A complaint from the webform to the Ombudsman, information that has to be made clear, and a member's own question.

Each is worked by people at the desk while the person who asked looks on from their own page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civichub.cases.models import Case, Decision
from civichub.notifications.links import track_link
from tests.db.delivery.mail_server import MailServer
from tests.factories.members import seat
from tests.factories.shipped import offer
from tests.factories.world import World, make_world
from tests.journeys.browser import PHONE, WIDTHS, check_accessible
from tests.journeys.test_councillor import mail_to
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
Visit = Callable[..., Page]
ASKS = "sam.reed@example.org"


@pytest.fixture
def world(settings: Any, post: MailServer) -> World:
    """The county takes complaints, requests for information and questions of members."""
    settings.STAFF_SECOND_FACTOR = False
    settings.UNVERIFIED_MESSAGES_PER_HOUR = 20  # weeks of a complaint pass here in a minute
    world = make_world()
    offer(world, "corporate-complaint", "foi", "member-enquiry")
    return world


def judge(page: Page) -> None:
    """As wide as a desk and as narrow as a telephone."""
    check_accessible(page, widths=WIDTHS, focus=False)


def go_on(page: Page, **boxes: str) -> None:
    """Fill boxes by their labels' beginnings, judge the page and press Continue."""
    for label, words in boxes.items():
        page.get_by_label(re.compile(label.replace("_", " "))).first.fill(words)
    judge(page)
    page.get_by_role("button", name="Continue").click()


def send(page: Page) -> Case:
    """From the contact page through check answers to the confirmation; the case that it became."""
    go_on(page, First_name="Sam", Last_name="Reed", Email_address=ASKS)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    judge(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".hub-confirmation__reference")).to_be_visible()
    return Case.objects.get()


def step(
    page: Page, label: str, *, outcome: str = "", note: str = "As found", told: str = "", amount: str = ""
) -> None:
    """Take a step at the desk."""
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(label)
    if outcome:
        page.get_by_label(outcome, exact=True).check()
    for words, field in ((amount, "amount"), (told, "What to tell the customer"), (note, "Note for staff")):
        if words:
            page.get_by_label(field).fill(words)
    check_accessible(page, focus=False)
    page.get_by_role("button", name=label, exact=True).click()


def test_a_complaint_from_the_webform_to_the_ombudsman(visit: Visit, world: World, post: MailServer) -> None:
    resident = visit("/services/corporate-complaint/", width=PHONE, javascript=False)
    resident.get_by_role("button", name="Start now").click()
    resident.get_by_label("Day").fill("2")
    resident.get_by_label("Month").fill("3")
    resident.get_by_label("Year").fill("2026")
    go_on(resident, What_is_it_about="Nobody came", What_went_wrong="Three weeks without water.")
    resident.get_by_label("No", exact=True).check()
    go_on(resident)
    case = send(resident)

    officer = visit(f"/staff/cases/{case.reference}/", user=world.fresh("officer"))
    judge(officer)
    step(officer, "Acknowledge stage 1", told="You complain that nobody came for three weeks.")
    expect(officer.get_by_text("What is next")).to_be_visible()
    officer.get_by_role("link", name="Change the clock “Stage 1 answer”").click()
    officer.get_by_label("Extend", exact=True).check()
    officer.get_by_label(re.compile("the complaint is complex")).check()
    officer.get_by_label(re.compile("By how much")).fill("5")
    officer.get_by_label("Reason", exact=True).fill("The contractor has to be heard first")
    judge(officer)
    officer.get_by_role("button", name=re.compile("Save|Change")).click()
    do_waiting_work()
    extended = mail_to(post, ASKS, "We need more time")
    assert "The contractor has to be heard first" in extended
    assert "0300 061 0614" in extended, "the Ombudsman's details come with the extension"

    officer.get_by_role("link", name="Write down root cause and remedy").click()
    officer.get_by_label("Which service was it really about?").select_option(label="Pothole")
    officer.get_by_label("It took too long, or was not done").check()
    officer.get_by_label("What was found").fill("The job was closed by mistake.")
    officer.get_by_label("Payment", exact=True).check()
    judge(officer)
    officer.get_by_role("button", name="Save").click()
    step(officer, "Send the stage 1 answer", outcome="Stage 1, upheld in part", amount="600", note="Receipts are shown",
         told="You were right in part. We pay what it has cost you.")  # fmt: skip
    expect(officer.get_by_text("This is above your limit")).to_be_visible()
    judge(officer)
    manager = visit("/staff/diary/", user=world.fresh("manager"))
    judge(manager)
    manager.get_by_role("link", name="1 decision above a colleague’s limit").click()
    judge(manager)
    manager.get_by_role("link", name=re.compile("^Decide")).click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("£600.00")
    manager.get_by_label("Yes, agree and take the step").check()
    manager.get_by_label("Why?").fill("Shown by receipts")
    judge(manager)
    manager.get_by_role("button", name="Decide").click()
    expect(manager.get_by_text("Decided: the case has moved on.")).to_be_visible()
    assert Decision.objects.get().state == "taken"

    resident.goto(track_link(case.reference))
    judge(resident)
    resident.get_by_role("link", name="Ask for stage 2").click()
    resident.get_by_label("What is still wrong?").fill("You have not asked the neighbours.")
    judge(resident)
    resident.get_by_role("button", name="Ask for stage 2").click()
    manager.reload()
    expect(manager.get_by_text("“Acknowledge stage 2” is for another person")).to_be_visible()
    leader = visit(f"/staff/cases/{case.reference}/", user=world.fresh("leader"))
    step(leader, "Acknowledge stage 2", told="Somebody new looks at it.")
    step(leader, "Send the final answer, stage 2", outcome="Stage 2, not upheld", amount="80", told="It stays so.")
    expect(leader.get_by_text("Send the final answer, stage 2: done.")).to_be_visible()
    assert Decision.objects.filter(state="taken", limit_pence=10_000).exists(), "within the leader's own limit"
    resident.reload()
    expect(resident.get_by_role("link", name="Ask for stage 2")).to_have_count(0)
    do_waiting_work()
    assert "Local Government and Social Care Ombudsman" in mail_to(post, ASKS, "Our answer")
    leader.get_by_role("button", name="The Ombudsman is looking into it").click()
    leader.get_by_label("Why?").fill("The Ombudsman's letter came today")
    judge(leader)
    leader.get_by_role("button", name=re.compile("Save|Reopen")).click()
    resident.reload()
    expect(resident.get_by_text("The Ombudsman is looking into your complaint").first).to_be_visible()
    judge(resident)


def test_information_made_clear_and_a_members_question(visit: Visit, world: World) -> None:
    resident = visit("/services/foi/", width=PHONE, javascript=False)
    resident.get_by_role("button", name="Start now").click()
    resident.get_by_label("By email").check()
    go_on(resident, What_is_it_about="Gritting", Describe="What did it cost?")
    case = send(resident)
    officer = visit(f"/staff/cases/{case.reference}/", user=world.fresh("officer"))
    step(officer, "Ask what is wanted")
    officer.get_by_role("link", name="Write a note or ask the customer").click()
    officer.get_by_label("Note", exact=True).fill("Which winter do you mean?")
    officer.get_by_label("Ask the customer").check()
    judge(officer)
    officer.get_by_role("button", name=re.compile("Save")).click()
    expect(officer.get_by_text(re.compile("paused|stands still|standing still", re.I)).first).to_be_visible()
    judge(officer)
    resident.goto(track_link(case.reference))
    expect(resident.get_by_text("Which winter do you mean?").first).to_be_visible()
    resident.get_by_label("Your answer").fill("The last one.")
    judge(resident)
    resident.get_by_role("button", name="Send your answer").click()
    expect(resident.get_by_text("We are looking for what you asked for").first).to_be_visible()
    judge(resident)
    officer.reload()
    expect(
        officer.get_by_text(re.compile("begun anew|begins anew|Restarted|said what is wanted")).first
    ).to_be_attached()

    seat(world)
    member = visit("/staff/ward/ask/", user=world.fresh("councillor"))
    member.get_by_role("button", name="Send the question").click()
    judge(member)
    member.get_by_label("What is it about, in a few words?").fill("Library hours")
    member.get_by_label("What would you like to know?").fill("Who was asked?")
    member.get_by_label("No", exact=True).check()
    member.get_by_label("The other councillors of my ward", exact=True).check()
    member.get_by_role("button", name="Send the question").click()
    expect(member.get_by_text("Your question is with the team.")).to_be_visible()
    judge(member)
    asked = Case.objects.latest("pk")
    officer.goto(f"/staff/cases/{asked.reference}/")
    step(officer, "Answer the member", outcome="Answered", told="The friends of the library were.")
    member.reload()
    expect(member.get_by_text("The friends of the library were.")).to_be_visible()
    member.get_by_role("link", name="Share it otherwise").click()
    judge(member)
    member.get_by_label("Only me").check()
    member.get_by_role("button", name="Share it so").click()
    expect(member.get_by_text("Only me")).to_be_visible()
    analyst = visit("/staff/registers/", user=world.fresh("analyst"))
    judge(analyst)
    for name in ("Information requests", "Self-assessment"):
        analyst.goto("/staff/registers/")
        analyst.get_by_role("link", name=re.compile(name)).click()
        judge(analyst)
