"""Who is offered what next. Pure: the same lists and the same moment give the same offers.

Waiting items stand in one order, and each in turn goes to the best of those who can take it; so whoever stands first
and can be served at all is served. Both orders are data (`Strategy`), and every offer carries its reason in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

TELEPHONE = "device:phone"
DEVICES = {TELEPHONE: "a telephone"}  # needed like a skill, but had by the seat and not learned by the person
FULL = 100  # what a person's time amounts to: an item of this weight leaves room for nothing beside it


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in line. `skills` maps what it needs to the least level, 1 to 5; `queues` may take it at this moment.

    `priority` is need: 0 ordinary, more is sooner. `is_live`: somebody is there, on the line or in the room.
    `wanted` is a person it should go to if they are free. `refused_by` holds those who have declined it or let it
    ring, so that it is not offered to them again.
    """

    item: int
    queues: frozenset[int]
    weight: int
    arrived_at: datetime
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    is_live: bool = False
    promise_at: datetime | None = None
    wanted: int | None = None
    refused_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Free:
    """A person with room for more. `queues` maps each queue they serve to its rank for them, 1 first; `room` is of 100.

    `free_since` is when they last finished something, or sat down.
    """

    person: int
    queues: Mapping[int, int]
    room: int
    free_since: datetime
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """This item for this person. `because` are the parts of the reason, most telling first: see `in_words`."""

    item: int
    person: int
    because: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a line is ordered and a person chosen, both by name: see `ORDERS` and `CHOICES`.

    `promise_soon_minutes` is how near its end a promise must be before the item passes those that arrived earlier.
    """

    order: tuple[str, ...] = ("need", "promise", "live", "waited")
    choose: tuple[str, ...] = ("wanted", "rank", "spare_skills", "idle")
    promise_soon_minutes: int = 15

    def __post_init__(self) -> None:
        for names, known, what in ((self.order, ORDERS, "order"), (self.choose, CHOICES, "choose")):
            unknown = [name for name in names if name not in known]
            if unknown:
                raise ValueError(f"{what}: {', '.join(unknown)} is not one of {', '.join(known)}")


def _promise(waiting: Waiting, at: datetime, strategy: Strategy) -> float:
    """Seconds to the end of a promise that ends soon; all others alike, behind those."""
    soon = timedelta(minutes=strategy.promise_soon_minutes)
    if waiting.promise_at is None or waiting.promise_at - at > soon:
        return soon.total_seconds()
    return (waiting.promise_at - at).total_seconds()


ORDERS: dict[str, Callable[[Waiting, datetime, Strategy], Any]] = {
    "need": lambda waiting, at, strategy: -waiting.priority,
    "promise": _promise,
    "live": lambda waiting, at, strategy: not waiting.is_live,
    "waited": lambda waiting, at, strategy: waiting.arrived_at,
}

CHOICES: dict[str, Callable[[Waiting, Free], Any]] = {
    "wanted": lambda waiting, free: free.person != waiting.wanted,
    "rank": lambda waiting, free: min(free.queues[queue] for queue in waiting.queues if queue in free.queues),
    "spare_skills": lambda waiting, free: sum(1 for skill in free.skills if skill not in waiting.skills),
    "idle": lambda waiting, free: free.free_since,
}


def in_line(waiting: Iterable[Waiting], at: datetime, strategy: Strategy) -> list[Waiting]:
    """The items in the order in which they are served. Of two that are alike in all, the lower number comes first."""
    keys = [ORDERS[name] for name in strategy.order]
    return sorted(waiting, key=lambda one: (*(key(one, at, strategy) for key in keys), one.item))


def can_take(free: Free, waiting: Waiting) -> bool:
    """Whether this person has the room, the queue and the skills, and has not refused it."""
    return (
        waiting.weight <= free.room
        and not waiting.queues.isdisjoint(free.queues)
        and free.person not in waiting.refused_by
        and all(free.skills.get(skill, 0) >= level for skill, level in waiting.skills.items())
    )


def match(waiting: Iterable[Waiting], free: Iterable[Free], at: datetime, strategy: Strategy) -> list[Match]:
    """The offers to make now, in order. One person may be offered several things for as long as there is room."""
    there = {one.person: one for one in free if one.room > 0}
    keys = [CHOICES[name] for name in strategy.choose]
    made: list[Match] = []
    for one in in_line(waiting, at, strategy):
        if not there:
            break
        able = [person for person in there.values() if can_take(person, one)]
        if not able:
            continue
        best = min(able, key=lambda person: (*(key(one, person) for key in keys), person.person))
        made.append(Match(one.item, best.person, _because(one, best, at, strategy)))
        left = Free(best.person, best.queues, best.room - one.weight, best.free_since, best.skills)
        if left.room > 0:
            there[best.person] = left
        else:
            del there[best.person]
    return made


def _because(waiting: Waiting, free: Free, at: datetime, strategy: Strategy) -> tuple[tuple[str, Any], ...]:
    parts: list[tuple[str, Any]] = []
    if waiting.wanted == free.person:
        parts.append(("wanted", True))
    parts += [("skill", skill) for skill in sorted(waiting.skills) if skill not in DEVICES]
    if waiting.priority > 0:
        parts.append(("need", waiting.priority))
    parts.append(("waited", max(0, int((at - waiting.arrived_at).total_seconds()))))
    if waiting.promise_at is not None and "promise" in strategy.order:
        parts.append(("promise", int((waiting.promise_at - at).total_seconds())))
    return tuple(parts)


def in_words(because: Sequence[Sequence[Any]], skill_words: Mapping[str, str]) -> str:
    """The reason for an offer as its person reads it: "you speak Punjabi, it has waited 6 min".

    `skill_words` maps a skill to what is said of who has it ("you speak Punjabi"); a skill without words is named.
    """
    return ", ".join(_PHRASES[kind](value, skill_words) for kind, value in because)


def _promise_words(seconds: int, skill_words: Mapping[str, str]) -> str:
    if seconds < 0:
        return f"its promise ended {span(-seconds)} ago"
    return f"its promise ends in {span(seconds)}"


_PHRASES: dict[str, Callable[[Any, Mapping[str, str]], str]] = {
    "wanted": lambda value, skill_words: "it was kept for you",
    "skill": lambda value, skill_words: skill_words.get(value, f"you know about {value}"),
    "need": lambda value, skill_words: "it is urgent" if value > 1 else "its need is greater",
    "waited": lambda value, skill_words: f"it has waited {span(value)}" if value else "it has just come in",
    "promise": _promise_words,
}


def span(seconds: int) -> str:
    """A stretch of time in short words: "40 s", "6 min", "2 h 5 min", "3 days"."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"
