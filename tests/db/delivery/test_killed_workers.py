"""A worker killed at any moment leads to no second message and loses none: real processes, killed with SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from civichub.accounts.models import User
from civichub.delivery import sender
from civichub.delivery.drafts import Draft
from civichub.delivery.models import Message
from civichub.delivery.operations import queue_message, retry_message
from civichub.delivery.operations.sending import claim_message, record_accepted, record_not_accepted
from civichub.delivery.operations.upkeep import requeue_forgotten
from civichub.delivery.providers.base import TryLater
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, NotifyFake
from civichub.organisations.models import Organisation
from tests.db.delivery.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys, django
django.setup()
from django.conf import settings
settings.DEMO = False
settings.NOTIFY_TEMPLATES = {"email": sys.argv[2], "sms": "", "letter": ""}
from civichub.delivery.sender import deliver
deliver(int(sys.argv[1]))
"""


def start_worker(message: Message, **environment: str) -> subprocess.Popen[bytes]:
    """A process of its own that makes one attempt at the message, against the test's database."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    values = {**os.environ, "DATABASE_URL": database.geturl(), **environment}
    values["CIVICHUB_MAIL_FROM"] = "hub@council.example"
    arguments = [sys.executable, "-c", WORKER, str(message.pk), TEMPLATES["email"]]
    return subprocess.Popen(arguments, env=values, cwd=os.getcwd())


def wait_until(true: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not happen within 30 seconds"
        time.sleep(0.05)


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=10)


def later() -> datetime:
    """The time at which an attempt that began just now counts as cut short."""
    return timezone.now() + sender.STUCK_AFTER + timedelta(seconds=1)


@pytest.fixture
def message(draft: Draft, council: Organisation, system: User) -> Message:
    return queue_message(draft=draft, organisation=council, actor=system, at=timezone.now())


def state(message: Message) -> str:
    return Message.objects.values_list("state", flat=True).get(pk=message.pk)


def test_killed_before_the_content_left_the_message_is_sent_again(message: Message, mail_server: MailServer) -> None:
    mail_server.stall_before = 60
    worker = start_worker(message, CIVICHUB_SMTP_URL=mail_server.url)
    wait_until(lambda: state(message) == "sending")
    kill(worker)
    sender.reconcile(message.pk)
    assert state(message) == "sending", "not yet: the worker may only be slow"
    sender.reconcile(message.pk, clock=later)
    assert state(message) == "queued"
    mail_server.stall_before = 0
    sender.deliver(message.pk, clock=later)
    assert state(message) == "sent"
    assert len(mail_server.messages) == 1


def test_killed_after_the_content_left_no_second_email_goes_until_a_person_says_so(
    message: Message, mail_server: MailServer, system: User
) -> None:
    mail_server.stall_after = 60
    worker = start_worker(message, CIVICHUB_SMTP_URL=mail_server.url)
    wait_until(lambda: mail_server.messages)
    kill(worker)
    for _ in range(3):
        sender.reconcile(message.pk, clock=later)
        sender.deliver(message.pk, clock=later)
    assert state(message) == "unknown"
    assert len(mail_server.messages) == 1
    mail_server.stall_after = 0
    retry_message(message=message, actor=system, at=timezone.now())
    sender.deliver(message.pk, clock=later)
    identities = {mail["Message-ID"] for mail in mail_server.messages}
    assert (len(mail_server.messages), len(identities)) == (2, 1), (
        "the same Message-ID, so a server can drop the second"
    )


def test_killed_while_notify_answers_we_ask_notify_and_send_nothing_twice(message: Message, notify: NotifyFake) -> None:
    notify.stall_after = 60
    worker = start_worker(message, CIVICHUB_NOTIFY_API_KEY=API_KEY, CIVICHUB_NOTIFY_BASE_URL=notify.url)
    wait_until(lambda: notify.accepted)
    kill(worker)
    notify.stall_after = 0
    sender.reconcile(message.pk, clock=later)
    assert state(message) == "sent"
    assert Message.objects.get(pk=message.pk).provider_id == notify.accepted[0]["id"]
    assert len(notify.accepted) == 1


def test_killed_before_notify_took_it_the_message_goes_once(message: Message, notify: NotifyFake) -> None:
    notify.stall_seconds = 60
    worker = start_worker(message, CIVICHUB_NOTIFY_API_KEY=API_KEY, CIVICHUB_NOTIFY_BASE_URL=notify.url)
    wait_until(lambda: Message.objects.get(pk=message.pk).handed_over_at)
    kill(worker)
    notify.stall_seconds = 0
    sender.reconcile(message.pk, clock=later)
    assert state(message) == "queued"
    sender.deliver(message.pk, clock=later)
    assert state(message) == "sent"
    assert len({row["id"] for row in notify.accepted}) == 1


def test_a_broken_line_to_notify_is_settled_by_asking(message: Message, notify: NotifyFake) -> None:
    notify.drop_after = 1
    sender.deliver(message.pk)
    assert state(message) == "sending"
    notify.next_answers = [(503, "")]
    sender.reconcile(message.pk, clock=later)
    assert state(message) == "sending", "Notify cannot be asked now, so nothing is decided"
    sender.reconcile(message.pk, clock=later)
    assert state(message) == "sent"
    assert len(notify.accepted) == 1


def test_what_notify_has_forgotten_is_not_taken_for_never_seen(message: Message, notify: NotifyFake) -> None:
    notify.drop_after = 1
    sender.deliver(message.pk)
    notify.accepted.clear()
    sender.reconcile(message.pk, clock=lambda: timezone.now() + timedelta(days=8))
    assert state(message) == "unknown"


def test_a_broken_line_to_a_mail_server_is_said_openly_at_once(message: Message, mail_server: MailServer) -> None:
    mail_server.stall_after = 60
    impatient = sender.claim_message(message_id=message.pk, actor=User.objects.get(kind="system"), at=timezone.now())
    assert impatient is not None
    quick = replace(impatient, provider=replace(impatient.provider, timeout=0.5))
    sender._attempt(quick, User.objects.get(kind="system"), timezone.now)
    assert state(message) == "unknown"


def test_a_worker_that_was_only_slow_stops_when_another_took_over(
    message: Message, mail_server: MailServer, system: User
) -> None:
    slow = claim_message(message_id=message.pk, actor=system, at=timezone.now())
    assert slow is not None
    sender.reconcile(message.pk, clock=later)
    sender.deliver(message.pk, clock=later)
    with pytest.raises(sender.ClaimLost):
        sender._attempt(slow, system, timezone.now)
    assert len(mail_server.messages) == 1


def test_the_late_word_of_a_lost_attempt_is_believed_when_it_says_sent_and_not_when_it_says_failed(
    message: Message, settings: Settings, system: User
) -> None:
    settings.DEMO = True
    slow = claim_message(message_id=message.pk, actor=system, at=timezone.now())
    assert slow is not None
    sender.reconcile(message.pk, clock=later)
    with pytest.raises(sender.ClaimLost):
        record_not_accepted(
            message_id=message.pk, token=slow.token, error=TryLater("busy"), actor=system, at=timezone.now()
        )
    record_accepted(message_id=message.pk, token=slow.token, provider_id="x", actor=system, at=timezone.now())
    assert state(message) == "sent"


def test_a_message_whose_job_was_lost_gets_a_new_one_and_only_one(message: Message, system: User) -> None:
    waiting = ProcrastinateJob.objects.filter(args__message_id=message.pk, status="todo")
    assert requeue_forgotten(actor=system, at=later() + timedelta(minutes=10)) == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'message_id' = %s", [str(message.pk)])
    assert requeue_forgotten(actor=system, at=timezone.now()) == 0
    for _ in range(2):
        requeue_forgotten(actor=system, at=later() + timedelta(minutes=10))
    assert waiting.count() == 1
