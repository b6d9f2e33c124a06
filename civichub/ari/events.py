"""What the exchange tells, as frozen values. What nobody here needs is not among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is the exchange's own clock, as it writes it."""

    at: str


@dataclass(frozen=True, slots=True)
class ChannelEntered(Event):
    """A channel was handed to the hub. `arguments` are those of the dialplan, or of whoever rang it."""

    channel: str
    arguments: tuple[str, ...]
    caller: str
    dialled: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChannelLeft(Event):
    """The hub has it no more; usually because it hangs up."""

    channel: str


@dataclass(frozen=True, slots=True)
class ChannelEnded(Event):
    """It is gone. `cause` is of Q.850: 16 hung up, 17 engaged, 19 did not answer, 20 not connected."""

    channel: str
    cause: int


@dataclass(frozen=True, slots=True)
class DigitPressed(Event):
    """A key of the telephone: 0 to 9, * or #."""

    channel: str
    digit: str


@dataclass(frozen=True, slots=True)
class ChannelHeld(Event):
    """Somebody pressed Hold on the telephone itself, or, with `held` false, took it up again."""

    channel: str
    held: bool


@dataclass(frozen=True, slots=True)
class PlaybackEnded(Event):
    """It was played to its end or stopped; or, with `failed`, could not be played."""

    playback: str
    failed: bool


@dataclass(frozen=True, slots=True)
class RecordingEnded(Event):
    """`seconds` is its length; None when it failed."""

    recording: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class TransferAsked(Event):
    """Transfer was pressed on a telephone: `channel` asks for `destination`."""

    channel: str
    destination: str


def read(told: Mapping[str, Any]) -> Event | None:
    """The event, or None for a kind that nobody here needs."""
    reader = _READERS.get(str(told.get("type")))
    return reader(told, str(told.get("timestamp", ""))) if reader else None


def _entered(told: Mapping[str, Any], at: str) -> Event:
    channel = told["channel"]
    return ChannelEntered(
        at,
        channel["id"],
        tuple(told.get("args", ())),
        channel.get("caller", {}).get("number", ""),
        channel.get("dialplan", {}).get("exten", ""),
        dict(channel.get("channelvars", {})),
    )


def _recorded(told: Mapping[str, Any], at: str) -> Event:
    recording = told["recording"]
    length = recording.get("duration", 0) if told["type"] == "RecordingFinished" else None
    return RecordingEnded(at, recording["name"], length)


def _transfer(told: Mapping[str, Any], at: str) -> Event:
    asked = told["refer_to"]["requested_destination"]
    return TransferAsked(at, told["referred_by"]["source_channel"]["id"], asked.get("destination", ""))


_READERS: dict[str, Callable[[Mapping[str, Any], str], Event]] = {
    "StasisStart": _entered,
    "StasisEnd": lambda told, at: ChannelLeft(at, told["channel"]["id"]),
    "ChannelDestroyed": lambda told, at: ChannelEnded(at, told["channel"]["id"], int(told.get("cause", 0))),
    "ChannelDtmfReceived": lambda told, at: DigitPressed(at, told["channel"]["id"], told["digit"]),
    "ChannelHold": lambda told, at: ChannelHeld(at, told["channel"]["id"], True),
    "ChannelUnhold": lambda told, at: ChannelHeld(at, told["channel"]["id"], False),
    "PlaybackFinished": lambda told, at: PlaybackEnded(
        at, told["playback"]["id"], told["playback"].get("state") == "failed"
    ),
    "RecordingFinished": _recorded,
    "RecordingFailed": _recorded,
    "ChannelTransfer": _transfer,
}
