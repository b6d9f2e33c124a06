"""Writing back: answers and acknowledgements by a person, and taking back what has not left yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers.queries import customer_who_proved
from civichub.delivery.addresses import email_address
from civichub.delivery.drafts import About, Correspondence, Draft
from civichub.delivery.enclosures import Enclosure
from civichub.delivery.operations import cancel_message, queue_message
from civichub.delivery.queries import message_id_of
from civichub.delivery.states import Channel
from civichub.messaging import policies
from civichub.messaging.addressing import (
    customer_of,
    is_sheltered,
    usable_ids,
    why_not_to_copy,
    why_not_to_write,
)
from civichub.messaging.models import Conversation, Mailbox, MailFile, MailMessage, MessageKind, ReplyDraft
from civichub.messaging.operations.mail_drafting import MOST_TEXT, files_to_send, hand_over_files, keep_draft
from civichub.messaging.operations.mail_waiting import begin_to_wait, end_of_wait, respond, take_in_hand, tell
from civichub.messaging.states import CONVERSATION
from civichub.messaging.tokens import reply_address

HELD_SECONDS = 20  # how long a colleague can take back what they sent
LATEST = timedelta(days=60)
MOST_COPIES = 10


@dataclass(frozen=True)
class Reply:
    """What somebody writes. `only_acknowledges`: it says who is working on it, and the answer is still to come.

    `send_at` is a later moment, or None for at once. `outcome` and `avoidable` are the contact's, as in its wrap-up.
    """

    text: str
    only_acknowledges: bool = False
    copies: Sequence[str] = ()
    send_at: datetime | None = None
    outcome: str = "resolved"
    avoidable: str = "not"
    avoidable_why: str = ""


@operation
def send_reply(*, conversation: Conversation, reply: Reply, actor: Any, at: datetime) -> MailMessage:
    """Answer in the thread. It is held for some seconds, in which it can be taken back, or until its time.

    The files of the writer's draft go with it. Raises `Conflict` when a colleague has it in hand, `Invalid` on ``text``
    where the address may not be written to, on ``files`` while one of them has not been found clean.
    """
    conversation = lock(conversation)
    require(policies.may_answer_mail(actor, conversation))
    state = CONVERSATION.target(conversation.state, "answer")
    if why := why_not_to_write(conversation, at=at):
        raise Invalid({"text": why})
    text = clean_text(reply.text, field="text", max_length=MOST_TEXT, required=True, lines=True)
    copies = _checked_copies(conversation, reply.copies)
    files = files_to_send(conversation, actor)
    moment = _moment(reply.send_at, at)
    take_in_hand(conversation, actor, at)
    message = _say(conversation, text, copies, files, moment, actor=actor, at=at)
    hand_over_files(files, message=message)
    respond(conversation, at=moment)
    if reply.only_acknowledges:
        conversation.changed_at = at
        save(conversation, "changed_at")
    else:
        conversation.state, conversation.changed_at, conversation.answered_at = state, at, at
        save(conversation, "state", "changed_at", "answered_at")
        end_of_wait(conversation, outcome=reply.outcome, avoidable=reply.avoidable, why=reply.avoidable_why,
                    actor=actor, at=at)  # fmt: skip
    ReplyDraft.objects.filter(conversation=conversation, author=actor).delete()
    tell(conversation)
    audit("mail.replied", conversation, actor=actor, at=at, message=message.pk, copies=len(copies), files=len(files))
    return message


def _moment(send_at: datetime | None, at: datetime) -> datetime:
    if send_at is None:
        return at + timedelta(seconds=HELD_SECONDS)
    if send_at <= at:
        raise Invalid({"send_at": "Choose a time that is still to come."})
    if send_at > at + LATEST:
        raise Invalid({"send_at": f"Choose a time within the next {LATEST.days} days."})
    return send_at


def _checked_copies(conversation: Conversation, copies: Sequence[str]) -> list[str]:
    """Raises `Invalid` on ``copies``. There are no hidden copies: whoever reads a thread sees who has it."""
    if len(copies) > MOST_COPIES:
        raise Invalid({"copies": f"Send copies to {MOST_COPIES} people at most."})
    ours = list(Mailbox.objects.filter(is_active=True).values_list("address", flat=True))
    checked = []
    for one in copies:
        try:
            address = email_address(one)
        except Invalid as error:
            raise Invalid({"copies": error.message}) from error
        if why := why_not_to_copy(conversation, address, ours):
            raise Invalid({"copies": why})
        checked.append(address)
    if copies and is_sheltered(conversation):
        raise Invalid({"copies": "This customer is at risk, so nobody else has a copy."})
    return checked


def _say(
    conversation: Conversation, text: str, copies: list[str], files: list[MailFile], moment: datetime, *,
    actor: Any, at: datetime,
) -> MailMessage:  # fmt: skip
    earlier = list(conversation.messages.exclude(message_id="").exclude(kind=MessageKind.STRANGER).order_by("at", "pk"))
    customer, common = customer_of(conversation), _common(conversation, text, files)
    thread = _thread(conversation, earlier)
    draft = Draft(
        **common,
        to_address=conversation.correspondent,
        to_name=conversation.correspondent_name,
        recipient_verified=_is_proved(conversation, earlier),
        recipient=f"customers.customer:{customer.pk}" if customer else "",
        why_channel="They wrote to us by email.",
        correspondence=thread,
    )
    going = {"organisation": conversation.organisation, "actor": system_account(), "at": at, "not_before": moment}
    sent = queue_message(draft=draft, **going)
    _send_copies(conversation, copies, common, going)
    return MailMessage.objects.create(
        conversation=conversation, kind=MessageKind.OURS, author=actor, contact=conversation.contact, delivery=sent,
        from_address=conversation.mailbox.address, copies=copies, subject=sent.subject, text=text,
        message_id=message_id_of(sent), references=list(thread.references), at=at,
    )  # fmt: skip


def _common(conversation: Conversation, text: str, files: list[MailFile]) -> dict[str, Any]:
    """What the answer and its copies have alike."""
    mailbox = conversation.mailbox
    return {
        "channel": Channel.EMAIL,
        "subject": _subject(conversation),
        "body": f"{text}\n\n-- \n{mailbox.signature}" if mailbox.signature else text,
        "about": About("messaging.conversation", conversation.pk, conversation.reference),
        "language": conversation.language if conversation.language.isalpha() else "en",
        "is_sensitive": mailbox.is_sensitive,
        "hides_address": is_sheltered(conversation),
        "enclosures": tuple(Enclosure(one.name, one.content_type, one.path, one.size, one.sha256) for one in files),
    }


def _thread(conversation: Conversation, earlier: list[MailMessage]) -> Correspondence:
    theirs = usable_ids(one.message_id for one in earlier if one.kind == MessageKind.THEIRS)
    return Correspondence(
        from_address=conversation.mailbox.address,
        reply_to=reply_address(conversation.mailbox.address, conversation.reference),
        in_reply_to=theirs[-1] if theirs else "",
        references=usable_ids(one.message_id for one in earlier),
        by_a_person=True,
    )


def _subject(conversation: Conversation) -> str:
    subject = conversation.subject or "Your message"
    return (subject if subject.lower().startswith("re:") else f"Re: {subject}")[:200]


def _send_copies(conversation: Conversation, copies: list[str], common: dict[str, Any], going: dict[str, Any]) -> None:
    """Without the signed address: a copy gives nobody a say in the conversation."""
    plain = Correspondence(from_address=conversation.mailbox.address, by_a_person=True)
    for address in copies:
        draft = Draft(**common, to_address=address, why_channel="A copy of our answer.", correspondence=plain)
        queue_message(draft=draft, **going)


def _is_proved(conversation: Conversation, earlier: list[MailMessage]) -> bool:
    """Whether the address is surely theirs: they answered to the signed address we sent there, or had proved it."""
    sent = next((one.at for one in earlier if one.kind in (MessageKind.OURS, MessageKind.AUTOMATIC)), None)
    if sent is not None and any(one.kind == MessageKind.THEIRS and one.at > sent for one in earlier):
        return True
    customer = customer_of(conversation)
    return customer is not None and customer_who_proved(conversation.correspondent) == customer


@operation
def take_back_reply(*, message: MailMessage, actor: Any, at: datetime) -> Conversation:
    """Undo sending, while it is held: the words and files are a draft again and the conversation waits as before.

    Raises `Conflict` once it has left.
    """
    conversation = lock(message.conversation)
    message = lock(message)
    require(policies.may_answer_mail(actor, conversation))
    if message.kind != MessageKind.OURS or message.delivery is None or message.delivery.state not in ("held", "queued"):
        raise Conflict("It has been sent already, so it cannot be taken back.")
    about = {"about_type": "messaging.conversation", "about_id": conversation.pk}
    together = type(message.delivery).objects.filter(**about, created_at=message.delivery.created_at, state="held")
    for one in [message.delivery, *together.exclude(pk=message.delivery_id)]:
        cancel_message(message=one, reason="Taken back by its writer", actor=system_account(), at=at)
    draft = keep_draft(conversation=conversation, text=message.text, actor=actor, at=at)
    hand_over_files(message.files.all(), draft=draft)
    message.delete()
    since = conversation.waiting_since
    if conversation.wait is not None and not conversation.messages.filter(kind="ours", at__gte=since).exists():
        conversation.wait.responded_at = None
        save(conversation.wait, "responded_at")
    if conversation.state == "answered":
        conversation.state, conversation.answered_at = "waiting", None
        save(conversation, "state", "answered_at")
        begin_to_wait(conversation, since=conversation.waiting_since, actor=system_account(), at=at)
        take_in_hand(conversation, actor, at)
    tell(conversation)
    audit("mail.reply_taken_back", conversation, actor=actor, at=at)
    return conversation
