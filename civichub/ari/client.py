"""One connection to an exchange: its events in their order, and commands to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

import aiohttp

from civichub.ari.errors import AriError, ExchangeRefused, ExchangeUnreachable, NotThere
from civichub.ari.events import Event, read

log = logging.getLogger(__name__)

COMMAND_SECONDS = 15  # putting a channel into a bridge waits for what is being played to it
KEPT_ALIVE_SECONDS = 10  # less than Asterisk's own 15, or a connection that is taken up again may be dead
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 2.0
GONE = (404, 412)
STARTING, NOT_ITS_OWN = 503, "<"  # it answers in JSON; until it is there, the web server around it says 404 in HTML
NO_CHANNEL = "Channel not found"  # with 400, from a bridge that was to take one in


async def _nothing() -> None:
    """Look at nothing."""


class Client:
    """Tells `on_event` of every event, one after the other, in the order in which they came.

    `on_event` must return at once: what takes time belongs in a task. `on_up` runs each time the connection has come
    up, before the first event is handed on: what happened meanwhile is lost, so look at what is there. `on_down` runs
    when it is lost.
    """

    def __init__(
        self,
        address: str,
        user: str,
        password: str,
        *,
        application: str,
        on_event: Callable[[Event], None] = lambda event: None,
        on_up: Callable[[], Awaitable[None]] = _nothing,
        on_down: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self.address, self.application = address.rstrip("/"), application
        self.on_event, self.on_up, self.on_down = on_event, on_up, on_down
        self._credentials = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        self.is_up = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            headers=self._credentials,
            connector=aiohttp.TCPConnector(limit=50, keepalive_timeout=KEPT_ALIVE_SECONDS),
            timeout=aiohttp.ClientTimeout(total=COMMAND_SECONDS),
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._http.close()

    async def _listen(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                async with self._http.ws_connect(
                    f"{self.address}/ari/events", params={"app": self.application}, heartbeat=10, max_msg_size=0
                ) as events:
                    await self._follow(events)
                    wait = FIRST_WAIT_SECONDS
            except (aiohttp.ClientError, OSError, AriError) as error:
                log.warning("the exchange does not answer: %s", error)
            except Exception:
                log.exception("what the exchange told could not be taken in; looking round again")
            self.is_up.clear()
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _follow(self, events: aiohttp.ClientWebSocketResponse) -> None:
        """Events that come while `on_up` looks round wait in the socket."""
        await self.on_up()
        self.is_up.set()
        async for message in events:
            if message.type is aiohttp.WSMsgType.TEXT and (event := read(json.loads(message.data))) is not None:
                self.on_event(event)
        self.is_up.clear()
        await self.on_down()

    async def _ask(self, method: str, path: str, body: Any = None, **parameters: object) -> Any:
        command = f"{method} {path}"
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        try:
            async with self._http.request(method, f"{self.address}/ari/{path}", params=given, json=body) as answer:
                said = await answer.text()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise ExchangeUnreachable(f"{command}: {error or type(error).__name__}") from error
        if answer.status >= 300:
            if answer.status == STARTING or said.startswith(NOT_ITS_OWN):
                raise ExchangeUnreachable(f"{command}: it is still starting")
            is_gone = answer.status in GONE or NO_CHANNEL in said
            raise (NotThere if is_gone else ExchangeRefused)(command, answer.status, said[:200])
        return json.loads(said) if said else None

    async def _unless_gone(self, method: str, path: str, **parameters: object) -> None:
        with contextlib.suppress(NotThere):
            await self._ask(method, path, **parameters)

    async def started_at(self) -> str:
        """When the exchange was started, as it writes it: another time means that all its calls have gone."""
        told = await self._ask("GET", "asterisk/info", only="status")
        return str(told["status"]["startup_time"])

    async def telephones(self) -> frozenset[str]:
        """The names of those endpoints that can be rung: registered, or at an address that never changes."""
        return frozenset(
            one["resource"] for one in await self._ask("GET", "endpoints/PJSIP") if one["state"] == "online"
        )

    async def channels(self) -> list[dict[str, Any]]:
        """Every channel of the exchange, with the variables it is told to tell."""
        return await self._ask("GET", "channels")

    async def bridges(self) -> list[dict[str, Any]]:
        """Every bridge, with its channels."""
        return await self._ask("GET", "bridges")

    async def answer(self, channel: str) -> None:
        """Take the call: from now on it costs the caller."""
        await self._ask("POST", f"channels/{channel}/answer")

    async def hear_of(self, channel: str) -> None:
        """Be told how it ends, also once it has left the application; of one that we rang we are told anyway."""
        await self._ask("POST", f"applications/{self.application}/subscription", eventSource=f"channel:{channel}")

    async def ring(
        self, channel: str, endpoint: str, *, caller_id: str, seconds: int, arguments: str, variables: Mapping[str, str]
    ) -> None:
        """Ring an endpoint under a channel id of our own. It enters the application when it answers."""
        await self._ask(
            "POST", f"channels/{channel}", {"variables": dict(variables)}, endpoint=endpoint, app=self.application,
            appArgs=arguments, callerId=caller_id, timeout=seconds,
        )  # fmt: skip

    async def hang_up(self, channel: str, reason: str = "normal") -> None:
        """`reason` is normal, busy, no_answer, congestion…; a channel that has gone is as good."""
        await self._unless_gone("DELETE", f"channels/{channel}", reason=reason)

    async def set_variable(self, channel: str, name: str, value: str) -> None:
        """Told with the channel ever after, if the exchange's configuration names it."""
        await self._ask("POST", f"channels/{channel}/variable", variable=name, value=value)

    async def play(self, playback: str, channel: str, sounds: Sequence[str]) -> None:
        """Play one after the other, such as ``sound:/var/sounds/greeting``. Returns when it has begun."""
        await self._ask("POST", f"channels/{channel}/play/{playback}", media=",".join(sounds))

    async def stop_playing(self, playback: str) -> None:
        """One that has ended is as good."""
        await self._unless_gone("DELETE", f"playbacks/{playback}")

    async def make_bridge(self, bridge: str, kind: str) -> None:
        """`kind` is mixing, or holding: whoever waits in that hears music."""
        await self._ask("POST", f"bridges/{bridge}", type=kind)

    async def put_in_bridge(self, bridge: str, channels: Sequence[str], *, waiting: bool = False) -> None:
        """`waiting` for a holding bridge: without that role nothing is heard there."""
        role = "holding_participant" if waiting else None
        await self._ask("POST", f"bridges/{bridge}/addChannel", channel=",".join(channels), role=role)

    async def take_down_bridge(self, bridge: str) -> None:
        """Its channels stay with us. Never use its id again: the exchange may still know it."""
        await self._unless_gone("DELETE", f"bridges/{bridge}")

    async def record_bridge(self, recording: str, bridge: str) -> None:
        """Everybody in the bridge, mixed, until it is taken down."""
        await self._ask("POST", f"bridges/{bridge}/record", name=recording, format="wav", ifExists="overwrite")

    async def tap(
        self, tap: str, channel: str, *, arguments: str, hears: str = "in", whispers_to: str = "none"
    ) -> None:
        """A channel of our own that hears what comes in from another, or `both` sides of it, and may speak to it.

        `whispers_to`: none, or `out` for whoever is at that telephone.
        """
        await self._ask(
            "POST", f"channels/{channel}/snoop/{tap}", spy=hears, whisper=whispers_to, app=self.application,
            appArgs=arguments,
        )  # fmt: skip

    async def record_channel(self, recording: str, channel: str) -> None:
        """One voice, for as long as it is there."""
        await self._ask("POST", f"channels/{channel}/record", name=recording, format="wav", ifExists="overwrite")

    async def record_message(self, recording: str, channel: str, *, longest: int, silence: int) -> None:
        """One voice, until #, hanging up, `longest` seconds or `silence` seconds of quiet."""
        await self._ask(
            "POST", f"channels/{channel}/record", name=recording, format="wav", maxDurationSeconds=longest,
            maxSilenceSeconds=silence, ifExists="overwrite", terminateOn="#",
        )  # fmt: skip

    async def pause_recording(self, recording: str, paused: bool) -> None:
        """While it is paused nothing is written, not even silence."""
        await self._ask("POST" if paused else "DELETE", f"recordings/live/{recording}/pause")

    async def stop_recording(self, recording: str) -> None:
        """End it and keep what there is."""
        await self._unless_gone("POST", f"recordings/live/{recording}/stop")

    async def stored_recordings(self) -> list[str]:
        """The names of those that have ended and lie at the exchange."""
        return [one["name"] for one in await self._ask("GET", "recordings/stored")]

    async def fetch_recording(self, recording: str) -> bytes:
        """The whole file of one that has ended."""
        path = f"recordings/stored/{recording}/file"
        try:
            async with self._http.get(f"{self.address}/ari/{path}") as answer:
                content = await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise ExchangeUnreachable(f"GET {path}: {error or type(error).__name__}") from error
        if answer.status >= 300:
            raise (NotThere if answer.status in GONE else ExchangeRefused)(f"GET {path}", answer.status, "")
        return content

    async def forget_recording(self, recording: str) -> None:
        """Delete it at the exchange."""
        await self._unless_gone("DELETE", f"recordings/stored/{recording}")

    async def settle_transfer(self, channel: str) -> None:
        """Tell a telephone that asked for a transfer that it is done."""
        await self._ask("POST", f"channels/{channel}/transfer_progress", states="channel_answered")
