"""What the learned correction sees of a line at the moment somebody joins it. Nothing of it comes from later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any

import numpy as np

from civichub.routing.waits.laws import NEVER, Floats
from civichub.routing.waits.line import AT_ONCE, LONGEST_GAP, Event, Item, Line, Seat, place_of
from civichub.routing.waits.look_ahead import Agent, InLine, Off, Scene

Able = Callable[[Event, int], bool]
Knows = Able | None  # None: only the log says who takes what
Plan = Callable[[int, float], tuple[Off, ...]]
HEARD = 3600.0  # seconds of arrivals by which overtaking is foreseen
LONGEST_SEEN = 4 * 3600.0
EARLY, LATE = 1500.0, 3600.0  # seconds: a break begun so near its plan is that one, and later nobody takes it
LOOKED_AT = (0.05, 0.25, 0.5, 0.75, 0.95)
WINDOWS = (300.0, 900.0, 1800.0, 3600.0)

SEEN = ("ahead_mean", *(f"ahead_{round(share * 100):02}" for share in LOOKED_AT), "ahead_never")
NAMES = (
    "ahead", "ahead_same", "longest", "mean_waited", "shortest", "longest_same", "overtaking",
    "agents", "talking", "wrap", "gap", "gap_over_120", "break", "away",
    "talk_mean", "talk_longest", "talk_middle", "talk_over_300",
    "breaks_soon", "waiting",
    "able", "able_gap", "able_gap_1", "able_gap_2", "able_talk_1", "able_talk_2", "able_talk_3",
    "last_wait", "last_of_kind", "last_10", "last_30", "last_delayed", "asterisk", "since_answer",
    "talks_20", "talks_60",
    *(f"{name}_{window:.0f}" for name in ("arrived", "answered", "abandoned") for window in WINDOWS),
    "waiting_by_pace", "line_lasts", "people_busy",
    "hour", "weekday", "head_start", "usual",
    *SEEN,
)  # fmt: skip


def unplanned(person: int, at: float) -> tuple[Off, ...]:
    """Nobody has planned time off."""
    return ()


def scene_of(line: Line, me: Event, *, able: Knows = None, plan: Plan = unplanned) -> Scene:
    """The line as whoever arrives by `me` finds it. `able` says who can take what, `plan` their time off from now.

    Without `able` it is whoever has been seen to take the kind of late, or everybody when nobody has.
    """
    now = me.at
    people, agents = [], []
    for person, seat in line.seats.items():
        for agent in _places(line, person, seat.state, me, _still_planned(seat, plan(person, now), now)):
            people.append(person)
            agents.append(agent)
    mine = place_of(me)
    waiting = sorted((item for item in line.items.values() if item.state in ("waiting", "offered")), key=_order)
    ahead = [
        InLine(item.event.kind, now - item.event.at, _mask(item.event, people, able, line))
        for item in waiting
        if item.event.item != me.item and (item.order, item.event.item) < (mine, me.item)
    ]
    sooner = [gap for gap in line.heads if gap > me.ahead]
    rate = sum(line.heads_since(gap, now - HEARD) for gap in sooner) / HEARD
    return Scene(
        agents, ahead, InLine(me.kind, 0.0, _mask(me, people, able, line)),
        overtaking=rate, overtaken_for=max(sooner, default=0.0) - me.ahead - me.waited,
    )  # fmt: skip


def _order(item: Item) -> tuple[float, int]:
    return item.order, item.event.item


def _mask(event: Event, people: Sequence[int], able: Knows, line: Line) -> tuple[bool, ...]:
    if able is not None:
        return tuple(able(event, person) for person in people)
    seen = tuple(line.seats[person].seen_taking(event.kind) for person in people)
    return seen if any(seen) else (True,) * len(people)


def _still_planned(seat: Seat, plan: tuple[Off, ...], now: float) -> tuple[Off, ...]:
    """Without what is over: breaks that were taken about their time, and those that nobody takes so late."""
    return tuple(off for off in plan if _counts(seat, off, now))


def _counts(seat: Seat, off: Off, now: float) -> bool:
    if off.ends >= NEVER:
        return True
    if off.begins <= -NEVER / 2:
        return seat.state == "away" and off.ends > 0
    return seat.state == "break" if _is_it(seat, off, now) else off.begins > -LATE


def _is_it(seat: Seat, off: Off, now: float) -> bool:
    """Whether the last break that somebody began is this planned one."""
    return -EARLY <= seat.broke_at - now - off.begins <= LATE


def _places(line: Line, person: int, state: str, me: Event, plan: tuple[Off, ...]) -> list[Agent]:
    """The places at which one person serves, as many as they serve side by side; none for who has gone."""
    seat, now = line.seats[person], me.at
    held = [line.items[item] for item in seat.items if item in line.items]
    places = [
        Agent("gap" if item.state == "offered" else item.state, now - item.since, item.event.kind, plan)
        for item in held
    ]
    if held and max((1 if item.event.slots == 1 else 0) for item in held):
        return places
    room = me.slots - len(held)
    if room <= 0:
        return places
    if state in ("break", "away"):
        since = now - seat.since
        on_plan = bool(plan) and (
            _is_it(seat, plan[0], now) if state == "break" else plan[0].begins <= 0 < plan[0].ends
        )
        comes = state == "break" or (on_plan and plan[0].ends < NEVER)
        return [*places, *[Agent(state, since, "", plan, on_plan)] * room] if comes else places
    if not state and now - seat.free_since > LONGEST_GAP:
        return places
    return [*places, *[Agent("gap", max(AT_ONCE, now - seat.free_since), "", plan)] * room]


class Usual:
    """The mean wait by half hour of the week's kind of day, from the waits of the time it was learned in."""

    def __init__(self, means: Mapping[int, float], mean: float) -> None:
        self.means, self.mean = dict(means), mean

    @classmethod
    def of(cls, arrived: Sequence[float], waits: Sequence[float]) -> Usual:
        """Learned from arrivals (seconds since 1970) and their waits; half hours seen less than five times stay out."""
        slots = np.array([half_hour(one) for one in arrived], int)
        values = np.asarray(waits, float)
        means = {
            int(slot): round(float(values[slots == slot].mean()), 3)
            for slot in np.unique(slots)
            if (slots == slot).sum() >= 5
        }
        return cls(means, round(float(values.mean()), 3) if len(values) else 0.0)

    def at(self, moment: float) -> float:
        """Seconds."""
        return self.means.get(half_hour(moment), self.mean)

    def values(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {"means": {str(slot): mean for slot, mean in self.means.items()}, "mean": self.mean}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Usual:
        """Back from `values`."""
        return cls({int(slot): float(mean) for slot, mean in values["means"].items()}, float(values["mean"]))


def half_hour(moment: float) -> int:
    """The half hour of the day of a moment, 0 to 47, of seconds that count local days from 1970."""
    return int(moment % 86_400 // 1800)


def describe(line: Line, scene: Scene, me: Event, waits: Floats, usual: Usual) -> Floats:
    """One row for the learned correction, in the order of `NAMES`."""
    return np.array([*_crowd(scene), *_people(line, scene), *_past(line, me), *_time(me, usual), *_seen(waits)], float)


def _crowd(scene: Scene) -> list[float]:
    waited = [one.waited for one in scene.ahead]
    same = [one.waited for one in scene.ahead if one.kind == scene.me.kind]
    return [
        len(waited), len(same), max(waited, default=0.0), mean_of_last(waited, 0) if waited else 0.0,
        min(waited, default=0.0), max(same, default=0.0), scene.overtaking * 60,
    ]  # fmt: skip


def _people(line: Line, scene: Scene) -> list[float]:
    states: dict[str, list[float]] = {}
    for agent in scene.agents:
        states.setdefault(agent.state, []).append(agent.elapsed)
    talking = sorted(states.get("talking", []))
    soonest = [off.begins for agent in scene.agents for off in agent.plan if off.begins > 0]
    return [
        len(scene.agents), len(talking), len(states.get("wrap", [])), len(states.get("gap", [])),
        sum(1 for one in states.get("gap", []) if one > 120), len(states.get("break", [])), len(states.get("away", [])),
        mean_of_last(talking, 0), talking[-1] if talking else nan,
        talking[len(talking) // 2] if talking else nan, sum(1 for one in talking if one > 300),
        sum(1 for one in soonest if one < 900), line.waiting_count, *_able(scene),
    ]  # fmt: skip


def _able(scene: Scene) -> list[float]:
    """Who could take one: how many, how long the latest free are free, and how long the longest talks last."""
    mine = [agent for agent, can in zip(scene.agents, scene.me.able or (), strict=False) if can]
    free = sorted(agent.elapsed for agent in mine if agent.state == "gap")
    talks = sorted((agent.elapsed for agent in mine if agent.state == "talking"), reverse=True)
    return [len(mine), len(free), *(free + [nan] * 2)[:2], *(talks + [nan] * 3)[:3]]


def _past(line: Line, me: Event) -> list[float]:
    past, now = line.lately, me.at
    waits, talks = past.waits, past.talks
    counts = [past.count(name, now - window) for name in ("arrived", "answered", "abandoned") for window in WINDOWS]
    pace = counts[5] / 900
    return [
        waits[-1] if waits else nan, past.last_of_kind.get(me.kind, nan),
        mean_of_last(waits, 10), mean_of_last(waits, 30),
        past.delayed[-1] if past.delayed else nan, past.asterisk,
        min(7200.0, now - past.answered[-1]) if past.answered else nan,
        mean_of_last(talks, 20), mean_of_last(talks, 60), *counts,
        line.waiting_count / pace if pace else nan,
        now - line.waiting_since if line.waiting_count else 0.0,
        float(len({item.person for item in line.items.values() if item.person})),
    ]  # fmt: skip


def mean_of_last(values: Sequence[float], last: int) -> float:
    """Of the latest so many, or of all for 0; not a number of none."""
    latest = values[-last:]  # all of them for 0
    return sum(latest) / len(latest) if latest else nan


def _time(me: Event, usual: Usual) -> list[float]:
    return [me.at % 86_400 / 3600, (me.at // 86_400 + 3) % 7, me.ahead, usual.at(me.at)]


def _seen(waits: Floats) -> list[float]:
    known = np.sort(np.minimum(waits, LONGEST_SEEN))
    looked = known[[int(share * (len(known) - 1)) for share in LOOKED_AT]]
    return [float(known.mean()), *looked.tolist(), float((waits >= NEVER).mean())]
