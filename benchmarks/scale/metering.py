"""Processor time of the application and of PostgreSQL together, which other work on the machine changes little."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Cost:
    """One thing done `times` times. `application` and `database` are CPU-seconds per 1,000, `p50` and `p95` clock
    milliseconds, `rate` how many a second one process does, `queries` the statements of one."""

    name: str
    times: int
    queries: int
    application: float
    database: float
    p50: float
    p95: float
    rate: float

    @property
    def whole(self) -> float:
        """CPU-seconds per 1,000, application and database together."""
        return self.application + self.database


class Meter:
    """Reads the processor time of every process of one PostgreSQL server, and of this process."""

    def __init__(self, data: Path) -> None:
        self.postmaster = int((data / "postmaster.pid").read_text().split()[0])

    def database_seconds(self) -> float:
        """What the server's living processes have used so far, to the nanosecond where Linux tells."""
        return sum(_nanoseconds(process) for process in _children(self.postmaster)) / 1e9

    def cost(self, name: str, act: Callable[[int], Any], *, times: int, warm_up: int = 10) -> Cost:
        """Do `act(0)`, `act(1)` and so on; the first `warm_up` are not counted."""
        for number in range(warm_up):
            act(number)
        queries = _queries_of(lambda: act(warm_up))
        clocked = []
        database, application, began = self.database_seconds(), time.process_time(), time.perf_counter()
        for number in range(warm_up + 1, warm_up + 1 + times):
            started = time.perf_counter()
            act(number)
            clocked.append((time.perf_counter() - started) * 1000)
        application, took = time.process_time() - application, time.perf_counter() - began
        database = self.database_seconds() - database
        per_thousand = 1000 / times
        return Cost(
            name, times, queries, application * per_thousand, database * per_thousand, statistics.median(clocked),
            statistics.quantiles(clocked, n=20)[-1], times / took,
        )  # fmt: skip


def _queries_of(act: Callable[[], Any]) -> int:
    count = 0

    def counting(execute: Any, statement: Any, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(counting):
        act()
    return count


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _nanoseconds(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
    return 0
