"""Answering a message by email, and sending the transcript to whoever confirms an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations.queueing import queue_message
from civichub.delivery.states import Channel
from civichub.webchat import policies
from civichub.webchat.models import Author, Chat
from civichub.webchat.operations.lines import add_line
from civichub.webchat.queries import lines_of
from civichub.webchat.states import CHAT
from civichub.webchat.transcripts import as_text

MOST_ANSWER = 10_000


def _about(chat: Chat) -> About:
    return About("contacts.contact", chat.contact_id, chat.contact.reference)


@operation
def answer_message(*, chat: Chat, text: str, actor: Any, at: datetime) -> Chat:
    """Answer a message that was left, by email, and add the answer to the transcript. Raises `Conflict` without one."""
    chat = lock(chat)
    require(policies.may_answer_chat(actor, chat))
    if not chat.reply_email:
        raise Conflict("They gave no email address. Ring them, then write down what came of it.")
    text = clean_text(text, field="text", max_length=MOST_ANSWER, required=True, lines=True)
    chat.state = CHAT.target(chat.state, "answer")
    save(chat, "state")
    line = add_line(chat, Author.ADVISOR, text, person=actor, at=at)
    draft = Draft(
        channel=Channel.EMAIL, to_address=chat.reply_email, to_name=chat.name,
        subject=f"Your message to {chat.organisation.short_name}, {chat.contact.reference}", body=text,
        about=_about(chat),
    )  # fmt: skip
    key = f"chat-answer-{line.pk}"
    queue_message(draft=draft, organisation=chat.organisation, actor=system_account(), at=at, dedupe_key=key)
    audit("chat.message_answered", chat, actor=actor, at=at)
    return chat


@operation
def ask_for_transcript(*, chat: Chat, email: str, link: str, actor: Any, at: datetime) -> Chat:
    """Send a link to an address; only whoever opens it there gets the transcript. Nothing of the chat is in it."""
    chat = lock(chat)
    require(policies.may_write_as_resident(actor, chat))
    email = _address(email)
    body = (
        f"Somebody asked for the transcript of a webchat with {chat.organisation.name} to be sent to this address.\n\n"
        f"If that was you, open this link within 24 hours and we will send it:\n\n{link}\n\n"
        "If it was not, do nothing: we will send nothing else."
    )
    draft = Draft(
        channel=Channel.EMAIL, to_address=email, subject="Confirm your email address", body=body, about=_about(chat),
        is_urgent=True,
    )  # fmt: skip
    queue_message(draft=draft, organisation=chat.organisation, actor=system_account(), at=at, beyond_limit="drop")
    audit("chat.transcript_asked_for", chat, actor=actor, at=at)
    return chat


@operation
def send_transcript(*, chat: Chat, email: str, actor: Any, at: datetime) -> Chat:
    """Send the transcript to an address that has been confirmed. Once for as long as nothing is added to it."""
    chat = lock(chat)
    require(policies.may_write_as_resident(actor, chat))
    email, lines = _address(email), lines_of(chat)
    draft = Draft(
        channel=Channel.EMAIL, to_address=email, to_name=chat.name, recipient_verified=True, carries_public_text=True,
        subject=f"Your webchat with {chat.organisation.short_name}, {chat.contact.reference}",
        body=as_text(chat, lines), about=_about(chat),
    )  # fmt: skip
    key = f"transcript-{chat.pk}-{lines[-1].pk if lines else 0}-{email}"
    queue_message(draft=draft, organisation=chat.organisation, actor=system_account(), at=at, dedupe_key=key)
    audit("chat.transcript_sent", chat, actor=actor, at=at)
    return chat


def _address(email: str) -> str:
    email = clean_text(email, field="email", max_length=254, required=True).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid({"email": "Enter an email address in the correct format, like name@example.com"}) from None
    return email
