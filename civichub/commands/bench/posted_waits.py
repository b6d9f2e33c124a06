"""Waits posted by public offices (`ca_dmv_hourly_waits_*.parquet`): how full one will be in an hour, or tomorrow.

Walk-in waits are in minutes. They are no tickets: what is forecast is what the office will post.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from civichub.commands.bench.bank_log import columns_of
from civichub.commands.bench.scoring import Array, Truth, conformal, figures
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.correction import GROWTH, HIGH, LOW, MIDDLE

PATTERN = "ca_dmv_hourly_waits_*.parquet"
HORIZONS = {1: "in an hour", 24: "tomorrow"}
LAGS = (0, 1, 2, 3, 24, 168)  # hours ago; the last counts from the hour forecast
HELD_OUT, SETTLES_HOURS = 0.2, 14 * 24
MOST_TAUGHT = 60_000
TREES = 300
DEEPER = {"learning_rate": 0.1, "num_leaves": 63, "feature_fraction": 0.9}
Row = tuple[str, str, str, float, float]


def run(folder: Path, say: Callable[[str], None]) -> Iterator[Row]:
    """(method, data, metric, value, CPU seconds), in minutes; nothing when the folder has no such file."""
    offices = _read(folder)
    if offices is None:
        return
    for horizon, words in HORIZONS.items():
        table, target, hours = _rows(offices, horizon)
        test = float(np.quantile(hours, 1 - HELD_OUT))
        settles, chosen = (hours >= test - SETTLES_HOURS) & (hours < test), hours >= test
        table[:, -1] = _profile(table, target, hours < test - SETTLES_HOURS)
        everybody = np.ones(int(chosen.sum()), bool)
        truth = Truth(target[chosen], everybody, everybody.astype(float), {})
        began = time.process_time()
        told = {"engine": _learned(table, target, hours, test, horizon)}
        spent = time.process_time() - began
        say(f"posted waits, {words}: {spent:.0f} CPU seconds")
        for name, column in (("as now", 0), ("same hour last week", 5), ("profile", -1)):
            told[name] = conformal(table[:, column], target, settles)
        for name, ranges in told.items():
            for metric, value in figures(ranges[chosen], truth):
                if "60 s" not in metric and "IPCW" not in metric:
                    yield (
                        name,
                        f"posted waits {words}",
                        metric.removesuffix(" s") + " min" * metric.endswith(" s"),
                        value,
                        spent * (name == "engine"),
                    )


def _read(folder: Path) -> Array | None:
    """A table of hours by offices: minutes posted, not a number where nothing was."""
    paths = sorted(folder.glob(PATTERN))
    if not paths:
        return None
    tables = [columns_of(path, ("location", "no_appt_wait", "captured")) for path in paths]
    names = np.concatenate([np.array(table.column("location").to_pylist()) for table in tables])
    posted = np.concatenate([table.column("no_appt_wait").to_numpy() for table in tables])
    captured = np.concatenate([table.column("captured").to_numpy() for table in tables])
    hours = captured.astype("datetime64[h]").astype(np.int64)
    offices, places = np.unique(names, return_inverse=True)
    first = hours.min() // 24 * 24
    found = np.full((int(hours.max() - first) + 1, len(offices)), np.nan)
    found[hours - first, places] = posted
    return np.vstack([np.full((int(first % 168), len(offices)), np.nan), found])


def _rows(offices: Array, horizon: int) -> tuple[Array, Array, Array]:
    """What is known now of each office, what it posts at the horizon, and the hour of that."""
    hours, places = np.nonzero(np.isfinite(offices[horizon:]) & np.isfinite(offices[:-horizon]))
    keep = hours >= max(LAGS)
    hours, places = hours[keep], places[keep]
    then = hours + horizon
    lags = [offices[hours - lag, places] for lag in LAGS[:-1]]
    week = offices[np.maximum(then - 168, 0), places]
    everywhere = np.nanmean(offices[hours], axis=1) if len(hours) else np.empty(0)
    columns = [*lags, week, places, then % 24, then // 24 % 7, everywhere, np.zeros(len(hours))]
    return np.column_stack(columns), offices[then, places], then.astype(float)


def _profile(table: Array, target: Array, taught: Array) -> Array:
    """The mean of an office at an hour of a weekday, in the time that teaches."""
    keys = (table[:, 6] * 168 + table[:, 8] * 24 + table[:, 7]).astype(int)
    sums = np.bincount(keys[taught], target[taught], minlength=keys.max() + 1)
    counts = np.bincount(keys[taught], minlength=keys.max() + 1)
    mean = float(target[taught].mean())
    return ((sums + mean) / (counts + 1))[keys]


def _learned(table: Array, target: Array, hours: Array, test: float, horizon: int) -> Array:
    """Quantiles learned from what was past before the calibration, kept true hour by hour."""
    import lightgbm

    past = np.flatnonzero(hours < test - SETTLES_HOURS)[-MOST_TAUGHT:]
    raw = []
    for share in (LOW, MIDDLE, HIGH):
        data = lightgbm.Dataset(table[past], target[past], categorical_feature=[6])
        booster = lightgbm.train({**GROWTH, "alpha": share, **DEEPER}, data, TREES)
        raw.append(booster.predict(table, num_threads=1))
    told = np.sort(np.maximum(np.column_stack(raw), 0.0), axis=1)
    calibration, pending = Calibration(), 0
    order = np.flatnonzero(hours >= test - SETTLES_HOURS)
    order = order[np.argsort(hours[order], kind="stable")]
    ranges = told.copy()
    for place in order:
        while hours[order[pending]] <= hours[place] - horizon:
            calibration.learn(tuple(told[order[pending]]), target[order[pending]])
            pending += 1
        ranges[place] = calibration.range(tuple(told[place]))
    return ranges
