"""Who can help with a need: by kind, place, time and checks, ranked with the reasons. Pure.

A need that brings a volunteer into somebody's home, or their money into a volunteer's hands, is *sensitive*: nobody
without the check it asks for is ever suggested, and none can be asked either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices

METRES_IN_A_MILE = 1609.344
_DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
         "sun": "Sunday"}  # fmt: skip
_PARTS = ("morning", "afternoon", "evening")
TIMES = {f"{day}-{part}": f"{name} {part}" for day, name in _DAYS.items() for part in _PARTS}


class Check(TextChoices):
    """How far somebody was looked into, in rising order."""

    NONE = "none", "No check"
    BASIC = "basic", "Basic DBS check"
    ENHANCED = "enhanced", "Enhanced DBS check with the adults’ barred list"


_HEIGHT = {Check.NONE: 0, Check.BASIC: 1, Check.ENHANCED: 2}


@dataclass(frozen=True)
class Kind:
    """A kind of need: what it is called, the check whoever meets it must have, and why."""

    label: str
    check: Check
    why: str = ""


# Regulated activity: Safeguarding Vulnerable Groups Act 2006, Schedule 4, paragraph 7(1): (d) help with cash, bills or
# shopping, (f) conveying an adult to health or social care, for those who need it by age, illness or disability. Basic
# checks for going into a home alone, and none at the door or in a public place, are the hub's own shipped rule.
_MONEY = "it means handling somebody’s money or shopping, which is regulated activity"
KINDS: dict[str, Kind] = {
    "shopping": Kind("Shopping, with the person’s money", Check.ENHANCED, _MONEY),
    "lift_health": Kind("A lift to a doctor or hospital", Check.ENHANCED,
                        "driving an adult to health care is regulated activity"),
    "befriending": Kind("Company, visits at home", Check.ENHANCED, "it means being alone with somebody at home"),
    "home": Kind("Small jobs in the home", Check.BASIC, "it means going into somebody’s home"),
    "digital": Kind("Help with a phone or computer at home", Check.BASIC, "it means going into somebody’s home"),
    "calls": Kind("Friendly telephone calls", Check.BASIC, "it means regular private talks"),
    "prescription": Kind("Fetching a prescription", Check.BASIC, "it means carrying somebody’s medicine"),
    "food_parcel": Kind("Bringing a food parcel to the door", Check.NONE),
    "dog": Kind("Walking a dog", Check.NONE),
    "garden": Kind("Work in the garden", Check.NONE),
    "company_out": Kind("Going together to a group or a club", Check.NONE),
}  # fmt: skip


def check_for(kinds: Iterable[str], *, sensitive: bool) -> tuple[Check, str]:
    """The check that these kinds ask for, and why. A request marked sensitive asks for the highest, whatever it is."""
    if sensitive:
        return Check.ENHANCED, "the request is sensitive"
    wanted = [KINDS[kind] for kind in kinds if kind in KINDS]
    strictest = max(wanted, key=lambda kind: _HEIGHT[kind.check], default=None)
    return (strictest.check, strictest.why) if strictest else (Check.NONE, "")


@dataclass(frozen=True)
class Need:
    """What is needed. `point` is metres east and north, or None; `times` are keys of `TIMES`, empty for at any time."""

    kinds: tuple[str, ...]
    point: tuple[float, float] | None = None
    times: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True)
class Candidate:
    """A volunteer as matching sees them. `load` is how many requests they hold now."""

    key: int
    point: tuple[float, float]
    reach_metres: float
    skills: frozenset[str]
    times: frozenset[str]
    capacity: int
    load: int
    checks: tuple[tuple[Check, date], ...] = ()


@dataclass(frozen=True)
class Match:
    """A candidate who can be asked: `score` only orders, `reasons` say why."""

    key: int
    score: float
    reasons: tuple[str, ...] = field(default=())


def refusal(need: Need, one: Candidate, *, on: date) -> str:
    """Why this volunteer cannot be asked, in words; empty when they can."""
    wanted, why = check_for(need.kinds, sensitive=need.sensitive)
    if not holds(one, wanted, on=on):
        return f"{wanted.label} needed: {why}."
    if need.kinds and not set(need.kinds) & one.skills:
        return "They do not do this kind of help."
    if one.load >= one.capacity:
        return "They have as much to do as they said they can."
    if need.times and one.times and not set(need.times) & one.times:
        return "They have no time when it is needed."
    if need.point is None:
        return ""
    return "It is further than they go." if distance(need.point, one.point) > one.reach_metres else ""


def holds(one: Candidate, wanted: Check, *, on: date) -> bool:
    """Whether they have a check of that height that is still good on the day."""
    good = (level for level, until in one.checks if until >= on)
    return wanted == Check.NONE or any(_HEIGHT[level] >= _HEIGHT[wanted] for level in good)


def ranked(need: Need, candidates: Iterable[Candidate], *, on: date) -> list[Match]:
    """Those who can be asked, the best first: most of the need, near, free when it is needed, and with least to do."""
    found = [_match(need, one) for one in candidates if not refusal(need, one, on=on)]
    return sorted(found, key=lambda match: (-match.score, match.key))


def _match(need: Need, one: Candidate) -> Match:
    meets = [kind for kind in need.kinds if kind in one.skills]
    reasons = [f"Does {_listed([KINDS[kind].label.lower() for kind in meets])}"] if meets else []
    score = len(meets) / max(1, len(need.kinds))
    if need.point is not None:
        away = distance(need.point, one.point)
        reasons.append(away_words(away))
        score += 0.5 * (1 - away / max(one.reach_metres, 1))
    shared = [time for time in need.times if time in one.times]
    if shared:
        reasons.append(f"Free {_listed([TIMES[time] for time in shared[:3]])}")
        score += 0.3
    score += 0.2 * (1 - one.load / one.capacity)
    reasons.append("Has nothing else at the moment" if not one.load else f"Holds {one.load} of {one.capacity} requests")
    return Match(one.key, score, tuple(reasons))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres in a straight line."""
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def away_words(metres: float) -> str:
    """``0.8 miles away``, ``close by``."""
    miles = round(metres / METRES_IN_A_MILE, 1)
    return "Close by" if miles < 0.2 else f"{miles:g} mile{'' if miles == 1 else 's'} away"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
