"""The end of a chat, by either side or because nobody is there; what it was like; passing it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.contacts.operations import begin_wrap_up as wrap_up_contact
from civichub.contacts.operations import close_contact, hand_off_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing.operations import abandon_work, begin_wrap_up
from civichub.routing.queries import queue_for
from civichub.webchat import policies
from civichub.webchat.events import ChatEnded
from civichub.webchat.models import ENGLISH, Chat
from civichub.webchat.operations.lines import say, tell
from civichub.webchat.queries import first_name
from civichub.webchat.states import CHAT

MOST_RATING_WORDS = 1_000


@operation
def end_chat(*, chat: Chat, by: str, actor: Any, at: datetime) -> Chat:
    """End it: `by` is resident, advisor, idle or left. Ending twice changes nothing.

    Whoever waited in line is written down as having left; a chat in hand goes to its advisor's wrap-up.
    """
    chat = lock(chat)
    require(policies.may_end_chat(actor, chat))
    if chat.is_over:
        return chat
    held = chat.in_hand
    chat.state, chat.ended_at = CHAT.target(chat.state, "end"), at
    chat.ended_by = "left" if by == "resident" and not held else by
    save(chat, "state", "ended_at", "ended_by")
    say(chat, _last_words(chat, by, held), at)
    if held:
        _to_wrap_up(chat, at)
    else:
        _written_off(chat, at)
    audit("chat.ended", chat, actor=actor, at=at, by=chat.ended_by)
    publish(ChatEnded(chat_id=chat.pk, contact_id=chat.contact_id, ended_by=chat.ended_by), at=at)
    return chat


def _last_words(chat: Chat, by: str, held: bool) -> str:
    if by == "resident":
        return f"{chat.name or 'The resident'} ended the chat." if held else "They left before anybody could answer."
    if by == "advisor":
        return f"{first_name(chat.item.taken_by)} ended the chat. Thank you for getting in touch."
    go_on = chat.organisation.email
    how = f" Write to {go_on} to go on, and quote {chat.contact.reference}." if go_on else ""
    return f"We closed this chat because we have not heard from you for some time.{how}"


def _to_wrap_up(chat: Chat, at: datetime) -> None:
    system = system_account()
    if chat.contact.state in ("open", "paused"):
        wrap_up_contact(contact=chat.contact, actor=system, at=at)
    if chat.item.state == "taken":
        begin_wrap_up(item=chat.item, actor=system, at=at)


def _written_off(chat: Chat, at: datetime) -> None:
    system = system_account()
    if chat.item is not None:
        abandon_work(item=chat.item, actor=system, at=at)
    if chat.contact.state != "closed":
        close_contact(contact=chat.contact, outcome="abandoned", avoidable="not", actor=system, at=at)


@operation
def rate_chat(*, chat: Chat, rating: int, actor: Any, at: datetime, words: str = "") -> Chat:
    """How it was, 1 (poor) to 5 (good), and why in their own words. Once; a second answer replaces the first."""
    chat = lock(chat)
    require(policies.may_write_as_resident(actor, chat))
    if not chat.is_over:
        raise Conflict("Say how it was once the chat is over.")
    if not 1 <= rating <= 5:
        raise Invalid({"rating": "Select a number from 1 to 5"})
    chat.rating, chat.rated_at = rating, at
    chat.rating_words = clean_text(words, field="words", max_length=MOST_RATING_WORDS, lines=True)
    save(chat, "rating", "rating_words", "rated_at")
    audit("chat.rated", chat, actor=actor, at=at, rating=rating)
    return chat


@operation
def hand_off_chat(*, chat: Chat, to_team: Any, notes: str, actor: Any, at: datetime) -> Chat:
    """Pass the resident on, with the notes, into the team's queue, at the place their arrival gives them.

    The resident reads to whom. A need for a language is kept only where somebody in that queue has it. Raises
    `Conflict` on a second hand-off, and where the team has no queue.
    """
    chat = lock(chat)
    require(policies.may_answer_chat(actor, chat))
    if chat.is_over:
        raise Conflict("This chat is over, so it cannot be passed on. Take the details or promise a call-back.")
    if queue_for(to_team.organisation, service=chat.contact.service_id, slug=to_team.slug) is None:
        raise Conflict(f"{to_team.name} has no queue, so nobody there would see this chat. Choose another team.")
    hand_off_contact(contact=chat.contact, to_team=to_team, notes=notes, actor=actor, at=at)
    say(chat, f"{first_name(actor)} is passing you to {to_team.name}, with notes of what you have said. "
        "You keep your place in line.", at)  # fmt: skip
    chat.advisor_typing_at = None
    save(chat, "advisor_typing_at")
    audit("chat.handed_off", chat, actor=actor, at=at, to_team=to_team.pk, language=chat.language != ENGLISH)
    tell(chat)
    return chat
