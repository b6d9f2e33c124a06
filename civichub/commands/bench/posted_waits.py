"""Waits posted by public offices (`ca_dmv_hourly_waits_*.parquet`): how full one will be in an hour, or tomorrow.

Walk-in waits are in minutes. They are no tickets: what is forecast is what the office will post.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from civichub.commands.bench.bank_log import columns_of
from civichub.commands.bench.scoring import Array, Truth, conformal, figures
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.correction import GROWTH, HIGH, LOW, MIDDLE

PATTERN = "ca_dmv_hourly_waits_*.parquet"
HORIZONS = {1: "in an hour", 24: "tomorrow"}
WEEK = 168
HELD_OUT, SETTLES_HOURS, RENEWED_HOURS = 0.2, 14 * 24, 14 * 24
LAGS = (0, 1, 2, 3, 23, 24, 25)  # hours ago
DAYS, WEEKS = 7, 4  # the latest on which the office was open, and the same weekday: what is usual at an hour
TREES = 500
DEEPER = {"learning_rate": 0.05, "num_leaves": 31, "feature_fraction": 0.5}
Row = tuple[str, str, str, float, float]


@dataclass(frozen=True)
class Rows:
    """What was known when it was forecast (`made`), what the office posted `then` (both in hours), and plain rules."""

    known: Array
    posted: Array
    made: Array
    then: Array
    rules: dict[str, Array]


def run(folder: Path, say: Callable[[str], None]) -> Iterator[Row]:
    """(method, data, metric, value, CPU seconds), in minutes; nothing when the folder has no such file."""
    offices = _read(folder)
    if offices is None:
        return
    for horizon, words in HORIZONS.items():
        rows = rows_of(offices, horizon)
        test = float(np.quantile(rows.then, 1 - HELD_OUT))
        settles, chosen = (rows.then >= test - SETTLES_HOURS) & (rows.then < test), rows.then >= test
        everybody = np.ones(int(chosen.sum()), bool)
        truth = Truth(rows.posted[chosen], everybody, everybody.astype(float), {})
        began = time.process_time()
        told = {"engine": _learned(rows, test)}
        spent = time.process_time() - began
        say(f"posted waits, {words}: {spent:.0f} CPU seconds")
        rules = rows.rules | {"profile": _profile(rows, rows.then < test - SETTLES_HOURS)}
        told |= {name: conformal(points, rows.posted, settles) for name, points in rules.items()}
        for name, ranges in told.items():
            for metric, value in figures(ranges[chosen], truth):
                if "60 s" not in metric and "IPCW" not in metric:
                    unit = metric.removesuffix(" s") + " min" * metric.endswith(" s")
                    yield name, f"posted waits {words}", unit, value, spent * (name == "engine")


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


def rows_of(offices: Array, horizon: int) -> Rows:
    """Everything an office posted at the horizon of a moment at which it posted too."""
    hours, places = np.nonzero(np.isfinite(offices[horizon:]) & np.isfinite(offices[:-horizon]))
    keep = hours >= WEEK
    hours, places = hours[keep], places[keep]
    then = hours + horizon

    def seen(moments: Array) -> Array:
        """What was posted at these moments; not a number where that was not known yet."""
        known = (moments >= 0) & (moments <= hours)
        return np.where(known, offices[np.where(known, moments, 0), places], np.nan)

    opened = np.isfinite(offices).any(axis=1)
    now = [seen(hours - lag) for lag in LAGS]
    usual, usual_now = (np.array([seen(one) for one in _days_before(opened, at)]) for at in (then, hours))
    weeks, weeks_now = (np.array([seen(at - WEEK * ago) for ago in range(1, WEEKS + 1)]) for at in (then, hours))
    means = [_mean(one) for one in (usual, usual_now, weeks, weeks_now)]
    everywhere = _mean(offices.T)
    today = np.array([np.where(hours % 24 >= ago, seen(hours - ago), np.nan) for ago in range(24)])
    columns = [
        *now, *usual, *weeks, *means, now[0] - means[1], now[0] - means[3], means[0] - means[1], means[2] - means[3],
        _mean(today), np.isfinite(today).sum(axis=0), everywhere[hours], everywhere[then - WEEK],
        everywhere[hours] - everywhere[hours - WEEK], everywhere[then - WEEK] - everywhere[hours - WEEK],
        then - _days_before(opened, then)[0], then % 24, then // 24 % 7, places,
    ]  # fmt: skip
    rules = {"as now": now[0], "same hour last week": weeks[0]}
    return Rows(np.column_stack(columns), offices[then, places], hours.astype(float), then.astype(float), rules)


def _mean(values: Array) -> Array:
    """Of each column, of what is known; not a number where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    return np.where(count, np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _days_before(opened: Array, moments: Array) -> list[Array]:
    """The same hour of each of the last `DAYS` days before on which anybody was open; below 0 where there was none."""
    days = np.flatnonzero(np.bincount(np.flatnonzero(opened) // 24))
    place = np.searchsorted(days, moments // 24)
    return [
        np.where(place >= ago, days[np.maximum(place - ago, 0)] * 24 + moments % 24, -1) for ago in range(1, DAYS + 1)
    ]


def _profile(rows: Rows, taught: Array) -> Array:
    """The mean of an office at an hour of a weekday, in the time that teaches."""
    hours, weekdays, places = rows.known[:, -3:].T
    keys = (places * WEEK + weekdays * 24 + hours).astype(int)
    sums = np.bincount(keys[taught], rows.posted[taught], minlength=keys.max() + 1)
    counts = np.bincount(keys[taught], minlength=keys.max() + 1)
    mean = float(rows.posted[taught].mean())
    return ((sums + mean) / (counts + 1))[keys]


def _learned(rows: Rows, test: float) -> Array:
    """Quantiles of how far from now it will be, learned anew each fortnight from what was posted by then."""
    import lightgbm

    now = rows.rules["as now"]
    begins = test - SETTLES_HOURS
    starts = np.arange(begins - max(HORIZONS), rows.made.max() + 1, RENEWED_HOURS)
    told = np.column_stack([now] * 3)
    for start in starts:
        past, chosen = rows.then <= start, (rows.made >= start) & (rows.made < start + RENEWED_HOURS)
        for side, share in enumerate((LOW, MIDDLE, HIGH)):
            change = (rows.posted - now)[past]
            data = lightgbm.Dataset(rows.known[past], change, categorical_feature=[rows.known.shape[1] - 1])
            booster = lightgbm.train({**GROWTH, "alpha": share, **DEEPER}, data, TREES)
            told[chosen, side] += booster.predict(rows.known[chosen], num_threads=1)
    return _kept_true(np.sort(np.maximum(told, 0.0), axis=1), rows, begins)


def _kept_true(told: Array, rows: Rows, begins: float) -> Array:
    """The ranges calibrated hour by hour, by those that had come true."""
    calibration, pending, ranges = Calibration(), 0, told.copy()
    order = np.flatnonzero(rows.then >= begins)
    order = order[np.argsort(rows.then[order], kind="stable")]
    for place in order:
        while rows.then[order[pending]] <= rows.made[place]:
            calibration.learn(tuple(told[order[pending]]), rows.posted[order[pending]])
            pending += 1
        ranges[place] = calibration.range(tuple(told[place]))
    return ranges
