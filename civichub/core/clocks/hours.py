"""Opening hours: several windows on a weekday, closures, and days with hours of their own."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from typing import Any

from civichub.core.clocks.spec_reading import SpecReader

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WINDOW = re.compile(r"(\d{2}):(\d{2})\s*[-–]\s*(\d{2}):(\d{2})")


@dataclass(frozen=True, order=True)
class Window:
    """Open from `opens` until `closes`, in minutes past midnight of one local day (0 to 1440)."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)} to {_clock(self.closes)}"


ALL_DAY = (Window(0, 1440),)


@dataclass(frozen=True)
class OpeningHours:
    """Seven tuples of windows, Monday first. `on_holidays`: the same hours apply on bank holidays."""

    weekly: tuple[tuple[Window, ...], ...]
    on_holidays: bool = False


@dataclass(frozen=True)
class Closure:
    """Days from `first` to `last` with `windows` instead of the usual ones; none at all means closed."""

    first: dt.date
    last: dt.date
    reason: str
    windows: tuple[Window, ...] = ()


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def read_hours(spec: SpecReader) -> OpeningHours:
    """Opening hours from data: weekday names to lists of ``"09:00-12:30"``; absent weekdays are closed."""
    weekly = tuple(read_windows(spec, day) for day in WEEKDAYS)
    on_holidays = spec.choice("bank_holidays", ("closed", "open"), default="closed") == "open"
    spec.finish()
    if not any(weekly):
        raise spec.refuse("monday", "give at least one weekday with hours.")
    return OpeningHours(weekly, on_holidays)


def read_windows(spec: SpecReader, key: str) -> tuple[Window, ...]:
    """Windows of one day, in order. Refuses overlaps, and windows that run past midnight (end one, begin the next)."""
    windows = tuple(sorted(_window(spec, key, item) for item in spec.items(key)))
    for before, after in itertools.pairwise(windows):
        if after.opens < before.closes:
            raise spec.refuse(key, f"{before} overlaps {after}; join them.")
    return windows


def _window(spec: SpecReader, key: str, item: Any) -> Window:
    match = _WINDOW.fullmatch(item.strip()) if isinstance(item, str) else None
    if match:
        first, second, third, fourth = (int(part) for part in match.groups())
        opens, closes = first * 60 + second, third * 60 + fourth
        if second < 60 and fourth < 60 and opens < closes <= 1440:
            return Window(opens, closes)
    raise spec.refuse(key, f'write hours as "09:00-12:30" within one day, not {item!r}.')


def read_closure(spec: SpecReader) -> Closure:
    """A closure from data: ``date`` or ``from`` and ``to``, a ``reason``, and optionally special ``hours``."""
    if spec.has("date"):
        first = last = spec.day("date")
    else:
        first, last = spec.day("from"), spec.day("to")
    if first > last:
        raise spec.refuse("to", "must not be before the first day.")
    closure = Closure(first, last, spec.text("reason"), read_windows(spec, "hours"))
    spec.finish()
    return closure
