"""The hub's own care for chats that have gone quiet, and for those whose contact was closed some other way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.webchat import policies
from civichub.webchat.idle import Quiet, what_is_due
from civichub.webchat.models import Chat
from civichub.webchat.operations.ending import end_chat
from civichub.webchat.operations.lines import say

ARE_YOU_THERE = "Are you still there? We will close this chat in {} unless you write something."


@operation
def care_for_chat(*, chat: Chat, actor: Any, at: datetime) -> str:
    """Do what is due for one chat by its organisation's idle rules; returns which: see `idle.what_is_due`."""
    chat = lock(chat)
    require(policies.may_keep_chats(actor))
    if chat.is_over or chat.item is None:
        return ""
    setup = chat.organisation.chat_setup
    due = what_is_due(_quiet(chat), setup.rules(), at)
    if due == "remind":
        chat.reminded_at = at
        save(chat, "reminded_at")
        announce(f"chats-{chat.item.taken_by_id}")
    elif due == "ask":
        chat.asked_at = at
        save(chat, "asked_at")
        minutes = setup.close_minutes
        say(chat, ARE_YOU_THERE.format("1 minute" if minutes == 1 else f"{minutes} minutes"), at)
    elif due in ("close", "gone"):
        end_chat(chat=chat, by="idle" if due == "close" else "left", actor=actor, at=at)
    if due:
        audit(f"chat.quiet_{due}", chat, actor=actor, at=at)
    return due


def _quiet(chat: Chat) -> Quiet:
    taken_at = chat.item.taken_at
    unheard = taken_at is not None and (chat.advisor_at is None or chat.advisor_at < taken_at)
    return Quiet(
        in_hand=chat.item.state == "taken",
        # Whoever has just come owes an answer from then on, not from before.
        resident_at=max(chat.resident_at, taken_at) if unheard else chat.resident_at,
        advisor_at=chat.advisor_at,
        seen_at=chat.seen_at,
        active_at=chat.resident_typing_at,
        asked_at=chat.asked_at,
        reminded_at=chat.reminded_at,
    )
