"""From the queue to the provider and back, with real commits, a real mail server and a real Notify API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from civichub.accounts.models import User
from civichub.core.errors import NotAllowed
from civichub.core.models import AuditEntry, StoredEvent
from civichub.delivery import sender
from civichub.delivery.drafts import Draft
from civichub.delivery.models import Message
from civichub.delivery.operations import queue_message, record_posted, retry_message
from civichub.delivery.operations.sending import WAITS, claim_message
from civichub.delivery.providers import OutboxProvider
from civichub.delivery.providers.base import Accepted, Outgoing
from civichub.delivery.providers.notify_fake import NotifyFake
from civichub.delivery.queries import working_channels
from civichub.organisations.models import Organisation
from tests.db.delivery.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def queued(draft: Draft, council: Organisation, system: User, clock: Clock) -> Callable[..., Message]:
    """Queue the ordinary draft with some changes."""

    def queue(**changes: Any) -> Message:
        return queue_message(draft=replace(draft, **changes), organisation=council, actor=system, at=clock.now)

    return queue


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def events() -> list[tuple[str, bool | None]]:
    found = StoredEvent.objects.filter(name__startswith="delivery.").order_by("pk")
    return [(event.name, event.payload.get("permanent")) for event in found]


def test_in_a_demonstration_everything_goes_to_the_outbox(
    queued: Callable[..., Message], clock: Clock, settings: Settings
) -> None:
    settings.DEMO = True
    settings.NOTIFY_API_KEY, settings.SMTP_URL = "a real key", "smtp://real.example"
    message = queued()
    sender.deliver(message.pk, clock=clock)
    sent = fresh(message)
    assert (sent.state, sent.provider, sent.sent_at) == ("sent", "outbox", clock.now)
    assert [row.status for row in sent.receipts.all()] == ["claim", "hand_over", "accept"]


def test_an_email_goes_by_the_council_s_mail_server_in_the_council_s_name(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer
) -> None:
    message = queued()
    sender.deliver(message.pk, clock=clock)
    (mail,) = mail_server.messages
    assert mail["From"].addresses[0].display_name == "Harborough District Council"
    assert mail["Reply-To"] == "help@harborough.example"
    assert fresh(message).state == "sent"


def test_texts_and_letters_go_by_notify_and_email_too_when_there_is_no_mail_server(
    queued: Callable[..., Message], clock: Clock, notify: NotifyFake
) -> None:
    assert working_channels() == {"email", "sms", "letter"}
    for changes in (
        {},
        {"channel": "sms", "to_address": "07700900982"},
        {"channel": "letter", "to_address": "Jo\n1 High Street\nLE1 1AA"},
    ):
        sender.deliver(queued(**changes).pk, clock=clock)
    assert sorted(row["type"] for row in notify.accepted) == ["email", "letter", "sms"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Message.objects.values_list("provider_id", flat=True)) == {row["id"] for row in notify.accepted}


def test_with_nothing_set_up_an_email_fails_openly_and_a_letter_is_set_aside(
    queued: Callable[..., Message], clock: Clock, really_sends: Settings, system: User
) -> None:
    assert working_channels() == {"letter"}
    email = queued()
    letter = queued(channel="letter", to_address="Jo\n1 High Street\nLE1 1AA")
    for message in (email, letter):
        sender.deliver(message.pk, clock=clock)
    assert (fresh(email).state, fresh(email).error) == ("failed", "not_configured")
    assert events() == [("delivery.DeliveryFailed", False)]
    assert fresh(letter).state == "to_produce"
    assert record_posted(message=letter, actor=system, at=clock.now).state == "sent"


def test_a_letter_in_braille_is_made_by_hand_even_where_notify_prints_letters(
    queued: Callable[..., Message], clock: Clock, notify: NotifyFake
) -> None:
    letter = queued(channel="letter", to_address="Jo\n1 High Street\nLE1 1AA", letter_format="braille")
    sender.deliver(letter.pk, clock=clock)
    assert fresh(letter).state == "to_produce"
    assert notify.accepted == []


def test_the_job_sends_the_message(queued: Callable[..., Message], settings: Settings) -> None:
    settings.DEMO = True
    message = queued()
    job = ProcrastinateJob.objects.filter(queue_name="delivery").latest("id")
    app.perform_import_paths()
    app.tasks[job.task_name](**job.args)
    assert fresh(message).state == "sent"


def test_the_real_worker_takes_the_job_and_leaves_what_is_not_due(
    queued: Callable[..., Message], draft: Draft, council: Organisation, system: User, settings: Settings
) -> None:
    settings.DEMO = True
    now = timezone.now()
    acting = {"organisation": council, "actor": system, "at": now}
    due = queue_message(draft=draft, **acting)
    later = queue_message(draft=draft, **acting, not_before=now + timedelta(hours=1))
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(queues=["delivery"], wait=False, install_signal_handlers=False)
    assert (fresh(due).state, fresh(later).state) == ("sent", "held")


def test_nothing_is_sent_inside_a_transaction(queued: Callable[..., Message]) -> None:
    message = queued()
    with pytest.raises(RuntimeError, match="outside transactions"), transaction.atomic():
        sender.deliver(message.pk)
    assert fresh(message).state == "queued"


def test_no_database_connection_is_held_while_the_network_is_waited_for(
    queued: Callable[..., Message], clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    held: list[bool] = []

    def send(self: OutboxProvider, outgoing: Outgoing, *, before_handover: Callable[[], None]) -> Accepted:
        held.append(connection.connection is not None)
        before_handover()
        held.append(connection.connection is not None)
        return Accepted("1")

    monkeypatch.setattr(OutboxProvider, "send", send)
    sender.deliver(queued().pk, clock=clock)
    assert held == [False, False]


def test_many_workers_at_one_message_send_it_once(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer
) -> None:
    message = queued()
    start = threading.Barrier(6)

    def work() -> None:
        start.wait()
        try:
            sender.deliver(message.pk, clock=clock)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mail_server.messages) == 1
    assert fresh(message).attempts == 1


def test_a_job_that_comes_too_early_or_twice_does_nothing(
    clock: Clock, mail_server: MailServer, council: Organisation, draft: Draft, system: User
) -> None:
    later = queue_message(
        draft=draft, organisation=council, actor=system, at=clock.now, not_before=clock.now + timedelta(minutes=5)
    )
    sender.deliver(later.pk, clock=clock)
    assert mail_server.messages == []
    clock.now += timedelta(minutes=5)
    sender.deliver(later.pk, clock=clock)
    sender.deliver(later.pk, clock=clock)
    assert len(mail_server.messages) == 1


def test_a_text_that_the_worker_reaches_too_late_in_the_evening_waits_for_the_morning(
    queued: Callable[..., Message], clock: Clock, notify: NotifyFake
) -> None:
    message = queued(channel="sms", to_address="07700900982")
    clock.now = clock.now.replace(hour=22)
    sender.deliver(message.pk, clock=clock)
    held = fresh(message)
    assert (held.state, notify.accepted) == ("held", [])
    clock.now = held.hold_until
    sender.deliver(message.pk, clock=clock)
    assert fresh(message).state == "sent"


def test_a_backlog_does_not_pour_out_on_an_unproved_address(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer
) -> None:
    waiting = []
    for hours in range(3):
        clock.now += timedelta(hours=hours)
        waiting += [queued(recipient_verified=False) for _ in range(3)]
    clock.now += timedelta(hours=6)
    for message in waiting:
        sender.deliver(message.pk, clock=clock)
    assert len(mail_server.messages) == 3
    assert Message.objects.filter(state="held", hold_until__gte=clock.now + timedelta(hours=1)).count() == 6


def test_a_passing_trouble_is_tried_again_with_growing_pauses_and_given_up_after_a_day(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer
) -> None:
    mail_server.answers["RCPT"] = "450 4.2.1 mailbox busy"
    message, began, pauses = queued(), clock.now, []
    for _ in range(len(WAITS) + 1):
        sender.deliver(message.pk, clock=clock)
        waiting = fresh(message)
        if waiting.hold_until:
            pauses.append(waiting.hold_until - clock.now)
            clock.now = waiting.hold_until
    assert pauses == list(WAITS)
    assert (waiting.state, waiting.error) == ("failed", "gave_up")
    assert clock.now - began < timedelta(hours=24)
    assert events() == [("delivery.DeliveryFailed", False)]


def test_the_trouble_passes_and_the_message_goes_once(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer
) -> None:
    mail_server.answers["DATA"] = "451 4.3.0 try later"
    message = queued()
    sender.deliver(message.pk, clock=clock)
    del mail_server.answers["DATA"]
    clock.now += WAITS[0]
    sender.deliver(message.pk, clock=clock)
    assert fresh(message).state == "sent"
    assert len(mail_server.messages) == 1


def test_an_address_that_does_not_exist_fails_at_once_and_says_for_good(
    queued: Callable[..., Message], clock: Clock, mail_server: MailServer, system: User
) -> None:
    mail_server.answers["RCPT"] = "550 5.1.1 no such user"
    message = queued()
    sender.deliver(message.pk, clock=clock)
    assert (fresh(message).state, fresh(message).error) == ("failed", "address_refused")
    assert events() == [("delivery.DeliveryFailed", True)]
    del mail_server.answers["RCPT"]
    retry_message(message=message, actor=system, at=clock.now)
    sender.deliver(message.pk, clock=clock)
    assert fresh(message).state == "sent"


def test_a_fault_of_our_own_is_tried_again_and_never_leaves_a_message_behind(
    queued: Callable[..., Message], clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(OutboxProvider, "send", lambda *args, **kwargs: 1 / 0)
    message = queued()
    sender.deliver(message.pk, clock=clock)
    assert (fresh(message).state, fresh(message).error) == ("queued", "internal")


def test_a_link_that_signs_somebody_in_is_removed_once_sent(
    draft: Draft, system: User, clock: Clock, mail_server: MailServer
) -> None:
    secret = replace(draft, body="https://hub.example/key/abc", is_secret=True, purpose="sign_in")
    message = queue_message(draft=secret, organisation=None, actor=system, at=clock.now)
    sender.deliver(message.pk, clock=clock)
    assert "abc" in mail_server.messages[0].get_content()
    assert "abc" not in fresh(message).body


def test_only_the_hub_itself_claims_messages(
    queued: Callable[..., Message], person: Any, council: Any, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        claim_message(message_id=queued().pk, actor=person(council, "administrator"), at=now)


def test_each_step_of_a_sending_is_in_the_audit(
    queued: Callable[..., Message], clock: Clock, settings: Settings
) -> None:
    settings.DEMO = True
    message = queued()
    sender.deliver(message.pk, clock=clock)
    actions = AuditEntry.objects.filter(subject_type="delivery.message", subject_id=message.pk).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "message.queued",
        "message.claimed",
        "message.handed_over",
        "message.sent",
    ]
