"""Files go with an answer once they were looked at, and stay with it whatever its writer does until it has left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from civichub.contacts.operations import identify_customer
from civichub.core.errors import Invalid, NotAllowed, NotFound
from civichub.customers.operations import register_customer
from civichub.delivery.drafts import Draft, checked
from civichub.delivery.enclosures import Enclosure, read_enclosures
from civichub.delivery.models import Message
from civichub.delivery.providers.base import Refused
from civichub.messaging.intake import look_at_held_files
from civichub.messaging.models import Conversation, Mailbox, MailFile
from civichub.messaging.operations.mail_answering import Reply, send_reply, take_back_reply
from civichub.messaging.operations.mail_drafting import attach_file, take_off_file
from civichub.messaging.queries.mail import enclosed_in_draft, files_by_email
from tests.db.staff.test_case_pages import sign_in
from tests.factories.mail import arrive, make_mailbox, written
from tests.factories.scanner import MARK, running_scanner
from tests.factories.world import NOON, World

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.CLAMAV = tmp_path, ""


@pytest.fixture
def conversation(world: World) -> Conversation:
    return arrive(make_mailbox(world), written(), world=world).conversation


def attach(conversation: Conversation, actor: Any, name: str = "form.pdf", content: bytes = PDF) -> MailFile:
    return attach_file(conversation=conversation, name=name, content=content, actor=actor, at=NOON)


def test_undoing_brings_the_files_back_and_a_later_time_keeps_them(world: World, conversation: Conversation) -> None:
    officer = world.fresh("officer")
    one, same, other = (attach(conversation, officer, "C:\\scans\\a.pdf", PDF + end) for end in (b"1", b"1", b"2"))
    assert (one, one.name, one != other) == (same, "a.pdf", True)
    sent = send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON)
    assert (enclosed_in_draft(conversation, officer), sent.files.count()) == ([], 2)
    take_back_reply(message=sent, actor=officer, at=NOON + timedelta(seconds=5))
    assert enclosed_in_draft(conversation, officer) == [one, other]
    take_off_file(conversation=conversation, token=other.token, actor=officer, at=NOON)
    tomorrow = NOON + timedelta(days=1)
    later = send_reply(conversation=conversation, reply=Reply("Here.", send_at=tomorrow), actor=officer, at=NOON)
    assert [file["name"] for file in later.delivery.enclosures] == ["a.pdf"]
    assert later.delivery.hold_until == tomorrow
    (enclosure,) = (Enclosure(**file) for file in later.delivery.enclosures)
    assert read_enclosures([enclosure])[0].content == PDF + b"1"
    default_storage.delete(enclosure.path)
    with pytest.raises(Refused, match="gone"):
        read_enclosures([enclosure])


def test_what_cannot_go_is_said_in_a_sentence(world: World, conversation: Conversation, settings: Any) -> None:
    officer = world.fresh("officer")
    for name, content, why in (
        ("empty.pdf", b"", "empty.pdf was not attached. It is empty."),
        ("run.exe", b"MZ" + b"\0" * 80, "We do not take this kind of file"),
        ("live.pdf", PDF + b"/JavaScript", "with a program"),
        ("large.pdf", PDF + bytes(10_000_000), "larger than 10 MB"),
    ):
        with pytest.raises(Invalid, match=why):
            attach(conversation, officer, name, content)
    attach(conversation, officer, content=PDF + bytes(9_000_000))
    with pytest.raises(Invalid, match="18 MB"):
        attach(conversation, officer, content=PDF + bytes(9_000_001))
    for number in range(9):
        attach(conversation, officer, content=PDF + b"%d" % number)
    with pytest.raises(Invalid, match="10 files"):
        attach(conversation, officer, content=PDF + b"one more")
    with pytest.raises(NotAllowed):
        attach(conversation, world.fresh("stranger"))
    text = Draft(channel="sms", to_address="07700900982", body="Hello", enclosures=(Enclosure("a", "b", "c", 1, "d"),))
    with pytest.raises(Invalid, match="text message cannot carry files"):
        checked(text)
    settings.DEMO, settings.SMTP_URL = False, ""
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATES = "key", {"email": "template"}
    with pytest.raises(Invalid, match="cannot carry files"):
        attach(conversation, officer)
    with pytest.raises(Invalid, match="cannot carry files"):
        send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON)


def test_nothing_goes_before_it_was_looked_at(world: World, conversation: Conversation, settings: Any) -> None:
    officer = world.fresh("officer")
    with running_scanner() as settings.CLAMAV:
        attach(conversation, officer)
        bad = attach(conversation, officer, "bad.pdf", PDF + MARK)
        with pytest.raises(Invalid, match="still being checked"):
            send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON)
        assert look_at_held_files() == 2
        with pytest.raises(Invalid, match=r"bad\.pdf may hold a virus"):
            send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON)
    with pytest.raises(NotFound):
        take_off_file(conversation=conversation, token=bad.token, actor=world.fresh("advisor"), at=NOON)
    take_off_file(conversation=conversation, token=bad.token, actor=officer, at=NOON)
    assert send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON).files.count() == 1


def test_an_answer_with_files_without_javascript(world: World, conversation: Conversation, client: Client) -> None:
    sign_in(client, world, "officer")
    here = [conversation.reference]

    def post(name: str, **fields: Any) -> str:
        return client.post(
            reverse(f"mail-{name}", args=here), {"text": "So far", **fields}, follow=True
        ).content.decode()

    def chosen(name: str, content: bytes = PDF) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content + name.encode())

    page = post("attach", files=[chosen("one.pdf"), chosen("two.pdf"), chosen("run.exe", b"MZ")])
    assert "run.exe was not attached" in page
    assert all(words in page for words in ("one.pdf", "two.pdf", "So far"))
    assert "Choose a file first." in post("attach")
    one, two = MailFile.objects.all()
    own = reverse("mail-file", args=[*here, two.token])
    assert b"".join(client.get(own).streaming_content) == PDF + b"two.pdf"
    assert sign_in(Client(), world, "advisor").get(own).status_code == 404, "a draft is its writer's"
    assert "one.pdf" not in post("take-off", file=one.token)
    part = client.post(
        reverse("mail-attach", args=here),
        {"text": "So far", "files": [chosen("x.pdf")]},
        headers={"HX-Request": "true"},
    )
    assert b"<html" not in part.content
    assert b"2 files attached" in part.content
    post("reply", files=[chosen("last.pdf")], **{"as": "answer"})
    assert {one["name"] for one in Message.objects.get(correspondence__by_a_person=True).enclosures} == {
        *("two.pdf", "x.pdf", "last.pdf")
    }
    assert "last.pdf" in client.get(reverse("mail", args=here)).content.decode()
    assert sign_in(Client(), world, "advisor").get(own).status_code == 200
    for word, status in (("district", 404), ("analyst", 403)):
        other = sign_in(Client(), world, word)
        assert {other.post(reverse(f"mail-{name}", args=here)).status_code for name in ("attach", "take-off")} == {
            status
        }
        assert other.get(reverse("mail-enclosed", args=here)).status_code == status


def test_the_files_are_on_the_record_of_the_customer(world: World, conversation: Conversation, client: Client) -> None:
    officer = world.fresh("officer")
    customer = register_customer(
        given_name="Priya", family_name="Shah", organisation=world.county, actor=world.system, at=NOON
    )
    identify_customer(contact=conversation.contact, customer=customer, actor=world.system, at=NOON)
    attach(conversation, officer)
    assert files_by_email(officer, [customer.pk]) == []
    send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=NOON)
    assert [one.name for one in files_by_email(officer, [customer.pk])] == ["form.pdf"]
    page = sign_in(client, world, "officer").get(reverse("customer", args=[customer.reference])).content.decode()
    assert "form.pdf" in page
    Mailbox.objects.update(is_sensitive=True)
    assert files_by_email(world.fresh("advisor"), [customer.pk]) == []
