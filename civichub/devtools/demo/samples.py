"""Real service requests for the demonstration's past, where somebody has put them next to the program.

The folder is named by CIVICHUB_SAMPLES, or is ``shared/data`` beside the program's own folder. What is used of it is
``r311/sf311_sample_a.parquet``: requests of San Francisco, published by DataSF under the PDDL. Their places become
addresses of Brackenshire, and their dates move by whole weeks, so that they end today, weekdays and hours as they were.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from civichub.cases.extracts.files import SourceRow, open_extract
from civichub.cases.extracts.mapping import Mapping311, shipped_mappings
from civichub.core.errors import Invalid

LONDON = ZoneInfo("Europe/London")
BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "data"
FILE = Path("r311") / "sf311_sample_a.parquet"
_DATES = ("Opened", "Closed", "Updated")
_FORM = "%m/%d/%Y %I:%M:%S %p"
_HOMES_OF_A_NEIGHBOURHOOD = 40


def sample_mapping() -> Mapping311:
    """San Francisco's columns, with London's clock and the address that `recorded_rows` chose."""
    shipped = shipped_mappings()["sf311"]
    return replace(shipped, time_zone=LONDON, columns={**shipped.columns, "uprn": ("uprn",), "place": ()})


def recorded_rows(addresses: Sequence[Any], *, most: int, now: datetime) -> list[SourceRow]:
    """The newest `most` requests, oldest first; none when the folder or the reader of Parquet is not there."""
    path = Path(os.environ.get("CIVICHUB_SAMPLES") or BESIDE) / FILE
    if not path.is_file() or not addresses:
        return []
    try:
        rows = [row for row in open_extract(path) if not row.fault]
    except Invalid:  # without pyarrow the generated month has to do
        return []
    rows.sort(key=lambda row: _moment(row.cells["Opened"]))
    wall = now.astimezone(LONDON).replace(tzinfo=None)
    weeks = timedelta(weeks=(wall - _moment(rows[-1].cells["Opened"])).days // 7)
    return [
        SourceRow(number, _moved(row.cells, weeks, wall, addresses)) for number, row in enumerate(rows[-most:], start=1)
    ]


def _moment(text: str) -> datetime:
    """The hour on the wall; the zone is put to it by the mapping."""
    return datetime.strptime(f"{text} +0000", f"{_FORM} %z").replace(tzinfo=None)


def _moved(cells: dict[str, str], by: timedelta, wall: datetime, addresses: Sequence[Any]) -> dict[str, str]:
    moments = {name: _moment(cells[name]) + by for name in _DATES if name in cells}
    is_over = cells["Status"] == "Closed" and moments.get("Closed", wall) < wall
    if not is_over:
        moments = {"Opened": moments["Opened"], "Updated": moments["Opened"]}
    moments["Updated"] = max(moments.get("Updated", moments["Opened"]), moments["Opened"])
    moments["Updated"] = min(moments["Updated"], max(wall, moments["Opened"]))
    kept = {name: cell for name, cell in cells.items() if name not in _DATES}
    words = [cells.get(name, "").replace("_", " ") for name in ("Request.Type", "Request.Details")]
    return {
        **kept,
        **{name: moment.strftime(_FORM) for name, moment in moments.items()},
        "Status": "Closed" if is_over else "Open",
        "Request.Details": ": ".join(dict.fromkeys(word for word in words if word)),
        "uprn": _home(cells, addresses).uprn,
    }


def _home(cells: dict[str, str], addresses: Sequence[Any]) -> Any:
    """An address: the same neighbourhood always lands among the same forty."""
    start = crc32(cells.get("Neighborhood", "").encode()) % len(addresses)
    return addresses[(start + int(cells["CaseID"]) % _HOMES_OF_A_NEIGHBOURHOOD) % len(addresses)]
