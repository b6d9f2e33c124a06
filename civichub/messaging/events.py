"""Facts about mail. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class MailArrived(Event):
    """An original has been kept and waits to be read."""

    original_id: int


@dataclass(frozen=True)
class MailFilesHeld(Event):
    """A message came, or is being written, with files that the scanner has to look at."""

    conversation_id: int
