"""The switchboard: every call that goes on, the exchange they come by, and the desk they go to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
from collections.abc import Coroutine
from typing import Any

import psycopg

from civichub.ari import AriError, ChannelEntered, Client, Event, NotThere, RecordingEnded
from civichub.core.live import CHANNEL
from civichub.switchboard import desk
from civichub.switchboard.desk import Desk
from civichub.switchboard.exchange import Exchange, happening_of
from civichub.switchboard.happenings import Began, FoundAgain, Ordered
from civichub.switchboard.lines import CallLine
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.telephones import Telephones
from civichub.telephony.recorded import TOPIC

log = logging.getLogger(__name__)

COLLECT_SECONDS = 600  # between looks for recordings that could not be kept, or brought, before
LOOK_SECONDS = 1.0  # how long the desk is not looked at when nothing was heard from it
GATHER_SECONDS = 0.01  # one change announces several topics
OURS = re.compile(r"hub-([0-9]+)-[0-9]+")


class Switchboard:
    """`run` until it is cancelled. Calls go on without it, and are found again by the next."""

    def __init__(self, exchange: Exchange, client: Client, hub: Desk) -> None:
        self.exchange, self.client, self.hub = exchange, client, hub
        self.telephones = Telephones(client, hub)
        client.on_event, client.on_up, client.on_down = self.hear, self.look_round, self.telephones.lose
        self.started = ""  # when the exchange was
        self.lines: dict[int, CallLine] = {}
        self._call_of: dict[str, int] = {}  # channels that the exchange named itself
        self._beginning: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._look = asyncio.Event()
        self._recorded = asyncio.Event()

    async def run(self) -> None:
        """Follow the desk; the client follows the exchange."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen())
                group.create_task(self._look_again_and_again())
                group.create_task(self._collect_again_and_again())
                group.create_task(self._bring_sentences_again_and_again())
        finally:
            self.telephones.stop()
            for line in self.lines.values():
                line.stop()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed", task.get_coro(), exc_info=error)

    # What the exchange tells.

    def hear(self, event: Event) -> None:
        """Pass an event on to its call; a channel that comes in from outside is a new one."""
        if isinstance(event, ChannelEntered) and event.arguments[:1] == ("in",):
            self._arrive(event.channel, event.caller, event.arguments[1] if len(event.arguments) > 1 else event.dialled)
            return
        found = happening_of(event)
        if found is None:
            return
        key, happening = found
        if isinstance(event, RecordingEnded) and event.seconds is not None:
            self._in_background(self._collect(event.recording))
        if line := self.lines.get(self._number_of(key)):
            line.tell(happening)
        elif isinstance(event, ChannelEntered):
            self._in_background(self._hang_up(event.channel))

    def _number_of(self, key: str) -> int:
        ours = OURS.fullmatch(key)
        return int(ours[1]) if ours else self._call_of.get(key, 0)

    def _arrive(self, channel: str, caller: str, dialled: str) -> None:
        if channel not in self._call_of and channel not in self._beginning:
            self._beginning.add(channel)
            self._in_background(self._begin(channel, caller, dialled))

    async def _begin(self, channel: str, caller: str, dialled: str) -> None:
        try:
            begun = await self.hub.ask(desk.begin, channel, caller, dialled)
        except Exception:
            await self._hang_up(channel)  # better than a telephone that rings for ever
            raise
        finally:
            self._beginning.discard(channel)
        if begun is None:
            await self._hang_up(channel)
        elif begun.call not in self.lines:
            line = self._add(CallState(begun.call, channel, begun.script, exchange=self.started))
            line.tell(Began())
            await self._still_there(channel, line)

    async def _still_there(self, channel: str, line: CallLine) -> None:
        """Whoever hung up while their call was being written down was not heard."""
        known = {one["id"] for one in await self.client.channels()}
        if channel not in known:
            line.tell(FoundAgain(self.started, dict.fromkeys(known, "")))

    async def _hang_up(self, channel: str) -> None:
        with contextlib.suppress(AriError):
            await self.client.hang_up(channel, "congestion")

    def _add(self, state: CallState) -> CallLine:
        line = CallLine(state, self.exchange, self.hub, self._forget)
        self.lines[state.call] = line
        self._call_of[state.caller] = state.call
        return line

    def _forget(self, line: CallLine) -> None:
        self.lines.pop(line.state.call, None)
        self._call_of = {channel: call for channel, call in self._call_of.items() if call != line.state.call}

    # After a silence: what is there, and what did we think?

    async def look_round(self) -> None:
        """Take up every call that goes on, and write down the end of those that do not. Nothing is replayed."""
        self.started = await self.client.started_at()
        await self.telephones.look(self.started)
        channels = {one["id"]: one for one in await self.client.channels()}
        bridges = {inside: one["id"] for one in await self.client.bridges() for inside in one["channels"]}
        there = FoundAgain(
            self.started,
            {channel: bridges.get(channel, "") for channel in channels},
            frozenset(channel for channel, one in channels.items() if one["state"] == "Up"),
        )
        for state in await self.hub.ask(desk.going_on, self.started):
            if state.call not in self.lines:
                self._add(state)
        states = [line.state for line in self.lines.values()]
        known = {channel for state in states for channel in state.channels() | state.ears()}
        for line in list(self.lines.values()):
            line.tell(there)
        for channel, one in channels.items():
            if channel not in known:
                self._meet(channel, one)
        self._in_background(self._collect_left())
        self._look.set()

    def _meet(self, channel: str, one: dict[str, Any]) -> None:
        """A channel that nobody knows: a caller who came while nobody listened, or what is left of a dead call."""
        name, _, given = one["dialplan"].get("app_data", "").partition(",")
        if name == self.client.application and given.startswith("in,"):
            self._arrive(channel, one["caller"]["number"], given.removeprefix("in,"))
        elif OURS.fullmatch(channel):
            self._in_background(self._hang_up(channel))

    # Recordings.

    async def _collect(self, name: str) -> None:
        """Lock a file away and delete it at the exchange. One that cannot be kept stays there for the next time."""
        call = self._number_of(name)
        if not call:
            return
        try:
            content = await self.client.fetch_recording(name)
            await self.hub.ask(desk.keep_file, call, name, content)
            await self.client.forget_recording(name)
        except NotThere:
            return
        except (AriError, OSError) as error:
            log.warning("the recording %s stays at the exchange for now: %s", name, error)
            await self.hub.ask(desk.note_not_kept, call, name)

    async def _collect_left(self) -> None:
        states = [line.state for line in self.lines.values()]
        recorded_now = {recording for state in states for recording in (state.recording, *state.taps)}
        with contextlib.suppress(AriError):  # there is always a next time
            for name in await self.client.stored_recordings():
                if name not in recorded_now:
                    await self._collect(name)

    async def _collect_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(COLLECT_SECONDS)
            await self._collect_left()

    async def _bring_sentences_again_and_again(self) -> None:
        while True:
            self._recorded.clear()
            try:
                await self.hub.ask(desk.bring_sentences, self.exchange.voice.folder)
            except Exception:
                log.exception("recorded sentences could not be brought")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(COLLECT_SECONDS):
                    await self._recorded.wait()

    # What the desk tells.

    async def _listen(self) -> None:
        wait = 0.5
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    os.environ["DATABASE_URL"], autocommit=True, application_name="civichub-switchboard"
                ) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    wait = 0.5
                    self._recorded.set()  # what was recorded while nobody listened
                    async for told in listener.notifies():
                        self._look.set()
                        if json.loads(told.payload).get("topic") == TOPIC:
                            self._recorded.set()
            except (psycopg.Error, OSError):
                await asyncio.sleep(wait)
                wait = min(wait * 2, 5)

    async def _look_again_and_again(self) -> None:
        while True:
            heard = True
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._look.wait()
            except TimeoutError:
                heard = False
            await asyncio.sleep(GATHER_SECONDS)
            self._look.clear()
            try:
                await self._look_at_desk(heard)
            except Exception:
                log.exception("the desk could not be looked at")

    async def _look_at_desk(self, heard: bool) -> None:
        """Tell each call how it stands there, unless it has changed that itself meanwhile."""
        if not (heard or self.lines):
            return
        if not heard and any(line.state.phase is Phase.WAITING for line in self.lines.values()):
            await self.hub.ask(desk.keep_the_line)
        asked_at = asyncio.get_running_loop().time()
        seen = await self.hub.ask(desk.look, list(self.lines), self.started)
        for state in seen.outgoing:
            if state.call not in self.lines:
                self._add(state)
                self._look.set()
        for call, standing in seen.standings.items():
            line = self.lines.get(call)
            if line is not None and line.is_as_read(asked_at):
                line.tell(standing)
            elif line is not None:
                self._look.set()
        for order in seen.orders:
            if line := self.lines.get(order.call_id):
                line.tell(Ordered(order.pk, order.kind, order.detail))
