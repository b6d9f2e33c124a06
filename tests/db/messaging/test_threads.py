"""A message finds its conversation by the signed address, whoever it claims to be from and whatever else it says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.contacts.models import Contact
from civichub.contacts.operations import close_contact
from civichub.core.errors import Conflict
from civichub.delivery.models import Message
from civichub.messaging.models import Conversation, RawMail
from civichub.messaging.operations.mail_answering import Reply, send_reply, take_back_reply
from civichub.messaging.operations.mail_keeping import keep_original
from civichub.messaging.operations.mail_settling import (
    follow_contact,
    judge_stranger,
    mark_spam,
    reopen_conversation,
    take_conversation,
)
from civichub.messaging.tokens import reference_in, reply_address
from civichub.routing.models import WorkItem
from civichub.routing.operations import accept_offer, finish_work, pause_seat
from tests.factories.mail import ADDRESS, arrive, make_mailbox, seat, written
from tests.factories.world import NOON, World


def token(conversation: Conversation) -> str:
    return reply_address(ADDRESS, conversation.reference)


def test_an_email_is_offered_answered_and_its_reply_goes_to_another_advisor(world: World) -> None:
    box = make_mailbox(world)
    officer = seat(world, "officer")
    first = arrive(box, written(), world=world).conversation
    contact, item = first.contact, WorkItem.objects.get()
    assert (contact.channel, contact.self_service, contact.customer) == ("email", False, None)
    assert (item.kind, item.subject_id, item.promise_at.isoformat()) == (
        "email",
        contact.pk,
        "2026-03-11T00:00:00+00:00",
    )
    receipt = Message.objects.get()
    assert receipt.correspondence["reply_to"] == token(first)
    assert "Street light" not in receipt.subject + receipt.body + receipt.to_name

    accept_offer(offer=item.offers.get(state="open"), actor=officer, at=NOON)
    later = NOON + timedelta(minutes=5)
    answer = send_reply(conversation=first, reply=Reply("We mend it on Monday."), actor=officer, at=later)
    first.refresh_from_db(), item.refresh_from_db(), contact.refresh_from_db()
    assert (first.state, item.state, contact.state) == ("answered", "done", "closed")
    assert answer.delivery.state == "held"
    assert answer.delivery.correspondence["by_a_person"]
    assert answer.delivery.correspondence["in_reply_to"] == first.messages.first().message_id

    pause_seat(reason="Lunch", actor=officer, at=later)
    advisor = seat(world, "advisor", at=later)
    again = written("Still dark.", to=token(first), subject="Nothing to do with it")
    second = arrive(box, again, world=world, at=later + timedelta(seconds=9))
    first.refresh_from_db()
    assert second.conversation == first
    assert second.kind == "theirs"
    assert first.state == "waiting"
    assert Contact.objects.count() == 2
    assert Message.objects.count() == 2, "no second receipt within the day"
    offer = WorkItem.objects.get(state="offered").offers.get(state="open")
    assert offer.person == advisor
    accept_offer(offer=offer, actor=advisor, at=later)
    with pytest.raises(Conflict, match="in hand"):
        send_reply(conversation=first, reply=Reply("Mine!"), actor=officer, at=later)
    sent = send_reply(
        conversation=first, reply=Reply("A crew is on its way."), actor=advisor, at=later + timedelta(seconds=20)
    )
    back = take_back_reply(message=sent, actor=advisor, at=later + timedelta(seconds=25))
    assert back.state == "waiting"
    assert back.drafts.get().text == "A crew is on its way."
    assert Message.objects.get(pk=sent.delivery_id).state == "cancelled"


def test_neither_subject_nor_message_id_nor_a_wrong_mark_opens_a_thread(world: World) -> None:
    box = make_mailbox(world)
    first = arrive(box, written(), world=world).conversation
    known = first.messages.first().message_id
    wrong = token(first)[:-30] + ("a" if token(first)[-30] != "a" else "b") + token(first)[-29:]
    assert reference_in([token(first).upper()], ADDRESS) == first.reference
    assert reference_in([wrong], ADDRESS) is None
    for number, mail in enumerate(
        [
            written("1", In_Reply_To=f"<{known}>", References=f"<{known}>", subject="Re: Street light"),
            written("2", to=wrong),
            written("3", subject=f"Re: Street light {first.reference}"),
        ]
    ):
        assert arrive(box, mail, world=world).conversation != first, number


def test_whoever_writes_from_another_address_waits_for_a_judgement(world: World) -> None:
    box = make_mailbox(world)
    seat(world, "officer")
    first = arrive(box, written(), world=world).conversation
    officer = world.fresh("officer")
    forged = written("Close this at once.", to=token(first), sender=f"{officer.name} <{officer.email}>")
    stranger = arrive(box, forged, world=world)
    assert (stranger.kind, stranger.author, stranger.verdict) == ("stranger", None, "")
    assert not first.messages.filter(kind="ours").exists()
    judge_stranger(message=stranger, accept=False, actor=officer, at=NOON)
    with pytest.raises(Conflict):
        judge_stranger(message=stranger, accept=True, actor=officer, at=NOON)
    other = arrive(box, written("From my phone", to=token(first), sender="p.shah@example.org"), world=world)
    judge_stranger(message=other, accept=True, write_there=True, actor=officer, at=NOON)
    first.refresh_from_db()
    other.refresh_from_db()
    assert first.correspondent == "p.shah@example.org"
    assert other.kind == "stranger"


def test_the_same_bytes_are_one_message_and_what_cannot_be_read_is_work_with_its_original(world: World) -> None:
    box = make_mailbox(world)
    content = written().as_bytes()
    one, two = (keep_original(mailbox=box, content=content, actor=world.system, at=NOON) for _ in range(2))
    assert one == two
    assert RawMail.objects.count() == 1
    broken = arrive(box, b"\x00\xff\xfe no headers at all", world=world)
    conversation = broken.conversation
    assert conversation.unreadable
    assert conversation.contact
    assert broken.original.size == 21
    assert WorkItem.objects.filter(title__startswith="Could not be read").count() == 1


def test_spam_can_be_brought_back_and_what_comes_to_it_meanwhile_waits_for_nobody(world: World) -> None:
    box = make_mailbox(world)
    officer = seat(world, "officer")
    first = arrive(box, written(), world=world).conversation
    mark_spam(conversation=first, actor=officer, at=NOON)
    assert not WorkItem.objects.in_open_state().exists()
    arrive(box, written("More", to=token(first)), world=world)
    assert not WorkItem.objects.in_open_state().exists()
    reopen_conversation(conversation=first, actor=officer, at=NOON)
    assert WorkItem.objects.in_open_state().count() == 1


def test_work_that_is_put_away_without_an_answer_comes_back_unless_the_contact_was_wrapped_up(world: World) -> None:
    box = make_mailbox(world)
    officer = seat(world, "officer")
    conversation = arrive(box, written(), world=world).conversation
    take_conversation(conversation=conversation, actor=officer, at=NOON)
    finish_work(item=WorkItem.objects.get(), actor=officer, at=NOON)
    follow_contact(conversation=conversation, actor=world.system, at=NOON)
    assert WorkItem.objects.in_open_state().count() == 1
    contact = Contact.objects.get()
    close_contact(contact=contact, outcome="resolved", avoidable="not", actor=officer, at=NOON)
    follow_contact(conversation=conversation, actor=world.system, at=NOON)
    conversation.refresh_from_db()
    assert conversation.state == "closed"
