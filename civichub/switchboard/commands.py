"""What is to be done for a call, in this order: at the exchange, in the hub, or after some time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all."""


class AtExchange(Command):
    """Carried out by Asterisk."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Answer(AtExchange):
    channel: str


@dataclass(frozen=True, slots=True)
class Say(AtExchange):
    """Sentences, one after the other, as the `organisation` has recorded them."""

    playback: str
    channel: str
    words: tuple[str, ...]
    language: str
    organisation: int = 0


@dataclass(frozen=True, slots=True)
class Hush(AtExchange):
    playback: str


@dataclass(frozen=True, slots=True)
class Hold(AtExchange):
    """A room of one's own, with music. One room for all would grow slower with everybody in it."""

    bridge: str
    channel: str


@dataclass(frozen=True, slots=True)
class Join(AtExchange):
    """These hear each other."""

    bridge: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutBack(AtExchange):
    """Into a room that is there."""

    bridge: str
    channel: str


@dataclass(frozen=True, slots=True)
class TakeDown(AtExchange):
    bridge: str


@dataclass(frozen=True, slots=True)
class Ring(AtExchange):
    """`at_once`: the telephone is asked to answer by itself. `shown` is whose number it shows, empty for the council's
    name alone."""

    channel: str
    endpoint: str
    shown: str
    seconds: int
    at_once: bool


@dataclass(frozen=True, slots=True)
class RingOut(AtExchange):
    """Ring a number of the public network, with another of ours shown."""

    channel: str
    number: str
    shown: str
    seconds: int


@dataclass(frozen=True, slots=True)
class HangUp(AtExchange):
    channel: str


@dataclass(frozen=True, slots=True)
class Record(AtExchange):
    recording: str
    bridge: str


@dataclass(frozen=True, slots=True)
class Tap(AtExchange):
    """Hear one voice alone, as a channel of its own; or `both` sides of a telephone, and whisper `out` of it."""

    tap: str
    channel: str
    hears: str = "in"
    whispers_to: str = "none"


@dataclass(frozen=True, slots=True)
class RecordVoice(AtExchange):
    """What a tap hears; the recording has the name of the tap."""

    tap: str


@dataclass(frozen=True, slots=True)
class Pause(AtExchange):
    recording: str
    paused: bool


@dataclass(frozen=True, slots=True)
class StopRecording(AtExchange):
    recording: str


@dataclass(frozen=True, slots=True)
class TakeMessage(AtExchange):
    """`pace`: how many times longer than usual they may speak, and be silent."""

    recording: str
    channel: str
    pace: int = 1


@dataclass(frozen=True, slots=True)
class SettleTransfer(AtExchange):
    """Tell the telephone that asked for it."""

    channel: str


class InHub(Command):
    """Carried out by an operation of the hub."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Note(InHub):
    """Something worth keeping; written together with the state. `channel` names the leg it is about."""

    kind: str
    channel: str = ""
    person: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutInLine(InHub):
    """`again`: somebody had it in hand and could not reach the customer."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class AskPlace(InHub):
    """Answered by `PlaceKnown`."""


@dataclass(frozen=True, slots=True)
class AskTimes(InHub):
    """Answered by `TimesKnown`."""


@dataclass(frozen=True, slots=True)
class RingBackAt(InHub):
    """At this number, when it is their turn."""

    number: str


@dataclass(frozen=True, slots=True)
class Book(InHub):
    """Promise it for the half hour that begins then. Answered by `Booked`."""

    begins_at: str
    number: str


@dataclass(frozen=True, slots=True)
class SendLink(InHub):
    """The text of the line. Answered by `LinkSent`."""


@dataclass(frozen=True, slots=True)
class FindByName(InHub):
    """Whom these keys spell. Answered by `Told`."""

    keys: str


@dataclass(frozen=True, slots=True)
class Accept(InHub):
    """Answered by `Accepted`."""

    offer: int
    person: int


@dataclass(frozen=True, slots=True)
class Miss(InHub):
    offer: int
    why: str


@dataclass(frozen=True, slots=True)
class PassOn(InHub):
    """To the colleague with this extension, through the line: how the item then stands does the rest."""

    extension: str


@dataclass(frozen=True, slots=True)
class PutThrough(InHub):
    """Their advisor put the telephone down on a caller and this colleague: the call is the colleague's now."""

    person: int


@dataclass(frozen=True, slots=True)
class PutFirst(InHub):
    """A fault cut them off: before all others, and for whoever had it in hand if they are there."""


@dataclass(frozen=True, slots=True)
class KeepPlace(InHub):
    """A fault cut them off while they waited: they are rung back when it is their turn."""


@dataclass(frozen=True, slots=True)
class GiveBack(InHub):
    """Whoever took it cannot be reached: back in line, at its place."""

    why: str


@dataclass(frozen=True, slots=True)
class NotReached(InHub):
    """Whoever rang back has nobody to talk to: they are free, and have nothing to write down."""


@dataclass(frozen=True, slots=True)
class WrapUp(InHub):
    """The conversation is over; the advisor writes it down."""


@dataclass(frozen=True, slots=True)
class AskSample(InHub):
    """Whether this caller is one of those who are asked how it was. Answered by `Sampled`."""


@dataclass(frozen=True, slots=True)
class Score(InHub):
    score: int


@dataclass(frozen=True, slots=True)
class KeepMessage(InHub):
    recording: str
    seconds: int


@dataclass(frozen=True, slots=True)
class OrderDone(InHub):
    order: int


@dataclass(frozen=True, slots=True)
class End(InHub):
    """The last command of every call."""

    result: str


class InTime(Command):
    """Carried out by the clock of the loop."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SetTimer(InTime):
    """Set again, it begins anew."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DropTimer(InTime):
    name: str
