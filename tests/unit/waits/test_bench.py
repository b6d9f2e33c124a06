"""`civichub bench waits` reads logs of its format, forecasts on the same rows by every method, and writes a table."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from civichub.commands.bench import COLUMNS, main, posted_waits
from civichub.commands.bench.councils import World, logs, make_day
from civichub.commands.bench.real_log import DAY, split_of
from civichub.core.errors import Invalid
from civichub.routing.waits import correction

FIRST = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
SMALL = World("small", 90.0, {"PS": 1.0}, (frozenset({"PS"}),) * 3, 420.0, (0.2, 60.0, 900.0))


def write_logs(folder: Path, days: int) -> None:
    """Days of a small line as two months of the bank's format."""
    chance = np.random.default_rng(2)
    calls: dict[int, dict[str, Any]] = {}
    for event in logs([make_day(SMALL, number, chance, 0.0) for number in range(days)]):
        at = event.at + FIRST
        if event.what == "arrived":
            calls[event.item] = {"type": "PS", "priority": 0, "vru_exit": at, "queue_s": 0, "outcome": "HANG",
                                 "talk_s": 0, "server": "NONE"}  # fmt: skip
        elif event.what in ("answered", "abandoned"):
            call = calls[event.item]
            call["queue_s"] = round(at - call["vru_exit"])
            call |= {"outcome": "AGENT", "server": f"A{event.person:02}"} if event.what == "answered" else {}
            call["begun"] = at
        elif event.what == "ended":
            calls[event.item]["talk_s"] = round(at - calls[event.item]["begun"])
    rows = sorted(calls.values(), key=lambda row: row["vru_exit"])
    for month, part in ((1, rows[: len(rows) // 2]), (2, rows[len(rows) // 2 :])):
        columns = {name: [row[name] for row in part] for name in part[0] if name != "begun"}
        columns["vru_exit"] = np.array(columns["vru_exit"]).astype("datetime64[s]").astype("datetime64[ns]")
        parquet.write_table(pyarrow.table(columns), folder / f"anonbank_2024_{month:02}.parquet")


def test_a_folder_of_logs_becomes_one_table_with_everybody_on_the_same_rows(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correction, "TREES", 100)  # enough for so short a log, which is learned anew each day
    write_logs(tmp_path, days=45)
    out = tmp_path / "figures.csv"
    assert main(["waits", "--data", str(tmp_path), "--councils", "none", "--out", str(out)]) == 0
    assert "interval score s" in capsys.readouterr().out
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    found = {(row["method"], row["metric"]): float(row["value"]) for row in rows}
    methods = {method for method, _ in found}
    assert methods == {"half-hour mean", "LES", "HOL", "HOL own class", "queue length", "last 10", "last 30",
                       "Asterisk", "look ahead alone", "LightGBM", "engine"}  # fmt: skip
    assert len({found[method, "rows"] for method in methods}) == 1
    assert found["engine", "MAE s"] < 0.9 * found["LES", "MAE s"]
    assert 80 <= found["engine", "coverage %"] <= 97


def test_what_is_known_of_an_office_does_not_change_with_what_it_posts_later() -> None:
    chance = np.random.default_rng(1)
    posted = np.where((np.arange(24 * 40) % 24 >= 8)[:, None], chance.integers(0, 90, (24 * 40, 3)), np.nan)
    posted[24 * 6 : 24 * 7] = np.nan  # closed for a day
    moment = 24 * 25 + 12
    later = posted.copy()
    later[moment + 1 :] += 30
    for horizon in posted_waits.HORIZONS:
        rows, others = (posted_waits.rows_of(one, horizon) for one in (posted, later))
        before = rows.made <= moment
        assert before.any()
        assert not before.all()
        np.testing.assert_array_equal(rows.known[before], others.known[before])
        assert (rows.then - rows.made == horizon).all()


def test_a_folder_without_logs_is_refused_in_words(tmp_path: Path, capsys: Any) -> None:
    assert main(["waits", "--data", str(tmp_path), "--councils", "none"]) == 2
    assert "anonbank_YYYY_MM.parquet" in capsys.readouterr().err
    assert main(["waits", "--data", str(tmp_path / "nowhere")]) == 2


def test_the_last_month_is_held_out_where_there_are_enough() -> None:
    january, may = (int(datetime(2024, month, 1, tzinfo=UTC).timestamp()) // DAY for month in (1, 5))
    assert split_of(list(range(january, may + 31))).test == may * DAY
    few = split_of(list(range(january, january + 60)))
    assert (few.test // DAY - january, few.calibrate // DAY - january) == (50, 36)
    with pytest.raises(Invalid):
        split_of(list(range(january, january + 30)))
