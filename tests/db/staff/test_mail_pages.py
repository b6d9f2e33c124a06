"""Email at the desk, page by page: what it shows, to whom, and what it refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.contacts.models import Contact
from civichub.customers.operations import add_contact_point, flag_at_risk, register_customer
from civichub.delivery.models import Message
from civichub.forms.operations import publish_form_version, save_form_draft
from civichub.forms.shipped import shipped_sources
from civichub.knowledge.models import CannedText
from civichub.messaging.models import Conversation, Mailbox
from civichub.messaging.operations.mail_settling import tie_to_case
from tests.factories.mail import ADDRESS, arrive, make_mailbox, seat, written
from tests.factories.world import World, make_case

HTML = """<html><head><base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example">
<style>body{position:fixed}</style></head><body style="position:fixed"><h1 onclick="alert(1)">Dear council</h1>
<img src="http://evil.example/seen.gif"><img src="cid:logo"><img src="//evil.example/2.gif">
<form action="http://evil.example"><input name="password"></form><iframe src="http://evil.example"></iframe>
<a href="javascript:alert(1)">click</a><a href="http://evil.example/x">our bank</a><script>alert(1)</script></body>"""
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x1d\x70\xb8\xff\xff\xff\x00\x02\x02D\x01\x00;"


@pytest.fixture
def box(world: World) -> Mailbox:
    found = make_mailbox(world, at=timezone.now())
    seat(world, "officer", at=timezone.now())
    return found


def as_(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.fresh(word))
    return client


def rich() -> EmailMessage:
    mail = written("", subject="<script>alert('subject')</script>", sender='"<b>Eve</b>" <eve@example.com>')
    mail.set_content(HTML, subtype="html")
    mail.add_related(GIF, "image", "gif", cid="<logo>")
    mail.add_attachment(b"MZ\x90\x00" * 30, maintype="image", subtype="png", filename="photo.png")
    mail.add_attachment(written("inner", subject="Forwarded to you"))
    return mail


def test_formatting_can_load_run_and_submit_nothing(world: World, box: Mailbox) -> None:
    message = arrive(box, rich(), world=world, at=timezone.now())
    client, reference = as_(world, "officer"), message.conversation.reference
    page = client.get(reverse("mail", args=[reference])).content.decode()
    assert "<script>alert" not in page
    assert "2 pictures from elsewhere blocked" in page
    assert "our bank &lt;http://evil.example/x&gt;" in page
    assert "photo.png" in page
    assert "Not taken" in page
    assert "Forwarded to you.eml" in page
    shown = client.get(reverse("mail-formatted", args=[reference, message.pk]))
    body = shown.content.decode()
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    for forbidden in (
        *("<script", "<form", "<base", "<meta http", "<style", "<iframe", "onclick", "position", "javascript:"),
        *('src="http', 'src="//'),
    ):
        assert forbidden not in body, forbidden
    assert "data:image/gif;base64," in body
    file = message.files.exclude(path="").first()
    answer = client.get(reverse("mail-file", args=[reference, file.token]))
    assert answer["Content-Disposition"].startswith("attachment")
    refused = message.files.get(scan="refused")
    assert client.get(reverse("mail-file", args=[reference, refused.token])).status_code == 404
    original = client.get(reverse("mail-original", args=[reference, message.pk]))
    assert b"evil.example" in b"".join(original.streaming_content)


def test_an_advisor_answers_takes_back_acknowledges_and_settles(world: World, box: Mailbox) -> None:
    now = timezone.now() - timedelta(minutes=5)
    client, conversation = as_(world, "officer"), arrive(box, written(), world=world, at=now).conversation
    here = [conversation.reference]
    CannedText.objects.create(
        organisation=world.county, title="Light", body="Dear {name}, {reference}. {my_name}", channels=["email"]
    )
    client.post(reverse("mail-take", args=here))
    assert Contact.objects.get().handled_by == world.people["officer"]
    canned = CannedText.objects.get()
    client.post(reverse("mail-draft", args=here), {"text": "Hello.", "insert": canned.pk})
    page = client.get(reverse("mail", args=here)).content.decode()
    assert "Hello.\n\nDear Priya Shah," in page
    assert "Light" in client.get(reverse("mail-texts", args=here), {"find": "ligh"}).content.decode()
    other = as_(world, "leader").get(reverse("mail", args=here)).content.decode()
    assert "Officer is writing an answer to this" in other
    assert "Officer has this in hand" in other
    client.post(reverse("mail-reply", args=here), {"text": "Soon.", "as": "acknowledgement"})
    conversation.refresh_from_db()
    assert conversation.state == "waiting"
    assert conversation.wait.responded_at is not None
    client.post(reverse("mail-reply", args=here), {"text": "Done.", "as": "answer", "send_at": "2020-01-01T09:00"})
    assert Conversation.objects.get().state == "waiting", "a time that is past is refused"
    client.post(reverse("mail-reply", args=here), {"text": "Done.", "as": "answer"})
    assert Conversation.objects.get().state == "answered"
    sent = conversation.messages.filter(kind="ours").last()
    client.post(reverse("mail-take-back", args=[*here, sent.pk]))
    assert Message.objects.get(pk=sent.delivery_id).state == "cancelled"
    assert "Done." in client.get(reverse("mail", args=here)).content.decode()
    case = make_case(world)
    client.post(reverse("mail-case", args=here), {"case": case.reference})
    assert Conversation.objects.get().case == case
    client.post(reverse("mail-several"), {"selected": here, "step": "spam"})
    assert Conversation.objects.get().state == "spam"
    assert "Undo: bring 1 back" in client.get(reverse("mail-inbox")).content.decode()
    client.post(reverse("mail-several"), {"selected": here, "step": "bring_back"})
    assert Conversation.objects.get().state == "waiting"


def test_an_email_fills_the_form_of_a_case_and_shows_no_case_that_is_closed_to_its_reader(
    world: World, box: Mailbox
) -> None:
    now = timezone.now()
    conversation = arrive(box, written(), world=world, at=now).conversation
    client, here = as_(world, "officer"), [conversation.reference]
    request = reverse("contact-request", args=[conversation.contact.reference])
    assert request not in client.get(reverse("mail", args=here)).content.decode(), "the service has no form yet"
    form, _ = save_form_draft(
        key="general-enquiry", text=shipped_sources()["general-enquiry"], organisation=None, actor=world.system, at=now
    )
    publish_form_version(version=form, actor=world.system, at=now)
    assert request in client.get(reverse("mail", args=here)).content.decode()
    page = client.post(request, {"kind": "tell", "shown": ["kind"]}).content.decode()
    assert "The street light outside number 4 is out." in page
    tie_to_case(conversation=conversation, case=make_case(world, "social-care"), actor=world.system, at=now)
    page = client.get(reverse("mail", args=here)).content.decode()
    assert "Deep hole outside the school" not in page
    assert "It is about a case that is not open to you" in page


def test_copies_go_to_whom_they_copied_in_and_to_nobody_else(world: World, box: Mailbox) -> None:
    conversation = arrive(box, written(Cc="kim@example.com"), world=world, at=timezone.now()).conversation
    client, here = as_(world, "officer"), [conversation.reference]
    refused = client.post(reverse("mail-reply", args=here), {"text": "x", "copies": ["eve@example.com"]}, follow=True)
    assert "eve@example.com cannot have a copy" in refused.content.decode()
    client.post(reverse("mail-reply", args=here), {"text": "x", "copies": ["kim@example.com"]})
    copy = Message.objects.get(to_address="kim@example.com")
    assert copy.correspondence["reply_to"] == ""


def test_nothing_goes_to_an_address_that_somebody_at_risk_did_not_give(world: World, box: Mailbox) -> None:
    now = timezone.now()
    customer = register_customer(given_name="Priya", family_name="Shah", organisation=world.county,
                                 actor=world.system, at=now)  # fmt: skip
    add_contact_point(customer=customer, kind="email", value="safe@example.com", actor=world.system, at=now)
    flag_at_risk(
        customer=customer, why="Police advice", review_on=now.date() + timedelta(days=90), actor=world.system, at=now
    )
    conversation = arrive(box, written(sender="ex@example.com"), world=world, at=now).conversation
    client, here = as_(world, "officer"), [conversation.reference]
    client.post(reverse("mail-identify", args=here), {"customer": customer.reference})
    answer = client.post(reverse("mail-reply", args=here), {"text": "You live at…"}, follow=True).content.decode()
    assert "at risk" in answer
    assert not Message.objects.filter(correspondence__by_a_person=True).exists()
    assert "ex@example.com" not in as_(world, "advisor").get(reverse("mail", args=here)).content.decode()


def test_who_may_not_see_it_is_told_nothing(world: World, box: Mailbox) -> None:
    conversation = arrive(box, rich(), world=world, at=timezone.now()).conversation
    message = conversation.messages.first()
    here, token = conversation.reference, message.files.first().token
    paths = [reverse(f"mail-{name}", args=[here, message.pk]) for name in ("original", "formatted")]
    paths += [
        reverse("mail", args=[here]),
        reverse("mail-file", args=[here, token]),
        reverse("mail-texts", args=[here]),
    ]
    for word, expected in (("stranger", 404), ("analyst", 403), ("district", 404)):
        client = as_(world, word)
        assert {client.get(path).status_code for path in paths} == {expected}, word
    district = as_(world, "district")
    for name in ("reply", "take", "close", "spam", "bring-back", "draft", "who-else", "identify", "case"):
        answer = district.post(reverse(f"mail-{name}", args=[here]), {"text": "x", "customer": "y", "case": "z"})
        assert answer.status_code == 404, name
    for path in paths:
        assert as_(world, "district").get(path + "%00").status_code == 404
    Mailbox.objects.update(is_sensitive=True)
    assert as_(world, "advisor").get(reverse("mail", args=[here])).status_code == 404
    assert here not in as_(world, "advisor").get(reverse("mail-inbox") + "?folder=all").content.decode()
    client = as_(world, "officer")
    for path in ("?folder=%00&q=%00&mailbox=99999999999999999999&after=x", "?mailbox=-1&q=%27%22", "?before=WzFd"):
        assert client.get(reverse("mail-inbox") + path).status_code == 200
    assert client.post(reverse("mail-judge", args=[here, 10**30])).status_code == 400
    gone = client.post(reverse("mail-judge", args=[here, 10**30]), {"verdict": "accept"}, follow=True)
    assert "We cannot find that" in gone.content.decode()
    assert client.get(reverse("mail-take", args=[here])).status_code == 405


def test_administrators_set_mailboxes_up_and_see_no_password(world: World, box: Mailbox, monkeypatch: Any) -> None:
    monkeypatch.setenv("CIVICHUB_MAILBOX_BINS", "the-password")
    client = as_(world, "admin")
    fields = {
        "name": "Bins", "address": "bins@testshire.example", "queue": box.queue_id, "acknowledges": "yes",
        "is_sensitive": "no", "arrival": "imap", "host": "imap.testshire.example", "port": "993", "secure": "implicit",
        "user": "bins", "secret_name": "CIVICHUB_MAILBOX_BINS", "folder": "INBOX", "is_active": "yes",
    }  # fmt: skip
    wrong = client.post(reverse("mailbox-new"), fields | {"secret_name": "PATH"})
    assert "CIVICHUB_MAILBOX_ENQUIRIES" in wrong.content.decode()
    assert "There is a mailbox" in client.post(reverse("mailbox-new"), fields | {"address": ADDRESS}).content.decode()
    assert client.post(reverse("mailbox-new"), fields).status_code == 302
    made = Mailbox.objects.get(name="Bins")
    for path in (reverse("mailbox", args=[made.pk]), reverse("mail-set-up")):
        page = client.get(path)
        assert page.status_code == 200
        assert "the-password" not in page.content.decode()
    assert as_(world, "officer").get(reverse("mail-set-up")).status_code == 403


def test_the_inbox_counts_what_waits_and_says_when_it_has_changed(world: World, box: Mailbox, monkeypatch: Any) -> None:
    heard: list[str] = []
    monkeypatch.setattr("civichub.messaging.operations.mail_waiting.announce", lambda *topics: heard.extend(topics))
    now, client = timezone.now(), as_(world, "officer")
    assert 'data-announce="0 emails waiting"' in client.get(reverse("mail-inbox")).content.decode()
    first = arrive(box, written(), world=world, at=now).conversation
    arrive(box, written("Another", sender="kim@example.com"), world=world, at=now)
    assert set(heard) == {f"mail-{world.county.pk}"}
    client.post(reverse("mail-take", args=[first.reference]))
    page = client.get(reverse("mail-inbox")).content.decode()
    assert 'data-announce="2 emails waiting"' in page
    counts = re.findall(r'hub-count">(\d+)<', page)
    assert counts == ["2", "1"], "waiting, and in one's own hands"
