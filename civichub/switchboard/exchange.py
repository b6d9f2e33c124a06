"""Commands of the reducer as commands of the exchange, and its events as happenings of a call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from civichub.ari import (
    ChannelEnded,
    ChannelEntered,
    ChannelHeld,
    ChannelLeft,
    Client,
    DigitPressed,
    Event,
    PlaybackEnded,
    RecordingEnded,
    TransferAsked,
)
from civichub.switchboard import commands as do
from civichub.switchboard.happenings import (
    Happening,
    HeldOnPhone,
    LegGone,
    LegUp,
    MessageTaken,
    Pressed,
    Said,
    TapUp,
    TransferPressed,
)
from civichub.telephony.speech import Voice

TAP = "tap"
LONGEST_MESSAGE_SECONDS, SILENCE_SECONDS = 180, 5
AT_ONCE = {
    "PJSIP_HEADER(add,Call-Info)": "<sip:civichub>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "<http://civichub>;info=alert-autoanswer;delay=0",
}


TELLS_OF_TRANSFERS = {"PJSIP_TRANSFER_HANDLING()": "ari-only"}  # else Asterisk takes the caller out of our hands


class Exchange:
    """What the runtime asks of Asterisk. `caller_id` is shown on advisors' telephones; `trunk` leads out."""

    def __init__(self, client: Client, voice: Voice, *, caller_id: str, trunk: str) -> None:
        self.client, self.voice, self.caller_id, self.trunk = client, voice, caller_id, trunk

    async def perform(self, call: int, command: do.Command) -> None:
        """Raises `AriError` when it was not carried out."""
        await _PERFORMERS[type(command)](self, call, command)

    async def _answer(self, call: int, command: do.Answer) -> None:
        await self.client.hear_of(command.channel)
        await self.client.set_variable(command.channel, "HUB_CALL", str(call))
        await self.client.answer(command.channel)

    async def _say(self, call: int, command: do.Say) -> None:
        sounds = [
            await asyncio.to_thread(self.voice.sound, words, command.language, command.organisation)
            for words in command.words
        ]
        await self.client.play(command.playback, command.channel, sounds)

    async def _hold(self, call: int, command: do.Hold) -> None:
        await self.client.make_bridge(command.bridge, "holding")
        await self.client.put_in_bridge(command.bridge, [command.channel], waiting=True)

    async def _join(self, call: int, command: do.Join) -> None:
        await self.client.make_bridge(command.bridge, "mixing")
        await self.client.put_in_bridge(command.bridge, command.channels)

    async def _ring(self, call: int, command: do.Ring) -> None:
        variables = {"HUB_CALL": str(call), "HUB_ROLE": "advisor", **TELLS_OF_TRANSFERS}
        shown = f'"{self.caller_id}" <{command.shown}>' if command.shown else self.caller_id
        await self.client.ring(
            command.channel, f"PJSIP/{command.endpoint}", caller_id=shown, seconds=command.seconds,
            arguments=f"advisor,{call}", variables=variables | (AT_ONCE if command.at_once else {}),
        )  # fmt: skip

    async def _ring_out(self, call: int, command: do.RingOut) -> None:
        await self.client.ring(
            command.channel, f"PJSIP/{command.number}@{self.trunk}", caller_id=command.shown, seconds=command.seconds,
            arguments=f"caller,{call}", variables={"HUB_CALL": str(call), "HUB_ROLE": "caller"},
        )  # fmt: skip

    async def _tap(self, call: int, command: do.Tap) -> None:
        await self.client.tap(
            command.tap, command.channel, arguments=TAP, hears=command.hears, whispers_to=command.whispers_to
        )

    async def _take_message(self, call: int, command: do.TakeMessage) -> None:
        await self.client.record_message(
            command.recording,
            command.channel,
            longest=LONGEST_MESSAGE_SECONDS * command.pace,
            silence=SILENCE_SECONDS * command.pace,
        )


_PERFORMERS: dict[type[do.Command], Callable[[Exchange, int, Any], Awaitable[None]]] = {
    do.Answer: Exchange._answer,
    do.Say: Exchange._say,
    do.Hush: lambda self, call, command: self.client.stop_playing(command.playback),
    do.Hold: Exchange._hold,
    do.Join: Exchange._join,
    do.PutBack: lambda self, call, command: self.client.put_in_bridge(command.bridge, [command.channel]),
    do.TakeDown: lambda self, call, command: self.client.take_down_bridge(command.bridge),
    do.Ring: Exchange._ring,
    do.RingOut: Exchange._ring_out,
    do.SettleTransfer: lambda self, call, command: self.client.settle_transfer(command.channel),
    do.HangUp: lambda self, call, command: self.client.hang_up(command.channel),
    do.Record: lambda self, call, command: self.client.record_bridge(command.recording, command.bridge),
    do.Tap: Exchange._tap,
    do.RecordVoice: lambda self, call, command: self.client.record_channel(command.tap, command.tap),
    do.Pause: lambda self, call, command: self.client.pause_recording(command.recording, command.paused),
    do.StopRecording: lambda self, call, command: self.client.stop_recording(command.recording),
    do.TakeMessage: Exchange._take_message,
}


def happening_of(event: Event) -> tuple[str, Happening] | None:
    """What an event means to a call, and the id (of a channel, playback or recording) that tells which call it is."""
    reader = _READERS.get(type(event))
    return reader(event) if reader else None


_READERS: dict[type[Event], Callable[[Any], tuple[str, Happening]]] = {
    ChannelEntered: lambda event: (event.channel, (TapUp if event.arguments[:1] == (TAP,) else LegUp)(event.channel)),
    ChannelLeft: lambda event: (event.channel, LegGone(event.channel, None)),
    ChannelEnded: lambda event: (event.channel, LegGone(event.channel, event.cause)),
    ChannelHeld: lambda event: (event.channel, HeldOnPhone(event.channel, event.held)),
    TransferAsked: lambda event: (event.channel, TransferPressed(event.channel, event.destination)),
    DigitPressed: lambda event: (event.channel, Pressed(event.channel, event.digit)),
    PlaybackEnded: lambda event: (event.playback, Said(event.playback)),
    RecordingEnded: lambda event: (event.recording, MessageTaken(event.recording, event.seconds)),
}
