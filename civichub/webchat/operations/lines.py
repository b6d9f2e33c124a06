"""Adding to a transcript: the one place where a line is written and the screens are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.live import announce
from civichub.webchat.models import Author, Chat, ChatFile, ChatMessage


def add_line(
    chat: Chat,
    author: str,
    text: str,
    *,
    at: datetime,
    person: Any = None,
    client_id: str = "",
    file: ChatFile | None = None,
) -> ChatMessage:
    """One more line of a locked chat. Numbers are drawn under that lock, so within a chat they come in order."""
    line = ChatMessage.objects.create(
        chat=chat, author=author, text=text, person=person, client_id=client_id, file=file, at=at
    )
    tell(chat)
    return line


def say(chat: Chat, text: str, at: datetime) -> ChatMessage:
    """A line of the hub's own, which both sides read."""
    return add_line(chat, Author.HUB, text, at=at)


def tell(chat: Chat) -> None:
    """Let the page of the resident, and the chats of whoever has it in hand, ask again."""
    holder = chat.item.taken_by_id if chat.item is not None else None
    announce(f"chat-{chat.pk}", *([f"chats-{holder}"] if holder else []))
