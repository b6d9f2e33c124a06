"""One task for each call: what happens is answered by the reducer, and its commands are carried out in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from civichub.ari import AriError, ExchangeUnreachable, NotThere
from civichub.core.speech import NoVoice
from civichub.switchboard import desk
from civichub.switchboard.commands import AtExchange, Command, DropTimer, InHub, Note, SetTimer
from civichub.switchboard.desk import Desk
from civichub.switchboard.exchange import Exchange
from civichub.switchboard.happenings import Failed, Happening, TimeUp
from civichub.switchboard.reducer import react
from civichub.switchboard.state import CallState, Phase

log = logging.getLogger(__name__)


class CallLine:
    """A call that goes on. `when_over` is called once, with it, after its last command."""

    def __init__(self, state: CallState, exchange: Exchange, hub: Desk, when_over: Callable[[CallLine], None]) -> None:
        self.state = state
        self._exchange, self._hub, self._when_over = exchange, hub, when_over
        self._happenings: asyncio.Queue[Happening] = asyncio.Queue()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._changed_at = 0.0  # by the loop's clock
        self._is_answering = False
        self._task = asyncio.create_task(self._run(), name=f"call {state.call}")

    def tell(self, happening: Happening) -> None:
        """It is answered in its turn."""
        self._happenings.put_nowait(happening)

    def is_as_read(self, asked_at: float) -> bool:
        """Whether what was read of the desk at that moment of the loop's clock still says something: the call itself
        has changed nothing there since."""
        return self._changed_at < asked_at and not self._is_answering and self._happenings.empty()

    def stop(self) -> None:
        """Leave the call as it is: another switchboard goes on with it."""
        self._task.cancel()
        self._drop_timers()

    async def _run(self) -> None:
        while self.state.phase is not Phase.OVER:
            happening = await self._happenings.get()
            self._is_answering = True
            try:
                await self._answer(happening)
            finally:
                self._is_answering = False
        self._drop_timers()
        self._when_over(self)

    async def _answer(self, happening: Happening) -> None:
        """What fails is left out and told of: whoever is on the telephone needs the rest all the more."""
        try:
            state, commands = react(self.state, happening)
            notes = [command for command in commands if isinstance(command, Note)]
            if state != self.state or notes:
                await self._hub.ask(desk.keep, state, notes)
            self.state = state
        except Exception:
            log.exception("call %s: %s was not answered", self.state.call, happening)
            return
        for command in commands:
            try:
                await self._perform(command)
            except Exception:
                log.exception("call %s: %s was not carried out", self.state.call, command)

    async def _perform(self, command: Command) -> None:
        if isinstance(command, SetTimer):
            self._set_timer(command)
        elif isinstance(command, DropTimer):
            if timer := self._timers.pop(command.name, None):
                timer.cancel()
        elif isinstance(command, AtExchange):
            await self._perform_at_exchange(command)
        elif isinstance(command, InHub) and not isinstance(command, Note):
            told = await self._hub.ask(desk.perform, self.state.call, command)
            self._changed_at = asyncio.get_running_loop().time()
            if told is not None:
                self.tell(told)

    async def _perform_at_exchange(self, command: AtExchange) -> None:
        try:
            await self._exchange.perform(self.state.call, command)
        except (AriError, NoVoice) as error:
            if not isinstance(error, NotThere):
                log.warning("call %s: %s", self.state.call, error)
            self.tell(Failed(command, isinstance(error, ExchangeUnreachable)))

    def _set_timer(self, command: SetTimer) -> None:
        if timer := self._timers.pop(command.name, None):
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers[command.name] = loop.call_later(command.seconds, self.tell, TimeUp(command.name))

    def _drop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
