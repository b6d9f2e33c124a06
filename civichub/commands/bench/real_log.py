"""Waits on a real log: everybody forecasts the same callers, each from what was known when they came."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from civichub.commands.bench.bank_log import log_of, read_calls
from civichub.commands.bench.rivals import RIVALS
from civichub.commands.bench.scoring import Array, Truth, conformal, figures
from civichub.core.errors import Invalid
from civichub.routing.waits import correction as learned
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.features import NAMES, SEEN, Usual
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.model import LEAST_LAW, Model, arrivals, groups_of, outcomes

DAY = 86_400
CALIBRATED_DAYS = 14
HELD_OUT = 1 / 6  # of the days, when the folder holds too few months to keep one back
MONTHS_TO_SPARE = 4
TIMED = 30  # estimates of each day, one by one, from morning to night
RENEWED_DAYS = 1  # both learned methods are learned anew each night of the test, as queues are, from what is past

Told = dict[str, Array]


@dataclass
class Rows:
    """One row for everybody who was not answered at once: what was known when they came, and what that cost.

    `seconds` are the look ahead's, and `corrected` those of the correction where they were taken one by one.
    """

    events: list[Event] = field(default_factory=list)
    known: list[Array] = field(default_factory=list)
    points: list[list[float]] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    corrected: dict[int, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.events)


@dataclass(frozen=True)
class Split:
    """Moments (seconds since 1970) from which rows calibrate, and from which they test; those before teach."""

    calibrate: float
    test: float


def split_of(days: Sequence[int]) -> Split:
    """The last month is held out when there are months enough, else the last sixth of the days; two weeks calibrate."""
    months = sorted({datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m") for day in days})
    if len(days) < 3 * CALIBRATED_DAYS:
        raise Invalid({"data": f"{len(days)} days are too few: six weeks of calls at least."})
    if len(months) >= MONTHS_TO_SPARE:
        first = next(day for day in days if datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m") == months[-1])
    else:
        first = days[-max(1, round(len(days) * HELD_OUT))]
    place = days.index(first)
    return Split(days[place - CALIBRATED_DAYS] * DAY, first * DAY)


def run(folder: Path, say: Callable[[str], None]) -> list[tuple[str, str, float, float]]:
    """(method, metric, value, CPU seconds) of every method on the last stretch of the logs in a folder."""
    calls = read_calls(folder)
    if not calls:
        return []
    log = log_of(calls)
    truth = outcomes(log)
    split = split_of(sorted({int(call.arrival.at // DAY) for call in calls}))
    say(f"{len(calls):,} callers; tested from {datetime.fromtimestamp(split.test, UTC):%-d %B %Y}")
    model = _taught(log, truth, split.calibrate)
    began = time.process_time()
    rows = _walk(model, log, {item for item, (wait, _) in truth.items() if wait > 0})
    say(f"{len(rows):,} waited; read in {time.process_time() - began:.0f} CPU seconds")
    waits = np.array([truth[event.item][0] for event in rows.events])
    answered = np.array([truth[event.item][1] for event in rows.events])
    told, spent = _everybody(model, rows, waits, answered, split, say)
    return list(_score(told, spent, rows, waits, answered, split))


def _taught(log: list[Event], truth: dict[int, tuple[float, bool]], until: float) -> Model:
    """Laws and usual waits from the time before `until`."""
    line, waited = Line(), []
    for event in log:
        if event.at >= until:
            break
        line.apply(event)
        if event.what == "arrived" and truth[event.item][0] > 0:
            waited.append(event)
    laws = {name: law for name, law in line.times.laws().items() if ":" not in name or law.count >= LEAST_LAW}
    usual = Usual.of([one.at for one in waited], [truth[one.item][0] for one in waited])
    return Model(laws, usual, seen=len(waited))


def _walk(model: Model, log: list[Event], items: set[int]) -> Rows:
    rows, chance = Rows(), np.random.default_rng(1)
    for line, event in arrivals(log, lambda event: event.item in items):
        began = time.perf_counter()
        scene, known = model.look(line, event, chance)
        rows.seconds.append(time.perf_counter() - began)
        rows.events.append(event)
        rows.known.append(known)
        rows.ahead.append(len(scene.ahead))
        rows.points.append([rival(line, scene, event, model.usual) for rival in RIVALS.values()])
    return rows


def _everybody(
    model: Model, rows: Rows, waits: Array, answered: Array, split: Split, say: Callable[[str], None]
) -> tuple[Told, dict[str, float]]:
    """What each method told each caller of the test, and what it cost to learn."""
    at = np.array([event.at for event in rows.events])
    settles = (at >= split.calibrate) & (at < split.test) & answered
    points = np.array(rows.points)
    told = {name: conformal(points[:, place], waits, settles) for place, name in enumerate(RIVALS)}
    spent = dict.fromkeys(told, 0.0)
    known = np.array(rows.known)
    plain = known.copy()
    plain[:, [NAMES.index(name) for name in SEEN]] = 0.0  # the same learner, and nothing of the look ahead
    ahead = learned.looked_ahead(known)
    for name, table in (("look ahead alone", None), ("LightGBM", plain), ("engine", known)):
        began = time.process_time()
        raw = ahead if table is None else _renewed(table, rows, waits, answered, split)
        told[name] = _online(raw, rows, waits, answered, split.calibrate)
        spent[name] = time.process_time() - began
        say(f"{name}: {spent[name]:.0f} CPU seconds")
    return told, spent


def _renewed(table: Array, rows: Rows, waits: Array, answered: Array, split: Split) -> Array:
    """Low, median and high as learned from what was past at the beginning of each day of the test."""
    at = np.array([event.at for event in rows.events])
    over = at + waits
    kinds = np.array([event.kind for event in rows.events])
    raw = np.zeros((len(at), 3))
    starts = [split.calibrate, *np.arange(split.test, at[-1] + 1, RENEWED_DAYS * DAY)]
    for begins, ends in zip(starts, [*starts[1:], np.inf], strict=True):
        past, now = over < begins, (at >= begins) & (at < ends)
        if now.any():
            correction = learned.learn(table[past], waits[past], answered[past], kinds[past].tolist())
            raw[now] = correction.predict(table[now], kinds[now].tolist())
            for place in np.flatnonzero(now)[:: -(-int(now.sum()) // TIMED)]:
                clock = time.perf_counter()
                correction.predict(table[[place]], [rows.events[place].kind])
                rows.corrected[int(place)] = time.perf_counter() - clock
    return raw


def _online(raw: Array, rows: Rows, waits: Array, answered: Array, begins: float) -> Array:
    """The ranges as told: each calibrated by those that had come true when its caller came."""
    kinds = [event.kind for event in rows.events]
    past = np.array([event.at for event in rows.events]) < begins
    weights = learned.staying(waits, answered, kinds, known=past) ** learned.HALF_WAY
    calibration, pending, told = Calibration(), [], raw.copy()
    for place in np.flatnonzero(~past):
        event = rows.events[place]
        while pending and pending[0][0] <= event.at:
            _, done = heapq.heappop(pending)
            groups = groups_of(kinds[done], rows.ahead[done])
            calibration.learn(tuple(raw[done]), waits[done], groups, weight=weights[done])
        told[place] = calibration.range(tuple(raw[place]), groups_of(event.kind, rows.ahead[place]))
        if answered[place]:
            heapq.heappush(pending, (event.at + waits[place], int(place)))
    return told


def _score(
    told: Told, spent: dict[str, float], rows: Rows, waits: Array, answered: Array, split: Split
) -> list[tuple[str, str, float, float]]:
    tested = np.array([event.at >= split.test for event in rows.events])
    kinds = [event.kind for event in rows.events]
    groups = {
        "class": kinds,
        "line": [f"of {_band(ahead)}" for ahead in rows.ahead],
        "hours": [f"{int(event.at % DAY // 7200) * 2:02}:00" for event in rows.events],
    }
    chosen = np.flatnonzero(tested)
    truth = Truth(
        waits[chosen],
        answered[chosen],
        learned.staying(waits[chosen], answered[chosen], [kinds[place] for place in chosen]),
        {name: [parts[place] for place in chosen] for name, parts in groups.items()},
    )
    found = [
        (name, metric, value, spent[name]) for name in told for metric, value in figures(told[name][chosen], truth)
    ]
    cost = [(rows.seconds[place] + spent) * 1000 for place, spent in rows.corrected.items()]
    return [*found, ("engine", "p95 ms per estimate", float(np.quantile(cost, 0.95)), 0.0)]


def _band(ahead: int) -> str:
    return next((words for most, words in ((0, "0"), (2, "1-2"), (5, "3-5"), (10, "6-10")) if ahead <= most), "over 10")
