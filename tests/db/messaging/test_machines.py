"""No machine is answered twice in a day, whatever two machines say to each other, and nothing of theirs is lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from civichub.customers.models import ContactPoint
from civichub.customers.operations import add_contact_point, register_customer, verify_contact_point
from civichub.delivery.models import Message
from civichub.delivery.operations import sending
from civichub.delivery.operations.sending import claim_message, record_accepted
from civichub.delivery.providers.smtp import compose
from civichub.messaging.models import Conversation, MailMessage
from civichub.messaging.operations.mail_answering import Reply, send_reply
from civichub.routing.models import WorkItem
from tests.factories.mail import ADDRESS, arrive, make_mailbox, seat, written
from tests.factories.world import NOON, World

ROUNDS = 10  # tests/soak plays a thousand


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x@example.com"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example.com>"},
        {"List_Unsubscribe": "<mailto:stop@example.com>"},
        {"Return_Path": "<>"},
        {"sender": "Mail Delivery System <MAILER-DAEMON@mx.example.com>"},
        {"sender": f"Somebody <{ADDRESS}>"},
    ],
)
def test_a_machine_waits_for_nobody_and_is_not_answered(world: World, headers: dict[str, str]) -> None:
    message = arrive(make_mailbox(world), written(**headers), world=world)
    assert message.kind == "machine"
    assert message.conversation.state == "aside"
    assert not WorkItem.objects.exists()
    assert not Message.objects.exists()


def test_when_in_doubt_somebody_reads_it_and_no_machine_answers(world: World) -> None:
    box = make_mailbox(world)
    for number, headers in enumerate(
        [{"subject": "Out of office: back Monday"}, {"sender": "no-reply@shop.example"}, {"X_Loop": "x"}]
    ):
        message = arrive(box, written(f"{number}", **headers), world=world)
        assert message.conversation.state == "waiting", headers
    assert not Message.objects.exists()


def answered_by_a_dumb_machine(sent: Message, number: int) -> EmailMessage:
    """An autoresponder that says nothing about being one and changes its words every time."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sent.to_address, sent.correspondence["reply_to"]
    mail["Subject"], mail["Message-ID"] = f"I am away ({number})", f"<{number}@away.example>"
    mail.set_content(f"Thank you for message {number}.")
    return mail


def play(world: World, rounds: int) -> Counter[str]:
    """Two hubs and an autoresponder answer everything that they get, for so many rounds of five minutes each."""
    box = make_mailbox(world)
    other = "helpdesk@otherhub.example"
    sent: Counter[str] = Counter()
    for number in range(rounds):
        at = NOON + timedelta(minutes=5 * number)
        before = set(Message.objects.values_list("pk", flat=True))
        arrive(
            box, written(f"round {number}", sender=other, message_id=f"<{number}@otherhub.example>"), world=world, at=at
        )
        arrive(box, written(f"x {number}", sender="away@example.net"), world=world, at=at)
        for one in Message.objects.exclude(pk__in=before):
            sent[f"{one.to_address} {one.created_at:%Y-%m-%d}"] += 1
            echo = compose(_outgoing(one), sender="hub@otherhub.example")
            echo.replace_header("From", other)
            echo.replace_header("To", one.correspondence["reply_to"])
            arrive(box, echo.as_bytes(), world=world, at=at)
            arrive(box, answered_by_a_dumb_machine(one, number), world=world, at=at)
    return sent


def _outgoing(message: Message) -> Any:
    return sending._outgoing(message)


def test_two_hubs_and_an_autoresponder_are_each_told_once_a_day(world: World) -> None:
    sent = play(world, ROUNDS)
    assert sent == Counter({"helpdesk@otherhub.example 2026-03-03": 1, "away@example.net 2026-03-03": 1})


def test_our_own_mail_is_no_news_when_it_comes_back(world: World) -> None:
    box = make_mailbox(world)
    arrive(box, written(), world=world)
    receipt = Message.objects.get()
    back = compose(_outgoing(receipt), sender="hub@localhost")
    del back["Auto-Submitted"]
    assert arrive(box, back.as_bytes(), world=world).kind == "machine"
    assert Conversation.objects.filter(state="waiting").count() == 1


def bounce(sent: Message, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.com\r\nTo: {sent.correspondence['reply_to']}\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {sent.to_address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{sent.reference}@localhost>\r\n\r\n--b--\r\n"
    ).encode()


def test_an_answer_that_comes_back_marks_message_conversation_and_the_customers_address(
    world: World, settings: Any
) -> None:
    settings.DEMO = True  # everything goes to the outbox
    box = make_mailbox(world)
    officer = seat(world, "officer")
    customer = register_customer(given_name="Priya", family_name="Shah", organisation=world.county,
                                 actor=world.system, at=NOON)  # fmt: skip
    point = add_contact_point(customer=customer, kind="email", value="priya@example.com", actor=world.system, at=NOON)
    verify_contact_point(contact_point=point, how="email_link", actor=world.system, at=NOON)
    conversation = arrive(box, written(), world=world).conversation
    assert conversation.contact.customer == customer
    answer = send_reply(conversation=conversation, reply=Reply("Done."), actor=officer, at=NOON).delivery
    later = NOON + timedelta(minutes=1)
    claim = claim_message(message_id=answer.pk, actor=world.system, at=later)
    assert claim is not None
    record_accepted(message_id=answer.pk, token=claim.token, provider_id="x", actor=world.system, at=later)
    answer.refresh_from_db()
    message = arrive(box, bounce(answer), world=world, at=later, envelope_from="")
    conversation.refresh_from_db()
    answer.refresh_from_db()
    assert message.conversation == conversation
    assert (answer.state, conversation.state) == ("bounced", "waiting")
    assert conversation.address_failed_at == later
    assert ContactPoint.objects.get(pk=point.pk).bad_since == later
    assert MailMessage.objects.filter(kind="theirs").count() == 1
