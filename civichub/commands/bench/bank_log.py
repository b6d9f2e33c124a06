"""Call-by-call logs of a bank's centre (`anonbank_YYYY_MM.parquet`) as events of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from civichub.core.errors import Invalid
from civichub.routing.waits.line import Event

if TYPE_CHECKING:
    import pyarrow

HEAD_START = 90.0  # seconds by which priority 2 stands before others, by the documentation of the data (Guedj 2000)
LEAST_TALK = 0.5  # seconds: whole ones are logged, and an end must not stand before its beginning
PATTERN = "anonbank_*.parquet"


@dataclass(frozen=True)
class Call:
    """A caller who joined the line: the event of it, the seconds in line, and whether they were answered."""

    arrival: Event
    wait: float
    answered: bool
    person: int
    talk: float


def read_calls(folder: Path) -> list[Call]:
    """The callers of every month in the folder, by arrival. Who hung up before the line is not among them."""
    calls = [call for path in sorted(folder.glob(PATTERN)) for call in _month(path)]
    return sorted(calls, key=lambda call: (call.arrival.at, call.arrival.item))


def columns_of(path: Path, names: Sequence[str]) -> pyarrow.Table:
    """Some columns of a Parquet file. Raises `Invalid` where its reader is not installed."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise Invalid({"data": "Reading Parquet needs pyarrow: pip install 'civichub[bench]'."}) from None
    return parquet.read_table(path, columns=list(names))


def _month(path: Path) -> list[Call]:
    names = ("type", "priority", "vru_exit", "queue_s", "outcome", "talk_s", "server")
    table = columns_of(path, names)
    columns = {name: table.column(name) for name in names}
    at = columns["vru_exit"].to_numpy().astype("datetime64[s]").astype(np.int64)
    rows = zip(*(columns[name].to_pylist() for name in names if name != "vru_exit"), strict=True)
    month = int(path.stem[-7:].replace("_", "")) * 1_000_000
    return [
        Call(
            Event(float(at[row]), "arrived", item=month + row, kind=kind, ahead=HEAD_START if priority == 2 else 0.0),
            float(wait),
            outcome == "AGENT",
            int(server[1:]) if outcome == "AGENT" and server[1:].isdigit() else 0,
            float(talk),
        )
        for row, (kind, priority, wait, outcome, talk, server) in enumerate(rows)
        if outcome in ("AGENT", "HANG") and (outcome == "AGENT" or wait > 0)
    ]  # fmt: skip


def log_of(calls: list[Call]) -> list[Event]:
    """What happened to these callers, by time; at one moment, what ends comes before what begins."""
    log = []
    for call in calls:
        item, left = call.arrival.item, call.arrival.at + call.wait
        log.append(call.arrival)
        if call.answered:
            log.append(Event(left, "answered", item, call.person))
            log.append(Event(left + max(call.talk, LEAST_TALK), "ended", item, call.person))
        else:
            log.append(Event(left, "abandoned", item))
    order = {"ended": 0, "abandoned": 1, "arrived": 2, "answered": 3}
    return sorted(log, key=lambda event: (event.at, order[event.what]))
