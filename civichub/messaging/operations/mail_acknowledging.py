"""The one thing that the hub writes by itself: that a message has arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import save
from civichub.core.references import format_reference
from civichub.delivery.drafts import About, Correspondence, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.queries import message_id_of
from civichub.delivery.states import BeyondLimit, Channel
from civichub.messaging.addressing import is_sheltered, usable_ids, why_not_to_write
from civichub.messaging.models import AutomaticReply, Conversation, MailMessage, MessageKind
from civichub.messaging.reading import ReadMail
from civichub.messaging.tokens import reply_address

ONCE_IN = timedelta(days=1)
WORDS = (
    "Thank you for your message. It has reached {organisation}.\n\n"
    "A person will read it. You will have an answer, or be told who is working on one, by {by}.\n\n"
    "Your reference is {reference}. If you want to add something, answer this email.\n\n"
    "This message was sent automatically."
)


def acknowledge_receipt(conversation: Conversation, *, answering: ReadMail, actor: Any, at: datetime) -> None:
    """Tell a correspondent that their message has arrived: at most once a day each, and never a machine.

    It repeats nothing that they wrote, so that nobody can have the hub send words of theirs to somebody else. It does
    not count as keeping the five-day promise: that takes a person.
    """
    mailbox = conversation.mailbox
    if not mailbox.acknowledges or not conversation.correspondent or why_not_to_write(conversation, at=at):
        return
    if not _first_today(conversation.correspondent, at):
        return
    facts = {
        "organisation": conversation.organisation.name,
        "reference": format_reference(conversation.reference),
        "by": f"{conversation.wait.due_on:%A %-d %B}",
    }
    body = mailbox.acknowledgement or WORDS
    for name, value in facts.items():
        body = body.replace(f"{{{name}}}", value)
    subject = f"We have your message ({facts['reference']})"
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=conversation.correspondent,
        subject=subject,
        body=body,
        about=About("messaging.conversation", conversation.pk, conversation.reference),
        why_channel="They wrote to us by email.",
        hides_address=is_sheltered(conversation),
        correspondence=Correspondence(
            from_address=mailbox.address,
            reply_to=reply_address(mailbox.address, conversation.reference),
            in_reply_to=next(iter(usable_ids([answering.message_id])), ""),
            references=usable_ids([*answering.references, answering.message_id]),
        ),
    )
    sent = queue_message(
        draft=draft, organisation=conversation.organisation, actor=actor, at=at, beyond_limit=BeyondLimit.DROP
    )
    MailMessage.objects.create(
        conversation=conversation, kind=MessageKind.AUTOMATIC, delivery=sent, from_address=mailbox.address,
        subject=subject, text=body, message_id=message_id_of(sent), at=at,
    )  # fmt: skip
    audit("mail.receipt_sent", conversation, actor=actor, at=at, message=sent.pk)


def _first_today(correspondent: str, at: datetime) -> bool:
    """Whether nothing automatic has gone to this address for a day; from now on something has."""
    row, made = AutomaticReply.objects.get_or_create(correspondent=correspondent.lower(), defaults={"at": at})
    if made:
        return True
    row = AutomaticReply.objects.select_for_update().get(pk=row.pk)
    if at - row.at < ONCE_IN:
        return False
    row.at = at
    save(row, "at")
    return True
