"""Mail through real servers: fetched from Dovecot by IMAP, handed in by LMTP, and sent on to an SMTP server."""

from __future__ import annotations

import asyncio
import os
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from civichub.delivery.sender import deliver
from civichub.messaging import fetching
from civichub.messaging.fetching import DONE, fetch_mail, wait_for_mail
from civichub.messaging.intake import file_original
from civichub.messaging.models import Mailbox, MailFile, RawMail
from civichub.messaging.operations.mail_answering import Reply, send_reply
from civichub.messaging.operations.mail_drafting import attach_file
from civichub.messaging.receiving import protocol
from civichub.messaging.tokens import reply_address
from tests.db.delivery.mail_server import running_mail_server
from tests.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.factories.mail import ADDRESS, arrive, make_mailbox, written
from tests.factories.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def fetched_box(world: World, dovecot: Dovecot, monkeypatch: Any, user: str) -> tuple[Mailbox, Dovecot]:
    monkeypatch.setenv("CIVICHUB_MAILBOX_ENQUIRIES", PASSWORD)
    details = {"arrival": "imap", "host": "127.0.0.1", "port": dovecot.port, "secure": "off"}
    secret = {"user": user, "secret_name": "CIVICHUB_MAILBOX_ENQUIRIES"}
    box = make_mailbox(world, at=timezone.now(), **details, **secret)
    return box, Dovecot(dovecot.port, dovecot.home, dovecot.uid, dovecot.gid, user)


def test_mail_is_kept_before_the_server_may_forget_it(world: World, dovecot: Dovecot, monkeypatch: Any) -> None:
    box, server = fetched_box(world, dovecot, monkeypatch, "one")
    server.deliver(written("first").as_bytes(), "1.a")
    server.deliver(written("second").as_bytes(), "2.a")
    crash = True

    def put_away(*args: Any) -> None:
        if crash:
            raise ConnectionResetError("the power went")
        moved(*args)

    moved = fetching._put_away
    monkeypatch.setattr(fetching, "_put_away", put_away)
    assert fetch_mail(box) == 0
    assert (RawMail.objects.count(), server.lying_in()) == (1, 2)
    box.refresh_from_db()
    assert "stopped answering" in box.failure
    crash = False
    assert fetch_mail(box) == 2
    assert (RawMail.objects.count(), server.lying_in(), server.lying_in(DONE)) == (2, 0, 2)
    box.refresh_from_db()
    assert box.failure == ""
    monkeypatch.setenv("CIVICHUB_MAILBOX_ENQUIRIES", "wrong")
    assert fetch_mail(box) == 0
    box.refresh_from_db()
    assert box.failure == "The mail server does not accept the name or the password."


def test_mail_comes_in_at_once_while_the_hub_is_waiting(world: World, dovecot: Dovecot, monkeypatch: Any) -> None:
    box, server = fetched_box(world, dovecot, monkeypatch, "two")
    server.deliver(written("before").as_bytes(), "0.a")
    ended = threading.Event()

    def wait() -> None:
        wait_for_mail(box, stop=ended.is_set, seconds=30)
        connection.close()

    waiting = threading.Thread(target=wait)
    waiting.start()
    _until(lambda: RawMail.objects.count() == 1)
    server.deliver(written("while it waits").as_bytes(), "3.a")
    _until(lambda: RawMail.objects.count() == 2)
    ended.set()
    waiting.join(timeout=10)
    assert not waiting.is_alive()
    assert server.lying_in() == 0


def _until(true: Any, seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.1)


@contextmanager
def listening(kind: str) -> Iterator[int]:
    """The hub's own door for the mail server, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> Any:
        return await loop.create_server(lambda: protocol(kind), "127.0.0.1", port)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(5)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def test_what_the_mail_server_hands_in_is_stored_before_it_hears_250(world: World) -> None:
    box = make_mailbox(world, at=timezone.now())
    make_mailbox(world, at=timezone.now(), address="bins@testshire.example", name="Bins")
    mail = written().as_bytes()
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("priya@example.com")
        answers = [client.rcpt(one)[0] for one in (ADDRESS, "bins@testshire.example", "nobody@else.example")]
        assert answers == [250, 250, 550]
        assert client.data(mail)[0] == 250
        assert client.getreply()[0] == 250, "LMTP answers for each recipient"
        assert RawMail.objects.count() == 2
        client.sendmail("priya@example.com", [reply_address(ADDRESS, "7KM4PQXT9")], mail)
        assert RawMail.objects.filter(mailbox=box).count() == 1
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("", [ADDRESS], written("a notice").as_bytes())
    assert RawMail.objects.filter(envelope_from="").count() == 1


def test_an_answer_leaves_in_its_thread_from_the_mailbox(world: World, settings: Any) -> None:
    now = timezone.now()
    box = make_mailbox(world, at=now, acknowledges=False, signature="Testshire enquiries")
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("priya@example.com", [ADDRESS], written(message_id="<abc@example.com>").as_bytes())
    original = RawMail.objects.get(mailbox=box)
    file_original(original)
    conversation = RawMail.objects.get().message.conversation
    answer = send_reply(
        conversation=conversation, reply=Reply("On Monday."), actor=world.fresh("officer"), at=timezone.now()
    )
    with running_mail_server() as server:
        settings.DEMO, settings.SMTP_URL = False, server.url
        deliver(answer.delivery_id, clock=lambda: answer.delivery.hold_until)
        sent = server.messages[0]
    assert sent["In-Reply-To"] == sent["References"] == "<abc@example.com>"
    assert sent["Reply-To"].addresses[0].addr_spec == reply_address(ADDRESS, conversation.reference)
    assert sent["From"].addresses[0].addr_spec == ADDRESS
    assert sent["Auto-Submitted"] is None
    assert sent.get_content().splitlines()[-2:] == ["-- ", "Testshire enquiries"]


def test_files_leave_with_an_answer_and_come_in_again_byte_for_byte(
    world: World, dovecot: Dovecot, monkeypatch: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT, settings.CLAMAV = tmp_path, ""
    box, server = fetched_box(world, dovecot, monkeypatch, "three")
    files = {
        "Übersicht & Plan.pdf": b"%PDF-1.4\r\n" + bytes(range(256)) * 900 + b"\n.\n%%EOF\n",
        "hours.txt": "Öffnungszeiten\r\n.\r\n..\nno line end at the end".encode(),
        "photo.jpg": b"\xff\xd8\xff" + os.urandom(70_000),
    }
    conversation = arrive(box, written(), world=world, at=timezone.now()).conversation
    officer = world.fresh("officer")
    for name, content in files.items():
        attach_file(conversation=conversation, name=name, content=content, actor=officer, at=timezone.now())
    answer = send_reply(conversation=conversation, reply=Reply("Here."), actor=officer, at=timezone.now())
    with running_mail_server() as smtp:
        settings.DEMO, settings.SMTP_URL = False, smtp.url
        deliver(answer.delivery_id, clock=lambda: answer.delivery.hold_until)
        (sent,) = smtp.messages
    assert {one.get_filename(): one.get_payload(decode=True) for one in sent.iter_attachments()} == files
    assert sent.get_body().get_content().startswith("Here.")

    del sent["Message-ID"]  # under its own the hub would know it again
    server.deliver(sent.as_bytes(), "back.a")
    assert fetch_mail(box) == 1
    file_original(RawMail.objects.latest("pk"))
    came = MailFile.objects.filter(message__original=RawMail.objects.latest("pk"))
    kept = {}
    for one in came:
        with default_storage.open(one.path, "rb") as file:
            kept[one.name] = file.read()
    assert kept == files
