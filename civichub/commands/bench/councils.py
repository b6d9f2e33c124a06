"""Simulated councils: the true wait of every caller is known there, even of those who hang up.

A day is a small loop of events: people come and lose patience, staff answer, take their breaks off plan and stay away.
The three worlds are of the size of real councils; breaks are fifteen minutes twice a day and lunch, one day in
fourteen has a surge, and one in seventeen of the staff is absent.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from civichub.routing.waits.laws import NEVER, Law
from civichub.routing.waits.line import Event
from civichub.routing.waits.look_ahead import Off

HOUR, DAY = 3600.0, 86_400.0
CLOSES = 18 * HOUR
BREAKS = (900.0, 2700.0, 900.0)  # in the morning, at noon and in the afternoon
ABSENT, SURGES, LEVEL_SPREAD, HANDLING_SPREAD = 0.06, 0.07, 0.12, 0.9
WEEK = (1.25, 1.05, 0.95, 0.9, 0.85)
PROFILE = (0.5, 1.0, 1.35, 1.3, 1.1, 0.95, 1.05, 1.05, 0.8, 0.5)  # by hour from the opening at eight to six


@dataclass(frozen=True)
class World:
    """A council's line. `skills` is the share of each kind; `staff` the kinds each person takes; times are seconds."""

    name: str
    a_day: float
    skills: dict[str, float]
    staff: tuple[frozenset[str], ...]
    handling: float
    patience: tuple[float, float, float]  # the share that gives up soon, its mean, and the mean of the others


def worlds() -> tuple[World, ...]:
    """A small telephone line, a large one with three skills, and a counter."""
    one, three = frozenset({"any"}), ("tax", "waste", "homes")
    mixed = [frozenset(three)] * 8 + [frozenset({three[n % 3]}) for n in range(6)]
    mixed += [frozenset({three[n % 3], three[(n + 1) % 3]}) for n in range(6)]
    return (
        World("phone 63k", 63_000 / 253, {"any": 1.0}, (one,) * 6, 360.0, (0.25, 60.0, 700.0)),
        World("phone 180k", 180_000 / 253, dict(zip(three, (0.4, 0.35, 0.25), strict=True)), tuple(mixed), 385.0,
              (0.25, 60.0, 700.0)),
        World("desks 40k", 40_000 / 253, {"any": 1.0}, (one,) * 7, 850.0, (0.1, 600.0, 4000.0)),
    )  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """Somebody who comes at `at`, takes `handling` once answered, and waits no longer than `patience`."""

    at: float
    kind: str
    handling: float
    patience: float


@dataclass(frozen=True)
class Shift:
    """One person's day: time off as planned (`plan`, seconds of the day), and as it will be (`really`).

    Whoever has the last shift goes when everybody who came in time has been served, so their plan has no end.
    """

    skills: frozenset[str]
    plan: tuple[Off, ...]
    really: tuple[Off, ...]
    ends: float
    absent: bool

    @property
    def is_last(self) -> bool:
        return self.ends >= CLOSES


@dataclass
class Day:
    """A day to be played: its callers, its shifts, and from which second (of the simulation) it counts."""

    number: int
    callers: list[Caller]
    shifts: list[Shift]
    waits: dict[int, float] = field(default_factory=dict)

    @property
    def begins(self) -> float:
        """Midnight, on a Monday for day 0; days of five a week."""
        return (4 + self.number // 5 * 7 + self.number % 5) * DAY

    def item(self, caller: int) -> int:
        return (self.number + 1) * 100_000 + caller


def make_day(world: World, number: int, chance: np.random.Generator, off_plan: float) -> Day:
    """A day of this world; breaks begin up to `off_plan` seconds before or after their plan."""
    level = world.a_day * WEEK[number % 5] * float(chance.lognormal(-(LEVEL_SPREAD**2) / 2, LEVEL_SPREAD))
    rates = np.array(PROFILE) / sum(PROFILE) * level
    if chance.random() < SURGES:
        rates[int(chance.integers(1, 8)) :][:2] *= 1.8
    moments = np.sort(
        np.concatenate([(8 + hour + chance.random(chance.poisson(rate))) * HOUR for hour, rate in enumerate(rates)])
    )
    spread = np.log(1 + HANDLING_SPREAD**2)
    handling = chance.lognormal(np.log(world.handling) - spread / 2, np.sqrt(spread), len(moments))
    soon, short, long = world.patience
    patience = np.where(
        chance.random(len(moments)) < soon,
        chance.exponential(short, len(moments)),
        chance.exponential(long, len(moments)),
    )
    kinds = chance.choice(list(world.skills), len(moments), p=list(world.skills.values()))
    callers = [
        Caller(*row) for row in zip(moments.tolist(), kinds.tolist(), handling.tolist(), patience.tolist(), strict=True)
    ]
    shifts = [_shift(skills, place, len(world.staff), chance, off_plan) for place, skills in enumerate(world.staff)]
    return Day(number, callers, shifts)


def _shift(skills: frozenset[str], place: int, of: int, chance: np.random.Generator, off_plan: float) -> Shift:
    starts = (8.0 + 2.0 * (place % 3) / 2) * HOUR
    ends, share = starts + 8 * HOUR, place / of
    breaks = zip((starts + (hours + share) * HOUR for hours in (1.5, 3.4, 5.9)), BREAKS, strict=True)
    plan = [Off(begins, begins + lasts) for begins, lasts in breaks]
    moved = chance.uniform(-off_plan, off_plan, len(plan))
    really = [Off(off.begins + by, off.ends + by) for off, by in zip(plan, moved, strict=True)]
    before, after = Off(-NEVER, starts), () if ends >= CLOSES else (Off(ends, NEVER),)
    absent = bool(chance.random() < ABSENT)
    return Shift(skills, (before, *plan, *after), (before, *really, *after), ends, absent)


END, SEAT, COME, LEAVE = range(4)


class Play:
    """One day as it goes. `log` is what the hub would have recorded; `waits` of each caller answered, in seconds."""

    def __init__(self, day: Day, *, patient: int | None = None) -> None:
        self.day, self.log, self.waits, self.waiting = day, [], {}, []
        self.patient = patient
        self.free: dict[int, float] = {}
        self.busy: dict[int, int] = {}
        self.back: dict[int, float] = {}
        self.breaks = [[off for off in shift.really[1:] if off.ends < NEVER] for shift in day.shifts]
        self.heap = [(caller.at, COME, number) for number, caller in enumerate(day.callers)]
        for person, shift in enumerate(day.shifts):
            if not shift.absent:
                moments = [shift.really[0].ends, *(off.begins for off in shift.really[1:]), shift.ends]
                self.heap += [(moment, SEAT, person) for moment in moments]
        heapq.heapify(self.heap)
        while self.heap:
            now, what, number = heapq.heappop(self.heap)
            (self._end, self._seat, self._come, self._leave)[what](now, number)

    def _note(self, now: float, what: str, item: int | None, person: int | None, kind: str = "") -> None:
        number = 0 if item is None else self.day.item(item)
        who = 0 if person is None else person + 1
        self.log.append(
            Event(self.day.begins + now, what, number, who, kind, needs=frozenset({(kind, 1)} if kind else ()))
        )

    def _come(self, now: float, number: int) -> None:
        caller = self.day.callers[number]
        self._note(now, "arrived", number, None, caller.kind)
        able = [person for person in self.free if caller.kind in self.day.shifts[person].skills]
        if able:
            self._answer(now, min(able, key=lambda person: self.free[person]), number)
            return
        self.waiting.append(number)
        if number != self.patient:
            heapq.heappush(self.heap, (now + caller.patience, LEAVE, number))

    def _answer(self, now: float, person: int, number: int) -> None:
        del self.free[person]
        self.busy[person] = number
        caller = self.day.callers[number]
        self.waits[number] = now - caller.at
        self._note(now, "answered", number, person)
        heapq.heappush(self.heap, (now + caller.handling, END, person))

    def _leave(self, now: float, number: int) -> None:
        if number in self.waiting:
            self.waiting.remove(number)
            self._note(now, "abandoned", number, None)

    def _end(self, now: float, person: int) -> None:
        self._note(now, "ended", self.busy.pop(person), person)
        self.free[person] = now
        self._go_on(now, person)

    def _seat(self, now: float, person: int) -> None:
        if person in self.busy or now < self.back.get(person, 0):
            return
        if person not in self.free and now < self.day.shifts[person].ends:
            self._note(now, "ready", None, person)
            self.free[person] = now
        if person in self.free:
            self._go_on(now, person)

    def _go_on(self, now: float, person: int) -> None:
        """Whoever is free goes home, takes a break that is due, or the first in line they can take."""
        shift = self.day.shifts[person]
        number = next((one for one in self.waiting if self.day.callers[one].kind in shift.skills), None)
        if now >= shift.ends and not (shift.is_last and number is not None):
            del self.free[person]
            self._note(now, "away", None, person)
        elif self.breaks[person] and self.breaks[person][0].begins <= now:
            off = self.breaks[person].pop(0)
            del self.free[person]
            self._note(now, "break", None, person)
            self.back[person] = now + off.ends - off.begins
            heapq.heappush(self.heap, (self.back[person], SEAT, person))
        elif number is not None:
            self.waiting.remove(number)
            self._answer(now, person, number)


def true_laws(world: World, chance: np.random.Generator, draws: int = 200_000) -> dict[str, Law]:
    """The laws by which this world is made, which only an oracle knows."""
    spread = np.log(1 + HANDLING_SPREAD**2)
    soon, short, long = world.patience
    patience = np.where(chance.random(draws) < soon, chance.exponential(short, draws), chance.exponential(long, draws))
    talk = chance.lognormal(np.log(world.handling) - spread / 2, np.sqrt(spread), draws)
    return {"talk": Law.of(talk), "patience": Law.of(patience), "break": Law.of(BREAKS)}


def logs(days: Sequence[Day]) -> list[Event]:
    """What the hub records of these days."""
    return [event for day in days for event in Play(day).log]
