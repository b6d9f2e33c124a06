"""An email comes in by IMAP, is answered, and its reply is answered by somebody else and becomes a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.delivery.models import Message
from civichub.forms.operations import publish_form_version, save_form_draft
from civichub.forms.shipped import shipped_sources
from civichub.messaging.fetching import fetch_mail
from civichub.messaging.models import Conversation, Mailbox
from civichub.routing.operations import leave_seat
from tests.db.delivery.mail_server import MailServer
from tests.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.factories.mail import ADDRESS, make_mailbox, seat, written
from tests.factories.world import World, make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.worker import do_waiting_work

PLAN = b"%PDF-1.4\r\n.\r\nthe plan\n%%EOF\n"
FILES = (("plan", b""), ("wrong", b"\n"))


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    settings.STAFF_SECOND_FACTOR = settings.DEMO = False
    world, now = make_world(), timezone.now()
    source = shipped_sources()["general-enquiry"]
    form, _ = save_form_draft(key="general-enquiry", text=source, organisation=None, actor=world.system, at=now)
    publish_form_version(version=form, actor=world.system, at=now)
    Client().get("/staff/")  # the first request reads every address and template, which takes long on a busy machine
    return world


@pytest.fixture
def box(world: World, dovecot: Dovecot, monkeypatch: Any) -> Mailbox:
    """The county's mailbox on the real server."""
    monkeypatch.setenv("CIVICHUB_MAILBOX_ENQUIRIES", PASSWORD)
    return make_mailbox(
        world, at=timezone.now(), arrival="imap", host="127.0.0.1", port=dovecot.port, secure="off",
        user=dovecot.user, secret_name="CIVICHUB_MAILBOX_ENQUIRIES",
    )  # fmt: skip


def come_in(box: Mailbox, dovecot: Dovecot, mail: EmailMessage, name: str) -> None:
    """From the mailbox on the server, by the functions that the worker runs, into the line."""
    dovecot.deliver(mail.as_bytes(), name)
    assert fetch_mail(box) == 1
    do_waiting_work()


def leave() -> Any:
    """What is held for taking back goes now."""
    Message.objects.filter(state="held").update(hold_until=timezone.now(), state="queued")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    do_waiting_work()


def take_what_is_offered(page: Page) -> None:
    page.get_by_role("region", name="Your work").get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Street light")


def attach_the_plan(page: Page) -> None:
    """Two files go up as soon as they are chosen, and one of them is taken off again."""
    choose = page.get_by_label("Files that go with it", exact=True).and_(page.locator("input"))
    choose.set_input_files([{"name": f"{name}.pdf", "mimeType": "", "buffer": PLAN + end} for name, end in FILES])
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    page.get_by_role("button", name="Remove wrong.pdf").click()
    expect(page.get_by_role("link", name="wrong.pdf")).to_be_hidden()
    choose.set_input_files([{"name": "run.exe", "mimeType": "", "buffer": b"MZ"}])
    expect(page.get_by_text("run.exe was not attached.")).to_be_visible()
    check_accessible(page)


def make_a_case_of_it(page: Page) -> None:
    """The words of the email and its writer stand in the form; the rest is asked; the case shows the email."""
    page.get_by_role("link", name="Make a case of it").click()
    page.get_by_label("Tell you about a problem").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Tell us what you need")).to_have_value("It is still dark.")
    check_accessible(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("group", name=re.compile("about a particular place")).get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("First name")).to_have_value("Priya")
    expect(page.get_by_label("Email address")).to_have_value("priya@example.com")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The case is open.")).to_be_visible()
    page.get_by_role("link", name="Street light").click()
    expect(page.get_by_text("It is still dark.").first).to_be_visible()
    page.get_by_role("link", name="The contact that it came from").click()
    page.get_by_role("link", name="Open the email").click()


def test_an_email_and_its_reply(
    visit: Callable[..., Page], world: World, box: Mailbox, dovecot: Dovecot, post: MailServer
) -> None:
    first = visit("/staff/", user=world.fresh("officer"), width=DESK)
    seat(world, "officer", at=timezone.now())
    come_in(box, dovecot, written(), "1.journey")
    first.goto(first.url)
    take_what_is_offered(first)
    check_accessible(first)
    first.get_by_label("Your answer").fill("Thank you. We mend it on Monday.")
    expect(first.get_by_text("Draft kept at")).to_be_visible()
    first.keyboard.press("Tab")
    first.get_by_role("button", name="Send the answer").press("Enter")
    expect(first.get_by_role("button", name="Take it back")).to_be_visible()
    check_accessible(first)
    first.get_by_role("button", name="Take it back").click()
    expect(first.get_by_label("Your answer")).to_have_value("Thank you. We mend it on Monday.")
    attach_the_plan(first)
    first.get_by_role("button", name="Send the answer").click()
    first.goto(f"{first.url.split('/staff')[0]}/staff/")
    leave()
    answer = next(one for one in post.messages if one["Auto-Submitted"] is None)
    assert [one.get_content() for one in answer.iter_attachments()] == [PLAN]

    reply = EmailMessage(policy=SMTP)
    reply["From"], reply["To"] = "Priya Shah <priya@example.com>", str(answer["Reply-To"])
    reply["Subject"], reply["Message-ID"] = "Anything else", "<second@example.com>"
    reply.set_content("It is still dark.")
    leave_seat(actor=world.fresh("officer"), at=timezone.now())
    second = visit("/staff/", user=world.fresh("advisor"), width=PHONE)
    seat(world, "advisor", at=timezone.now())
    come_in(box, dovecot, reply, "2.journey")
    second.goto(second.url)
    take_what_is_offered(second)
    expect(second.get_by_text("It is still dark.")).to_be_visible()
    expect(second.get_by_text("We mend it on Monday.")).to_be_visible()
    check_accessible(second)
    make_a_case_of_it(second)
    second.get_by_label("Your answer").fill("We come again tonight.")
    second.get_by_role("button", name="Send the answer").click()
    expect(second.get_by_text("Answer leaves in 20 seconds.")).to_be_visible()
    leave()
    again = [one for one in post.messages if "We come again tonight." in one.get_body().get_content()]
    assert ["priya@example.com" in one["To"] for one in again] == [True]
    conversation = Conversation.objects.get()
    assert conversation.correspondent == "priya@example.com"
    assert conversation.mailbox.address == ADDRESS
    assert conversation.messages.filter(kind="theirs").count() == 2
