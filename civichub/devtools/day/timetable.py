"""Many people's doings in one thread, in the order of the day, at a chosen speed."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from civichub.core.errors import HubError

Done = TypeVar("Done")
Doing = Iterator[float]  # yields the seconds of the day until it goes on

TRY_AGAIN_SECONDS = 1.0  # of the clock on the wall, while the database is away


class Timetable:
    """Wakes each of its people when they are due. `speed` seconds of the day pass in one on the wall.

    `refused` counts what the hub did not allow, which ends that person's doing: somebody else was quicker, or a rule
    was met; it is what a person would have been told on the screen.
    """

    def __init__(
        self,
        *,
        speed: float,
        begins: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.speed, self.now, self.refused = speed, begins, 0
        self._clock, self._sleep = clock, sleep
        self._due: list[tuple[float, int, Doing]] = []
        self._numbers = count()

    def add(self, doing: Doing, *, at: float | None = None) -> None:
        """Let somebody begin, now or at a moment of the day (seconds after midnight)."""
        heapq.heappush(self._due, (self.now if at is None else at, next(self._numbers), doing))

    def run(self, *, until: float, stopped: Callable[[], bool] = lambda: False) -> None:
        """Live through the day until a moment of it, or until `stopped` says so."""
        began, first = self._clock(), self.now
        while self._due and self._due[0][0] <= until and not stopped():
            due, _, doing = heapq.heappop(self._due)
            late = (self._clock() - began) * self.speed - (due - first)
            if late < 0:
                self._sleep(-late / self.speed)
            self.now = max(self.now, due)
            self._wake(doing, max(due, first + (self._clock() - began) * self.speed))

    def _wake(self, doing: Doing, now: float) -> None:
        try:
            pause = next(doing)
        except StopIteration:
            return
        except HubError:
            self.refused += 1
            return
        self.add(doing, at=now + max(0.0, pause))

    def do(self, operation: Callable[..., Done], **known: Any) -> Generator[float, None, Done]:
        """Carry out an operation at this moment, and again until the database is there. A refusal is raised."""
        return (yield from self.read(lambda: operation(**known, at=timezone.now())))

    def read(self, ask: Callable[[], Done]) -> Generator[float, None, Done]:
        """Ask something, and again until the database is there."""
        while True:
            try:
                return ask()
            except (OperationalError, InterfaceError):
                connections.close_all()
            yield TRY_AGAIN_SECONDS * self.speed
