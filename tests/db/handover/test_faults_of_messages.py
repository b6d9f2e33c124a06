"""Email, letters and files break in their own ways: nothing is lost, nothing goes twice, and doubt is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Task
from civichub.delivery import sender as delivery
from civichub.delivery.models import Message
from civichub.delivery.operations import sending
from civichub.delivery.providers import provider_for
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, NotifyFake, running_notify
from civichub.handover import sender
from civichub.handover.models import Dispatch
from civichub.handover.operations.queueing import resend_dispatch
from civichub.handover.plugs.by_message import ABOUT
from civichub.handover.plugs.csv_fake import CsvFake
from tests import faults, line_faults
from tests.db.delivery.mail_server import MailServer, running_mail_server
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import World, make_case
from tests.faults import FaultProxy
from tests.journeys.worker import do_waiting_work
from tests.line_faults import LineProxy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    def provider(*asked: str) -> Any:
        return replace(provider_for(*asked), timeout=1.5)  # type: ignore[type-var]

    monkeypatch.setattr(sending, "provider_for", provider)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running_mail_server() as server:
        yield server


@pytest.fixture
def line(mail: MailServer, settings: Any) -> Iterator[LineProxy]:
    with line_faults.before_mail(mail.url) as proxy:
        settings.SMTP_URL = f"smtp://127.0.0.1:{proxy.port}?tls=off"
        yield proxy


@pytest.fixture
def notify() -> Iterator[NotifyFake]:
    with running_notify() as fake:
        yield fake


@pytest.fixture
def post(notify: NotifyFake, settings: Any) -> Iterator[FaultProxy]:
    with faults.before(notify.url) as proxy:
        settings.NOTIFY_API_KEY, settings.NOTIFY_BASE_URL, settings.NOTIFY_TEMPLATES = API_KEY, proxy.url, TEMPLATES
        yield proxy


def message_of(case: Any) -> Message:
    """The email or letter by which the back office is told of a case."""
    return Message.objects.get(about_type=ABOUT, about_id=Dispatch.objects.get(case=case).pk)


def deliver_for_an_hour(message: Message) -> Message:
    """Every quarter of an hour a try, or a question what became of the last."""
    for quarter in range(5):

        def clock(ahead: timedelta = timedelta(minutes=15 * quarter)) -> datetime:
            return timezone.now() + ahead

        delivery.reconcile(message.pk, clock=clock)
        delivery.deliver(message.pk, clock=clock)
    message.refresh_from_db()
    return message


def test_an_email_arrives_once_whatever_breaks_before_it_has_left(
    county: World, mail: MailServer, line: LineProxy, connect: Connect
) -> None:
    connect("email", "works@example.org")
    for number, fault in enumerate(line_faults.BEFORE, 1):
        line.next.append(fault)
        case = make_case(county, at=timezone.now())
        hand_over()
        message = deliver_for_an_hour(message_of(case))
        assert (message.state, len(mail.messages)) == ("sent", number), fault
    Dispatch.objects.filter(case=case).update(state="waiting", sent_at=None)
    hand_over()
    assert deliver_for_an_hour(message).state == "sent"
    assert len(mail.messages) == number, "a worker that was cut short after it handed over makes no second message"


def test_a_mail_server_that_is_down_loses_nothing(
    county: World, mail: MailServer, line: LineProxy, connect: Connect, settings: Any
) -> None:
    connect("email", "works@example.org")
    case = make_case(county, at=timezone.now())
    line.close()
    hand_over()
    message = message_of(case)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error) == ("queued", "unreachable")
    settings.SMTP_URL = mail.url
    assert deliver_for_an_hour(message).state == "sent"
    assert len(mail.messages) == 1


def test_an_email_whose_answer_is_lost_is_perhaps_sent_and_left_to_a_person(
    county: World, mail: MailServer, line: LineProxy, connect: Connect
) -> None:
    connect("email", "works@example.org")
    for number, fault in enumerate(line_faults.AFTER, 1):
        line.next.append(fault)
        case = make_case(county, at=timezone.now())
        hand_over()
        message = deliver_for_an_hour(message_of(case))
        assert (message.state, len(mail.messages)) == ("unknown", number), f"{fault}: nothing goes again by itself"
    do_waiting_work(["handover"])
    (task,) = Task.objects.filter(case=case, done_at=None, key="")
    assert task.title.startswith("Perhaps not handed over to Works by email.")
    client = Client()
    client.force_login(county.people["officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/staff/cases/{case.reference}/").content.decode()
    assert "Perhaps sent" in shown
    assert "Send again" in shown

    dispatch = Dispatch.objects.get(case=case)
    resend_dispatch(dispatch=dispatch, actor=county.people["officer"], at=timezone.now())
    hand_over()
    assert deliver_for_an_hour(message).state == "sent"
    assert mail.messages[-1]["Message-ID"] == mail.messages[-2]["Message-ID"], "their server can tell a repeat"
    dispatch.refresh_from_db()
    assert (dispatch.error, Task.objects.filter(case=case, done_at=None, key="").count()) == ("", 0)


def test_a_letter_is_taken_once_whatever_breaks(
    county: World, notify: NotifyFake, post: FaultProxy, connect: Connect
) -> None:
    connect("letter", "Works office\n1 High Street\nBK1 1AA")
    for number, fault in enumerate(["slow", *faults.BEFORE, "reset_after", "half"], 1):
        post.next.append(fault)
        case = make_case(county, at=timezone.now())
        hand_over()
        message = deliver_for_an_hour(message_of(case))
        assert (message.state, len(notify.accepted)) == ("sent", number), fault
    post.down()
    case = make_case(county, at=timezone.now())
    hand_over()
    message = message_of(case)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error) == ("queued", "unreachable")
    post.up()
    assert deliver_for_an_hour(message).state == "sent"
    assert len(notify.accepted) == number + 1


def test_files_wait_for_a_folder_that_is_away_and_are_there_once(
    county: World, tmp_path: Path, connect: Connect, settings: Any
) -> None:
    share = tmp_path / "share"
    share.write_text("the network share is away")
    settings.HANDOVER_FOLDER = str(share)
    link, files = connect("csv", "works"), CsvFake(share / "works")
    make_case(county, at=timezone.now())
    hand_over()
    link.refresh_from_db()
    assert (Dispatch.objects.get().state, link.error) == ("waiting", "no_folder")

    share.unlink()
    files.folder.joinpath("out").mkdir(parents=True)
    (files.folder / "out" / ".half-of-one.csv.part").write_text("key,wh")
    sender.drain(link.pk, clock=lambda: timezone.now() + timedelta(minutes=10))
    assert Dispatch.objects.get().state == "sent"
    Dispatch.objects.update(state="waiting", sent_at=None)
    sender.drain(link.pk, clock=lambda: timezone.now() + timedelta(minutes=10))
    assert files.fetch() == 1, "the same fact is the same file, and nobody fetches half of one"
    assert len(files.rows) == 1
