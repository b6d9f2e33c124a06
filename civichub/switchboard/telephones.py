"""Which telephones have come back since the exchange was started: until they have, nobody is offered a call on one.

A telephone in a browser registers again some seconds after the exchange is there, a telephone on a desk perhaps some
minutes. To ring one before would pause its person, for a fault that is not theirs.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from civichub.ari import AriError, Client
from civichub.switchboard import desk
from civichub.switchboard.desk import Desk

log = logging.getLogger(__name__)

# Twice as long as a browser waits at most between two attempts (JsSIP: `connection_recovery_max_interval`). Whoever has
# not come back by then is offered calls like anybody: they fail, and the reason is said.
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 1.0


class Telephones:
    """`look` once the exchange is there, before anything is done for its calls; then it looks on by itself."""

    def __init__(self, client: Client, hub: Desk) -> None:
        self._client, self._hub = client, hub
        self._looking: asyncio.Task[None] | None = None

    async def look(self, started: str) -> None:
        """Who has a telephone at hand, at an exchange that was started then, as it writes it."""
        self.stop()
        age = datetime.now(UTC) - datetime.fromisoformat(started)
        left = PATIENCE_SECONDS - age.total_seconds()
        if left > 0:
            await self._hub.ask(desk.see_telephones, await self._client.telephones())
            self._looking = asyncio.create_task(self._look_on(left))
        else:  # also where a switchboard died while it waited for them
            await self._hub.ask(desk.see_telephones, None)

    async def lose(self) -> None:
        """The exchange is away: nobody can be rung, and nobody is paused for it."""
        self.stop()
        await self._hub.ask(desk.see_telephones, ())

    def stop(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look_on(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until, before = loop.time() + seconds, frozenset[str]()
        while loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                there = await self._client.telephones()
            except AriError as error:
                log.warning("the telephones could not be looked at: %s", error)
                continue
            if there != before:
                await self._hub.ask(desk.see_telephones, there)
                before = there
        await self._hub.ask(desk.see_telephones, None)
