"""What may happen to a call, from the exchange, from the desk, or because time has passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from civichub.switchboard.commands import Command


@dataclass(frozen=True, slots=True)
class Happening:
    """Base of all."""


@dataclass(frozen=True, slots=True)
class Began(Happening):
    """The call is written down: answer it."""


@dataclass(frozen=True, slots=True)
class Said(Happening):
    """A playback has ended."""

    playback: str


@dataclass(frozen=True, slots=True)
class Pressed(Happening):
    """A key on a telephone."""

    channel: str
    digit: str


@dataclass(frozen=True, slots=True)
class HeldOnPhone(Happening):
    """Hold was pressed on a telephone, or pressed again."""

    channel: str
    held: bool


@dataclass(frozen=True, slots=True)
class TransferPressed(Happening):
    """Transfer was pressed on a telephone, with a colleague's extension."""

    channel: str
    extension: str


@dataclass(frozen=True, slots=True)
class LegUp(Happening):
    """A telephone that we rang was answered."""

    channel: str


@dataclass(frozen=True, slots=True)
class TapUp(Happening):
    """A tap hears."""

    channel: str


@dataclass(frozen=True, slots=True)
class LegGone(Happening):
    """A channel has ended. `cause` is of Q.850; None for one that has only left us and may yet say why."""

    channel: str
    cause: int | None = 16


@dataclass(frozen=True, slots=True)
class MessageTaken(Happening):
    """What the caller said is recorded; `seconds` is None when the recording failed."""

    recording: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer that stands for the call's item of work, with the telephone of whom it is made to."""

    offer: int
    person: int
    endpoint: str
    answers_itself: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing(Happening):
    """How the call's item of work stands: its state, the offer, or who has it in hand and on which telephone."""

    state: str
    offered: Offered | None = None
    taken_by: int = 0
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Accepted(Happening):
    """The answer to `Accept`: whether the call is now in this person's hand."""

    person: int
    yes: bool


@dataclass(frozen=True, slots=True)
class PlaceKnown(Happening):
    """The place in line, 1 for the next, and how long it will take in a sentence, if there is one in their language."""

    place: int
    wait: str = ""


@dataclass(frozen=True, slots=True)
class TimesKnown(Happening):
    """Half hours that may be promised: when each begins (ISO 8601), and in words of the caller's language."""

    times: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Booked(Happening):
    """The half hour that was promised, in words; empty where somebody else was quicker."""

    when: str


@dataclass(frozen=True, slots=True)
class LinkSent(Happening):
    """Whether the text is on its way."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Sampled(Happening):
    """Whether they are one of those who are asked how it was."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Told(Happening):
    """A sentence for the caller, in their language."""

    words: str


@dataclass(frozen=True, slots=True)
class Ordered(Happening):
    """The advisor, or their team leader, asked for something at the screen; see `CallOrder`."""

    order: int
    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimeUp(Happening):
    """A timer that was set has run out."""

    name: str


@dataclass(frozen=True, slots=True)
class Failed(Happening):
    """The exchange did not carry out a command, perhaps because it was away itself."""

    command: Command
    exchange_away: bool = False


@dataclass(frozen=True, slots=True)
class FoundAgain(Happening):
    """The connection has come up: when the exchange was started, the channels that there are, each with its bridge
    (empty for none), and those of them that have answered."""

    exchange: str
    channels: Mapping[str, str]
    answered: frozenset[str] = frozenset()
