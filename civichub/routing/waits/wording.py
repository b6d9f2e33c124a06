"""A wait in rounded human words: down to what is said at least, up to what is said at most. Pure.

Nobody plans by the second, and a figure that is too exact is believed too well: minutes up to ten, then fives, tens
from half an hour, and halves of hours from one hour. Only the rounded range is ever told.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from civichub.routing.waits import welsh

UNKNOWN = "We don’t know yet how long the wait is."
PEOPLE = {"call": "callers", "call_back": "callers", "visitor": "visitors"}
LONGEST = 240  # minutes; beyond that no range helps anybody
MINUTES = (*range(11), 15, 20, 25, 30, 40, 50, *range(60, LONGEST + 1, 30))
"""Every number of minutes that is ever told."""

ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEENS = {15: "fifteen", 20: "twenty", 25: "twenty-five", 30: "thirty", 40: "forty", 50: "fifty"}


@dataclass(frozen=True)
class Range:
    """What is told: whole minutes, from `least` to `most`; 0 is "less than a minute" at the lower end."""

    least: int
    most: int


def rounded(low: float, high: float) -> Range:
    """The range to tell for one of so many seconds: it holds the whole of it."""
    return Range(_down(low / 60), max(1, _up(high / 60)))


def _step(minutes: float) -> int:
    return 1 if minutes < 10 else 5 if minutes < 30 else 10 if minutes < 60 else 30


def _down(minutes: float) -> int:
    return min(LONGEST, floor(minutes / _step(minutes)) * _step(minutes))


def _up(minutes: float) -> int:
    step = _step(minutes)
    up = ceil(minutes / step) * step
    return min(LONGEST, ceil(up / _step(up)) * _step(up))


def every_range() -> list[Range]:
    """All that `rounded` can give, the shortest first."""
    return [Range(least, most) for most in MINUTES[1:] for least in MINUTES if least <= most]


def in_words(told: Range | None, channel: str, language: str = "en") -> str:
    """One spoken sentence: "Nine callers in ten like you wait between two and five minutes". In English or Welsh."""
    if language == "cy":
        return welsh.in_words(told, channel, LONGEST)
    if told is None:
        return UNKNOWN
    who = f"Nine {PEOPLE.get(channel, 'people')} in ten like you wait"
    if told.least >= LONGEST:
        return f"{who} more than {_spoken(LONGEST)}."
    if told.most >= LONGEST:
        return f"{who} {_spoken(told.least)} or longer." if told.least else f"{who} up to several hours."
    if told.least == 0:
        return f"{who} less than {'a minute' if told.most == 1 else _spoken(told.most)}."
    if told.least == told.most:
        return f"{who} about {_spoken(told.least)}."
    return f"{who} between {_between(told)}."


def _between(told: Range) -> str:
    if told.most < 60:
        return f"{_number(told.least)} and {_spoken(told.most)}"
    return f"{_spoken(told.least)} and {_spoken(told.most)}"


def _number(minutes: int) -> str:
    return ONES[minutes] if minutes <= 10 else TEENS[minutes]


def _spoken(minutes: int) -> str:
    if minutes < 60:
        return "one minute" if minutes == 1 else f"{_number(minutes)} minutes"
    hours, half = divmod(minutes, 60)
    if hours == 1:
        return "an hour and a half" if half else "an hour"
    return f"{ONES[hours]} and a half hours" if half else f"{ONES[hours]} hours"


def in_short(told: Range | None) -> str:
    """The same for a board or a ticket, in figures: "2 to 5 minutes"; empty while nothing is known."""
    if told is None:
        return ""
    if told.least >= LONGEST:
        return f"more than {LONGEST // 60} hours"
    most = "1 minute" if told.most == 1 else f"{told.most} minutes" if told.most < 60 else f"{told.most / 60:g} h"
    if told.least == 0:
        return f"up to {most}"
    if told.least == told.most:
        return f"about {most}"
    least = f"{told.least}" if told.most < 60 else f"{told.least} min" if told.least < 60 else f"{told.least / 60:g} h"
    return f"{least} to {most}"


def place_to_tell(now: int | None, told_before: int | None) -> int | None:
    """The place in line to tell: never worse than one told before, whoever has been let ahead meanwhile."""
    if now is None or told_before is None:
        return now
    return min(now, told_before)
