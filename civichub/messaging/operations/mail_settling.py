"""What else becomes of a conversation: closed, spam, brought back, tied to a case, a stranger's reply judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.operations.follow import add_contact_to_case
from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import lock, operation, require, save
from civichub.messaging import policies
from civichub.messaging.models import Conversation, MailMessage, MessageKind
from civichub.messaging.operations.mail_waiting import (
    begin_to_wait,
    end_of_wait,
    needs_no_reply,
    respond,
    take_in_hand,
    tell,
)
from civichub.messaging.states import CONVERSATION
from civichub.routing.queries import item_about


@operation
def take_conversation(*, conversation: Conversation, actor: Any, at: datetime) -> Conversation:
    """Take it in hand, out of turn or as it was offered. Raises `Conflict` when a colleague has it."""
    conversation = lock(conversation)
    require(policies.may_answer_mail(actor, conversation))
    take_in_hand(conversation, actor, at)
    tell(conversation)
    audit("mail.taken", conversation, actor=actor, at=at)
    return conversation


@operation
def close_without_reply(*, conversation: Conversation, actor: Any, at: datetime) -> Conversation:
    """A thank-you, or something to know: it needs no answer."""
    return _end(conversation, "close", "resolved", actor, at)


@operation
def mark_spam(*, conversation: Conversation, actor: Any, at: datetime) -> Conversation:
    """Nothing that anybody should read. What comes to it from now on waits for nobody."""
    return _end(conversation, "mark_spam", "not_for_us", actor, at)


def _end(conversation: Conversation, step: str, outcome: str, actor: Any, at: datetime) -> Conversation:
    conversation = lock(conversation)
    require(policies.may_answer_mail(actor, conversation))
    state = CONVERSATION.target(conversation.state, step)
    take_in_hand(conversation, actor, at)
    if conversation.state == "waiting":
        needs_no_reply(conversation)
    conversation.state, conversation.changed_at = state, at
    save(conversation, "state", "changed_at")
    end_of_wait(conversation, outcome=outcome, actor=actor, at=at)
    tell(conversation)
    audit(f"mail.{state}", conversation, actor=actor, at=at)
    return conversation


@operation
def reopen_conversation(*, conversation: Conversation, actor: Any, at: datetime) -> Conversation:
    """Bring it back: it waits for us again, in the place that its age gives it."""
    conversation = lock(conversation)
    require(policies.may_answer_mail(actor, conversation))
    CONVERSATION.target(conversation.state, "reopen")
    if conversation.state == "aside":
        conversation.messages.filter(kind=MessageKind.MACHINE).update(kind=MessageKind.THEIRS)
    since = conversation.waiting_since or conversation.opened_at
    begin_to_wait(conversation, since=since, actor=system_account(), at=at)
    tell(conversation)
    audit("mail.brought_back", conversation, actor=actor, at=at)
    return conversation


@operation
def judge_stranger(
    *, message: MailMessage, accept: bool, actor: Any, at: datetime, write_there: bool = False
) -> MailMessage:
    """Say whether a reply from another address belongs here. It is never shown as the correspondent's own words.

    With `write_there` answers go to that address from now on. Raises `Conflict` when a colleague has judged it.
    """
    conversation = lock(message.conversation)
    message = lock(message)
    require(policies.may_answer_mail(actor, conversation))
    if message.kind != MessageKind.STRANGER or message.verdict:
        raise Conflict("Somebody has decided about this message already.")
    message.verdict = "accepted" if accept else "rejected"
    if accept:
        message.contact = conversation.contact
    save(message, "verdict", "contact")
    if accept and write_there and message.from_address:
        conversation.correspondent, conversation.correspondent_name = message.from_address, message.from_name
        conversation.address_failed_at = None
        save(conversation, "correspondent", "correspondent_name", "address_failed_at")
    tell(conversation)
    audit("mail.stranger_judged", conversation, actor=actor, at=at, message=message.pk, verdict=message.verdict)
    return message


@operation
def tie_to_case(*, conversation: Conversation, case: Any, actor: Any, at: datetime) -> Conversation:
    """This conversation is about that case: this contact and those that follow are added to it."""
    conversation = lock(conversation)
    require(policies.may_answer_mail(actor, conversation))
    conversation.case = case
    save(conversation, "case")
    if conversation.contact is not None:
        add_contact_to_case(case=case, contact=conversation.contact, actor=actor, at=at)
    audit("mail.tied_to_case", conversation, actor=actor, at=at, case=case.pk)
    return conversation


@operation
def note_failed_address(*, conversation: Conversation, permanent: bool, actor: Any, at: datetime) -> Conversation:
    """An answer of ours did not arrive: the conversation shows it and waits for somebody again. Repeats do no harm."""
    conversation = lock(conversation)
    require(policies.may_take_in_mail(actor))
    if permanent and conversation.address_failed_at is None:
        conversation.address_failed_at = at
        save(conversation, "address_failed_at")
        audit("mail.address_failed", conversation, actor=actor, at=at)
    if conversation.state == "answered":
        title = f"{conversation.reference}: our answer did not arrive"
        begin_to_wait(conversation, since=at, actor=actor, at=at, title=title)
    tell(conversation)
    return conversation


@operation
def follow_contact(*, conversation: Conversation, actor: Any, at: datetime) -> Conversation:
    """Its contact was wrapped up, or its work put away, without an answer here.

    Wrapped up: it was answered another way, by a call say, which counts as an answer. Only the work is gone: it goes
    back into line, since nobody has answered. Twice changes nothing.
    """
    conversation = lock(conversation)
    require(policies.may_take_in_mail(actor))
    if conversation.state != "waiting" or conversation.contact is None:
        return conversation
    if conversation.contact.state == "closed":
        conversation.state, conversation.changed_at = CONVERSATION.target(conversation.state, "close"), at
        save(conversation, "state", "changed_at")
        if conversation.contact.outcome == "not_for_us":
            needs_no_reply(conversation)
        else:
            respond(conversation, at=at)
        tell(conversation)
        audit("mail.settled_with_its_contact", conversation, actor=actor, at=at)
    elif item_about("contact", conversation.contact_id, kind="email") is None:
        begin_to_wait(conversation, since=conversation.waiting_since, actor=actor, at=at)
        tell(conversation)
        audit("mail.back_in_line", conversation, actor=actor, at=at)
    return conversation
