"""A chat as plain text, for an email. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from civichub.core.clocks import LONDON

MOST_CHARACTERS = 90_000  # of an email's body; a chat of four thousand lines is cut at the front


def as_text(chat: Any, lines: Iterable[Any]) -> str:
    """Who wrote what and when, in London's time, with the reference to quote."""
    began = chat.started_at.astimezone(LONDON)
    head = (
        f"Your webchat with {chat.organisation.name} on {began:%A %-d %B %Y}.\n"
        f"Quote {chat.contact.reference} if you get in touch about it again.\n"
    )
    body = "\n\n".join(f"{line.at.astimezone(LONDON):%H:%M} {_who(chat, line)}\n{_what(line)}" for line in lines)
    return f"{head}\n{body[-MOST_CHARACTERS:]}"


def _who(chat: Any, line: Any) -> str:
    if line.author == "resident":
        return chat.name or "You"
    if line.author == "hub":
        return chat.organisation.short_name
    return str(line.person).split()[0]


def _what(line: Any) -> str:
    return f"File: {line.file.name}" if line.file else line.text
