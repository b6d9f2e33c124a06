"""Facts about chats. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ChatFileAdded(Event):
    """A file was sent and has to be looked at."""

    file_id: int


@dataclass(frozen=True)
class ChatEnded(Event):
    """It is over. `ended_by` is resident, advisor, idle or left."""

    chat_id: int
    contact_id: int
    ended_by: str
