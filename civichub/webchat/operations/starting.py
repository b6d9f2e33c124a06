"""Beginning a chat, and leaving a message where nobody can answer now."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from civichub.accounts.queries import system_account
from civichub.contacts.operations import open_contact
from civichub.core.audit import audit
from civichub.core.clocks import LONDON
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.organisations.queries import end_of_next_working_day
from civichub.routing.operations import place_work, tell_wait, withdraw_work
from civichub.webchat import policies
from civichub.webchat.models import ENGLISH, Author, Chat, ChatSetup
from civichub.webchat.operations.lines import add_line, say, tell
from civichub.webchat.queries import LANGUAGE_LEVEL, offer_of, speakers_ready
from civichub.webchat.states import CHAT

MOST_QUESTION = 2_000


@dataclass(frozen=True)
class Asker:
    """Who asks, in their own words. `browser` and `address` are digests; `customer` is known if they signed in."""

    question: str
    name: str = ""
    language: str = ENGLISH
    service: Any = None
    customer: Any = None
    browser: str = ""
    address: str = ""


@operation
def start_chat(*, organisation: Any, asker: Asker, actor: Any, at: datetime) -> Chat:
    """Begin a chat in the organisation's queue.

    Raises `Conflict` when none can be offered just now: leave a message instead.
    """
    require(policies.may_begin_chat(actor))
    offer = offer_of(organisation, asker.service, at=at, browser=asker.browser, address=asker.address)
    if not offer.is_open:
        raise Conflict("We cannot chat just now. Leave a message instead.")
    if asker.language != ENGLISH and asker.language not in offer.setup.languages:
        raise Invalid({"language": "Choose a language from the list."})
    chat, question = _begin(offer.setup, asker, actor, at)
    for language in dict.fromkeys((asker.language, ENGLISH)):
        if words := offer.setup.greetings.get(language):
            say(chat, words, at)
            break
    add_line(chat, Author.RESIDENT, question, at=at)
    spoken = asker.language != ENGLISH and speakers_ready(offer.queue, asker.language, at)
    chat.item = place_work(
        queue=offer.queue, kind="chat", subject_kind="contact", subject_id=chat.contact_id,
        title=_title(chat, asker), skills={asker.language: LANGUAGE_LEVEL} if spoken else {},
        actor=system_account(), at=at,
    )  # fmt: skip
    save(chat, "item")
    tell_wait(item=chat.item, actor=system_account(), at=at)
    audit("chat.began", chat, actor=actor, at=at, language=chat.language)
    return chat


def _begin(setup: ChatSetup, asker: Asker, actor: Any, at: datetime, **more: Any) -> tuple[Chat, str]:
    name = clean_text(asker.name, field="name", max_length=80)
    question = clean_text(asker.question, field="question", max_length=MOST_QUESTION, required=True, lines=True)
    contact = open_contact(
        organisation=setup.organisation, channel="webchat", customer=asker.customer, service=asker.service,
        caller=name, reason=" ".join(question.split())[:200], actor=system_account(), at=at,
    )  # fmt: skip
    chat = Chat.objects.create(
        organisation=setup.organisation, contact=contact, key=secrets.token_urlsafe(32), name=name,
        language=asker.language, started_by=None if actor.is_system else actor, started_at=at, seen_at=at,
        resident_at=at, browser=asker.browser, address=asker.address,
        keep_until=(at + timedelta(days=setup.retention_days)).date(), **more,
    )  # fmt: skip
    return chat, question


def _title(chat: Chat, asker: Asker) -> str:
    who = asker.customer.display_name if asker.customer else chat.name
    return " · ".join(filter(None, [who or "Webchat", asker.service.title if asker.service else ""]))[:200]


@operation
def leave_message(
    *, organisation: Any, asker: Asker, actor: Any, at: datetime, email: str = "", phone: str = ""
) -> Chat:
    """Leave a message, which a person answers by email or telephone by the end of the next working day."""
    require(policies.may_begin_chat(actor))
    email, phone = _how_to_reach(email, phone)
    setup = ChatSetup.objects.select_related("organisation", "queue").filter(organisation=organisation).first()
    if setup is None or not setup.is_on:
        raise Conflict("Webchat is not in use here. Telephone or write to us.")
    chat, question = _begin(setup, asker, actor, at, state="message", reply_email=email, reply_phone=phone)
    add_line(chat, Author.RESIDENT, question, at=at)
    _promise(chat, _title(chat, asker), at)
    audit("chat.message_left", chat, actor=actor, at=at)
    return chat


@operation
def turn_into_message(*, chat: Chat, actor: Any, at: datetime, email: str = "", phone: str = "") -> Chat:
    """Whoever waits in line goes, and is answered by email or telephone instead."""
    chat = lock(chat)
    require(policies.may_write_as_resident(actor, chat))
    if chat.in_hand:
        raise Conflict("An advisor is with you now. Write to them here.")
    chat.state = CHAT.target(chat.state, "leave_message")
    chat.reply_email, chat.reply_phone = _how_to_reach(email, phone)
    chat.ended_at, chat.ended_by = at, "resident"
    save(chat, "state", "reply_email", "reply_phone", "ended_at", "ended_by")
    title = chat.item.title if chat.item else str(chat)
    if chat.item is not None:
        withdraw_work(item=chat.item, actor=system_account(), at=at)
    _promise(chat, title, at)
    audit("chat.turned_into_message", chat, actor=actor, at=at)
    return chat


def _how_to_reach(email: str, phone: str) -> tuple[str, str]:
    email = clean_text(email, field="email", max_length=254).lower()
    phone = clean_text(phone, field="phone", max_length=40)
    if not email and not phone:
        raise Invalid({"email": "Enter an email address or a telephone number, so that we can answer you."})
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid({"email": "Enter an email address in the correct format, like name@example.com"}) from None
    if phone and len(re.sub(r"\D", "", phone)) < 5:
        raise Invalid({"phone": "Enter a telephone number, like 01632 960 001 or 07700 900 982"})
    return email, phone


def _promise(chat: Chat, title: str, at: datetime) -> None:
    setup = chat.organisation.chat_setup
    queue = offer_of(chat.organisation, chat.contact.service, at=at).queue
    if queue is None:
        raise Conflict("Nobody answers messages here yet. Telephone or write to us.")
    promise_at = end_of_next_working_day(setup.organisation, at)
    by = f"by email to {chat.reply_email}" if chat.reply_email else f"by telephone on {chat.reply_phone}"
    chat.item = place_work(
        queue=queue, kind="message", subject_kind="contact", subject_id=chat.contact_id, title=title,
        notes=f"Answer {by}.", promise_at=promise_at, actor=system_account(), at=at,
    )  # fmt: skip
    save(chat, "item")
    say(chat, f"We will answer {by}, by {_day_in_words(promise_at)}.", at)
    tell(chat)


def _day_in_words(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%A %-d %B}"
