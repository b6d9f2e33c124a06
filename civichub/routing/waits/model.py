"""The engine: learned from a log, told a line and who has just joined it, it says how long they will wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from civichub.routing.waits import correction as learned
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.features import NAMES, Knows, Plan, Usual, describe, scene_of, unplanned
from civichub.routing.waits.laws import NEVER, Floats, Law
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.look_ahead import LookAhead, Scene

LEAST_SEEN = 30  # waits, before anything is said at all
LEAST_LAW = 20  # stretches of time, before a law of one class is used instead of that of all
MOST_ROWS = 20_000
CALIBRATED_ON = 0.2  # of the rows, the latest
SHARES = (0.0, 0.5, 1.0)  # of the look ahead that are tried beside the correction
Outcomes = dict[int, tuple[float, bool]]  # by item the seconds in line, and whether it was answered


@dataclass(frozen=True)
class Estimate:
    """Seconds until somebody answers, if one stays: nine in ten are within `low` and `high`.

    `basis` is what it rests on: "corrected", or "look ahead" while the log is young. So many stand `ahead`, and `busy`
    and `free` people serve. `raw` is the range before calibration, which learns from it in `groups`.
    """

    low: float
    median: float
    high: float
    basis: str
    ahead: int
    busy: int
    free: int
    raw: tuple[float, float, float]
    groups: tuple[str, ...]


@dataclass
class Model:
    """What a log has taught: laws, usual waits, the correction if there was enough, and how ranges came true.

    `trust` is the share that the look ahead has beside the correction, 0 to 1.
    """

    laws: dict[str, Law]
    usual: Usual
    correction: learned.Correction | None = None
    calibration: Calibration = field(default_factory=Calibration)
    seen: int = 0
    trust: float = 0.0

    def look(
        self, line: Line, me: Event, chance: np.random.Generator, *, able: Knows = None, plan: Plan = unplanned
    ) -> tuple[Scene, Floats]:
        """The line as `me` finds it, and one row of what can be said of it."""
        scene = scene_of(line, me, able=able, plan=plan)
        waits = LookAhead(scene, self.laws, chance).waits
        return scene, describe(line, scene, me, waits, self.usual)

    def raw(self, rows: Floats, kinds: Sequence[str]) -> Floats:
        """Low, median and high in seconds for each row, before calibration."""
        ahead = learned.looked_ahead(rows)
        if self.correction is None:
            return ahead
        return self.trust * ahead + (1 - self.trust) * self.correction.predict(rows, kinds)

    def estimate(
        self, line: Line, me: Event, chance: np.random.Generator, *, able: Knows = None, plan: Plan = unplanned
    ) -> Estimate | None:
        """What to say to `me`; None while nothing can be said."""
        if self.seen < LEAST_SEEN or "talk" not in self.laws:
            return None
        scene, row = self.look(line, me, chance, able=able, plan=plan)
        able_ones = scene.agents if scene.me.able is None else list(filter(None, scene.me.able))
        low, median, high = (float(one) for one in self.raw(row[None, :], [me.kind])[0])
        if median >= NEVER or not able_ones:
            return None
        groups = groups_of(me.kind, len(scene.ahead))
        busy = sum(agent.state in ("talking", "wrap") for agent in scene.agents)
        told = self.calibration.range((low, median, high), groups)
        basis = "look ahead" if self.correction is None else "corrected"
        free = sum(agent.state == "gap" for agent in scene.agents)
        return Estimate(*told, basis, len(scene.ahead), busy, free, (low, median, high), groups)

    def values(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "laws": {name: law.values() for name, law in self.laws.items()},
            "usual": self.usual.values(),
            "correction": self.correction.values() if self.correction else None,
            "calibration": self.calibration.values(),
            "seen": self.seen,
            "trust": self.trust,
            "names": list(NAMES),
        }

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Model:
        """Back from `values`. A correction that was learned from other features than today's is left out."""
        fits = values["correction"] and values["names"] == list(NAMES)
        return cls(
            {name: Law.from_values(law) for name, law in values["laws"].items()},
            Usual.from_values(values["usual"]),
            learned.Correction.from_values(values["correction"]) if fits else None,
            Calibration.from_values(values["calibration"]) if fits or not values["correction"] else Calibration(),
            values["seen"],
            values["trust"],
        )


def groups_of(kind: str, ahead: int) -> tuple[str, ...]:
    """The groups in which ranges are kept true besides for everybody: the class of item, and how many stand ahead."""
    band = next((most for most in (0, 2, 5, 10) if ahead <= most), "more")
    return f"kind:{kind}", f"ahead:{band}"


@dataclass
class Lesson:
    """Who waited, what could be said when they came, and what came of it."""

    events: list[Event] = field(default_factory=list)
    rows: list[Floats] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    answered: list[bool] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)

    def part(self, chosen: slice) -> tuple[Floats, Floats, list[bool], list[str]]:
        kinds = [event.kind for event in self.events[chosen]]
        return np.array(self.rows[chosen]), np.array(self.waits[chosen]), self.answered[chosen], kinds


def outcomes(log: Iterable[Event]) -> Outcomes:
    """Of each item the seconds until it was answered for the first time (True) or left the line (False)."""
    came: dict[int, float] = {}
    found: dict[int, tuple[float, bool]] = {}
    for event in log:
        if event.what == "arrived":
            came[event.item] = event.at
        elif event.what in ("answered", "abandoned", "withdrawn") and event.item in came and event.item not in found:
            found[event.item] = (event.at - came[event.item], event.what == "answered")
    return found


def arrivals(log: Iterable[Event], chosen: Callable[[Event], bool]) -> Iterator[tuple[Line, Event]]:
    """The line as each chosen arrival finds it, in the order of time. One and the same `Line`: read it at once."""
    line = Line()
    for event in log:
        line.apply(event)
        if event.what == "arrived" and chosen(event):
            yield line, event


def begin(log: Sequence[Event], *, extra: dict[str, Law] | None = None) -> Model:
    """The laws and the usual waits of a log, in the order of its time, and no correction yet.

    `extra` are laws that the log does not hold, such as those of lateness (`punctuality`).
    """
    truth, line = outcomes(log), Line()
    for event in log:
        line.apply(event)
    laws = {name: law for name, law in line.times.laws().items() if ":" not in name or law.count >= LEAST_LAW}
    waited = waiters(log, truth)
    usual = Usual.of([one.at for one in waited], [truth[one.item][0] for one in waited])
    return Model({**laws, **(extra or {})}, usual, seen=sum(truth[one.item][1] for one in waited))


def waiters(log: Iterable[Event], truth: Outcomes) -> list[Event]:
    """The arrivals of those who were not answered at once, and of whom it is known what became."""
    return [event for event in log if event.what == "arrived" and truth.get(event.item, (0.0, False))[0] > 0]


def finish(model: Model, lesson: Lesson, *, correct: bool | None = None) -> Model:
    """Learn the correction from the earlier rows of a lesson, and from those it has not seen how ranges come true.

    `correct` forces the correction on or off; by itself it begins with `learned.LEAST_ROWS` answers.
    """
    split = int(len(lesson.events) * (1 - CALIBRATED_ON))
    if correct if correct is not None else sum(lesson.answered[:split]) >= learned.LEAST_ROWS:
        model.correction = learned.learn(*lesson.part(slice(0, split)))
        model.trust = _trust(model, lesson, slice(split, None))
        calibrate(model, lesson, slice(split, None))
    else:
        calibrate(model, lesson, slice(None))
    return model


def _trust(model: Model, lesson: Lesson, chosen: slice) -> float:
    """The share of the look ahead beside the correction that comes nearest on rows the correction has not seen."""
    rows, waits, answered, kinds = lesson.part(chosen)
    if not len(rows):
        return 0.0
    weights = learned.staying(waits, answered, kinds)

    def error(share: float) -> float:
        middle = replace(model, trust=share).raw(rows, kinds)[:, 1]
        return float((np.abs(middle - waits) * weights).sum())

    return min(SHARES, key=error)


def learn(
    log: Sequence[Event],
    *,
    able: Knows = None,
    plan: Plan = unplanned,
    extra: dict[str, Law] | None = None,
    chosen: Callable[[Event], bool] = lambda event: True,
    seed: int = 1,
) -> Model:
    """What a log teaches of the `chosen` arrivals, by time: `begin`, `study` of the latest, `finish`."""
    model, truth = begin(log, extra=extra), outcomes(log)
    items = {event.item for event in filter(chosen, waiters(log, truth)[-MOST_ROWS:])}
    return finish(model, study(model, log, truth, items, able=able, plan=plan, seed=seed))


def study(
    model: Model,
    log: Iterable[Event],
    truth: Outcomes,
    items: set[int],
    *,
    able: Knows = None,
    plan: Plan = unplanned,
    seed: int = 1,
) -> Lesson:
    """What could be said of these items when they came, and what came of it."""
    lesson, chance = Lesson(), np.random.default_rng(seed)
    for line, event in arrivals(log, lambda event: event.item in items):
        scene, row = model.look(line, event, chance, able=able, plan=plan)
        lesson.events.append(event)
        lesson.rows.append(row)
        lesson.waits.append(truth[event.item][0])
        lesson.answered.append(truth[event.item][1])
        lesson.ahead.append(len(scene.ahead))
    return lesson


def calibrate(model: Model, lesson: Lesson, chosen: slice) -> None:
    """Learn from rows that the correction has not seen how ranges come true."""
    rows, waits, answered, kinds = lesson.part(chosen)
    if not len(rows):
        return
    weights = learned.staying(waits, answered, kinds) ** learned.HALF_WAY
    for told, wait, weight, kind, ahead in zip(
        model.raw(rows, kinds), waits, weights, kinds, lesson.ahead[chosen], strict=True
    ):
        if weight > 0:
            model.calibration.learn(tuple(told), float(wait), groups_of(kind, ahead), weight=float(weight))
