"""How punctual people are: lateness of breaks, of coming back and of shifts, as laws for the look ahead.

A break begins once the item in hand is done. When somebody meant to go is therefore known only to lie within that item,
and a moment of it is drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from civichub.routing.waits.features import EARLY, LATE, Plan
from civichub.routing.waits.laws import NEVER, Law
from civichub.routing.waits.line import Event
from civichub.routing.waits.look_ahead import Off

DAY = 86_400.0
LEAST = 10
LONGEST_OVER = 7200.0  # seconds over the plan; whoever is away longer had another reason


def punctuality(log: Iterable[Event], plan: Plan, *, seed: int = 1) -> dict[str, Law]:
    """Laws of a log and its plan: "lateness" of breaks, "late_back" from them and "arrival" at a shift.

    Seconds after the plan, below 0 for before, `NEVER` for who did not come. What was seen less than `LEAST` times is
    left out.
    """
    seen: dict[int, list[Event]] = defaultdict(list)
    for event in log:
        if event.person:
            seen[event.person].append(event)
    days = sorted({event.at // DAY * DAY for events in seen.values() for event in events})
    chance = np.random.default_rng(seed)
    found: dict[str, list[float]] = defaultdict(list)
    for person, events in seen.items():
        found["arrival"] += _arrivals(events, days, lambda at, person=person: plan(person, at))
        for place, event in enumerate(events):
            if event.what == "break" and (off := _planned(plan(person, event.at))):
                found["lateness"].append(-off.begins - float(chance.random()) * _in_hand(events, place))
                if back := next((one.at for one in events[place + 1 :] if one.what == "ready"), None):
                    found["late_back"].append(min(LONGEST_OVER, back - event.at - (off.ends - off.begins)))
    return {name: Law.of(values) for name, values in found.items() if len(values) >= LEAST}


def _planned(plan: tuple[Off, ...]) -> Off | None:
    return next((off for off in plan if off.ends < NEVER and -LATE <= off.begins <= EARLY), None)


def _in_hand(events: Sequence[Event], place: int) -> float:
    """How many seconds the item took that ended as this break began; 0 when nothing was in hand."""
    if place < 2 or events[place - 1].what != "ended" or events[place - 1].at < events[place].at:
        return 0.0
    return events[place].at - events[place - 2].at if events[place - 2].what == "answered" else 0.0


def _arrivals(events: Sequence[Event], days: Sequence[float], plan: Callable[[float], tuple[Off, ...]]) -> list[float]:
    """How late somebody came to each shift, by day."""
    ready = [event.at for event in events if event.what == "ready"]
    late = []
    for day in days:
        first = next(iter(plan(day)), None)
        if first is not None and first.begins <= 0 < first.ends < DAY:
            place = bisect_left(ready, day)
            came = ready[place] if place < len(ready) and ready[place] < day + DAY else NEVER + day
            late.append(came - day - first.ends)
    return late
