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


@dataclass(frozen=True)
class MailAnswered(Event):
    """The correspondent was answered, or told by a person that it is in hand. `waited_seconds` since they wrote."""

    conversation_id: int
    organisation_id: int
    kind: str
    waited_seconds: int
    in_time: bool
