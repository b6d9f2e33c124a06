"""Asterisk's own word, beside the switchboard's, of when two telephones could hear each other."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import datetime
from typing import Any

import aiohttp

from civichub.switchboard.board import OURS
from civichub.telephony.configuration.parts import APPLICATION
from tests.phone.sip import LONG_ENOUGH_SECONDS
from tests.phone.site import Site


class BridgeWitness:
    """Listens to everything that happens at the exchange. `joined` are a call and when two were in a bridge of it."""

    def __init__(self, site: Site) -> None:
        self.joined: list[tuple[int, datetime]] = []
        self._listens = threading.Event()
        self._task = asyncio.run_coroutine_threadsafe(self._listen(site), site.floor.loop)
        assert self._listens.wait(LONG_ENOUGH_SECONDS), "the exchange does not tell"

    def close(self) -> None:
        """Listen no more."""
        self._task.cancel()

    async def _listen(self, site: Site) -> None:
        who = {"Authorization": aiohttp.encode_basic_auth(APPLICATION, site.exchange.password)}
        asked = {"app": "witness", "subscribeAll": "true"}
        async with (
            aiohttp.ClientSession(headers=who) as http,
            http.ws_connect(f"{site.address}/ari/events", params=asked, heartbeat=10, max_msg_size=0) as events,
        ):
            self._listens.set()
            async for message in events:
                self._hear(json.loads(message.data))

    def _hear(self, event: dict[str, Any]) -> None:
        bridge = event.get("bridge", {})
        is_full = event["type"] == "ChannelEnteredBridge" and len(bridge["channels"]) == 2
        if is_full and (ours := OURS.fullmatch(bridge["id"])):
            self.joined.append((int(ours[1]), datetime.fromisoformat(event["timestamp"])))
