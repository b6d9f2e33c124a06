"""Waits in simulated councils: the true wait is known for everybody, and an oracle knows the laws and the day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from civichub.commands.bench.councils import Day, Play, World, logs, make_day, true_laws, worlds
from civichub.commands.bench.rivals import RIVALS
from civichub.commands.bench.scoring import Array, Truth, conformal, figures
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.features import LONGEST_SEEN, NAMES, SEEN, Able, Plan, scene_of
from civichub.routing.waits.line import Event
from civichub.routing.waits.look_ahead import LookAhead, Off
from civichub.routing.waits.model import (
    Lesson,
    Model,
    arrivals,
    begin,
    finish,
    groups_of,
    outcomes,
    study,
    waiters,
)
from civichub.routing.waits.punctuality import punctuality

TESTED_DAYS = 40
SIZES = {"few": (60, 300), "all": (200, 1000)}  # days to learn from, and callers to forecast
COLD_DAYS = 15
SETTLING_DAYS = 10  # before the test, in which the rivals' ranges are measured
MOST_TAUGHT = 6000
DAY = 86_400.0
ORACLE_REPLICAS = 600


@dataclass(frozen=True)
class Case:
    """A world with breaks so many minutes off plan, learned from so many days."""

    world: World
    minutes: int
    days: int

    @property
    def name(self) -> str:
        return f"{self.world.name}, breaks ±{self.minutes} min, {self.days} days"


@dataclass
class Seen(Lesson):
    """The tagged callers of the test. `oracle` is the range of who knows the laws and the day."""

    points: list[list[float]] = field(default_factory=list)
    oracle: list[tuple[float, ...]] = field(default_factory=list)
    tested: list[bool] = field(default_factory=list)


def run(size: str, say: Callable[[str], None]) -> Iterator[tuple[str, str, str, float, float]]:
    """(method, data, metric, value, CPU seconds) for every world, and for a cold start of the first."""
    days, tagged = SIZES[size]
    cases = [Case(world, minutes, days) for world in worlds() for minutes in (5, 15)]
    cases.append(Case(worlds()[0], 5, COLD_DAYS))
    for case in cases:
        began = time.process_time()
        for method, metric, value, spent in _case(case, tagged):
            yield method, case.name, metric, value, spent
        say(f"{case.name}: {time.process_time() - began:.0f} CPU seconds")


def _case(case: Case, tagged: int) -> Iterator[tuple[str, str, float, float]]:
    chance = np.random.default_rng(20_260_301)
    days = [make_day(case.world, number, chance, case.minutes * 60.0) for number in range(case.days + TESTED_DAYS)]
    log, able, plan = logs(days[: case.days]), able_in(days), plan_in(days)
    began = time.process_time()
    model, outcome = begin(log, extra=punctuality(log, plan)), outcomes(log)
    items = {event.item for event in waiters(log, outcome)[-MOST_TAUGHT:]}
    lesson = study(model, log, outcome, items, able=able, plan=plan)
    alone = finish(replace(model, calibration=Calibration()), lesson, correct=False)
    plain = finish(replace(model, calibration=Calibration()), without_look_ahead(lesson), correct=True)
    engine = finish(model, lesson)
    spent = time.process_time() - began
    seen = _test(engine, days, case.days, tagged, case.world)
    truth = np.array(seen.waits)
    everybody = np.ones(len(truth), bool)
    tested = np.array(seen.tested)
    told = {name: conformal(np.array(seen.points)[:, place], truth, ~tested) for place, name in enumerate(RIVALS)}
    told |= {"LightGBM": _told(plain, seen, plain=True), "look ahead alone": _told(alone, seen)}
    told |= {"engine": _told(engine, seen), "oracle": np.array(seen.oracle)}
    scale = Truth(truth[tested], everybody[tested], everybody[tested].astype(float), {})
    found = {name: dict(figures(ranges[tested], scale)) for name, ranges in told.items()}
    gap = found["LES"]["MAE s"] - found["oracle"]["MAE s"]
    for name, values in found.items():
        closed = {"gap LES to oracle closed %": (found["LES"]["MAE s"] - values["MAE s"]) / gap * 100}
        for metric, value in (values | closed).items():
            yield name, metric, value, spent if name == "engine" else 0.0


def without_look_ahead(lesson: Lesson) -> Lesson:
    """The same rows for a learner that sees nothing of the look ahead."""
    return replace(lesson, rows=[_blind(row) for row in lesson.rows])


def _blind(row: Array) -> Array:
    row = row.copy()
    row[[NAMES.index(name) for name in SEEN]] = 0.0
    return row


def _told(model: Model, seen: Seen, *, plain: bool = False) -> Array:
    rows = np.array([_blind(row) if plain else row for row in seen.rows])
    kinds = [event.kind for event in seen.events]
    groups = [groups_of(kind, ahead) for kind, ahead in zip(kinds, seen.ahead, strict=True)]
    return np.array(
        [model.calibration.range(tuple(raw), names) for raw, names in zip(model.raw(rows, kinds), groups, strict=True)]
    )


def _test(model: Model, days: list[Day], past: int, tagged: int, world: World) -> Seen:
    """What everybody says to callers of the days after the first `past`, and for the rivals of a few before."""
    able, plan, exact = able_in(days), plan_in(days), plan_in(days, really=True)
    plays = {play.day.number: play for play in map(Play, days[past - SETTLING_DAYS :])}
    log = [event for play in plays.values() for event in play.log]
    found, chance, laws = Seen(), np.random.default_rng(7), true_laws(world, np.random.default_rng(8))
    first = days[past].begins
    outcome = outcomes(log)
    waited = waiters(log, outcome)
    before, after = ([one for one in waited if (one.at >= first) is late] for late in (False, True))
    chosen = {one.item for one in before}
    chosen |= {after[place].item for place in chance.permutation(len(after))[:tagged]}
    for line, event in arrivals(log, lambda event: event.item in chosen):
        scene, row = model.look(line, event, chance, able=able, plan=plan)
        wait = outcome[event.item][0] if outcome[event.item][1] else _had_they_stayed(days, event)
        if wait is None:
            continue  # the office closed before anybody was free
        found.events.append(event)
        found.rows.append(row)
        found.ahead.append(len(scene.ahead))
        found.points.append([rival(line, scene, event, model.usual) for rival in RIVALS.values()])
        found.tested.append(event.at >= first)
        found.answered.append(True)
        found.waits.append(wait)
        known = scene_of(line, event, able=able, plan=exact)
        waits = LookAhead(known, laws, chance, replicas=ORACLE_REPLICAS).waits if found.tested[-1] else np.zeros(1)
        found.oracle.append(tuple(np.quantile(np.minimum(waits, LONGEST_SEEN), (0.05, 0.5, 0.95))))
    return found


def _had_they_stayed(days: list[Day], event: Event) -> float | None:
    """The day once more, with one caller who never gives up."""
    number, caller = divmod(event.item, 100_000)
    return Play(days[number - 1], patient=caller).waits.get(caller)


def able_in(days: list[Day]) -> Able:
    """Who can take whom in these days: the same staff each day."""
    staff = [shift.skills for shift in days[0].shifts]
    return lambda event, person: {skill for skill, _ in event.needs} <= staff[person - 1]


def plan_in(days: list[Day], *, really: bool = False) -> Plan:
    """The time off of everybody, as planned or as it will be, in seconds from a moment."""
    by_midnight = {day.begins: day for day in days}

    def plan(person: int, at: float) -> tuple[Off, ...]:
        day = by_midnight.get(at // DAY * DAY)
        if day is None:
            return ()
        shift, since = day.shifts[person - 1], day.begins - at
        offs = shift.really if really else shift.plan
        return tuple(
            Off(off.begins if off.begins < 0 else off.begins + since, off.ends if off.ends > DAY else off.ends + since)
            for off in offs
        )

    return plan
