"""A calendar compiled over its holiday table: sorted working days, so that the n-th one is a single bisection."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civichub.core.clocks import moments
from civichub.core.clocks.errors import BeyondHorizon, ClockError
from civichub.core.clocks.holidays import NATIONS, Holiday, HolidayTable
from civichub.core.clocks.hours import Closure, Window

if TYPE_CHECKING:
    from civichub.core.clocks.calendars import Calendar


@dataclass(frozen=True)
class DayOff:
    """Why a day does not count: `kind` is weekend, holiday, named_day, closure or closed_weekday; `source` its law."""

    kind: str
    name: str
    source: str = ""


class DayIndex:
    """The days of one calendar between the table's first and last day. Days are ordinals (`date.toordinal`)."""

    def __init__(self, calendar: Calendar, table: HolidayTable) -> None:
        self.calendar = calendar
        self.first, self.last = table.first.toordinal(), table.last.toordinal()
        self._holidays = {
            day.toordinal(): tuple(holiday for holiday in entries if holiday.nations & calendar.nations)
            for day, entries in table.by_date.items()
            if any(holiday.nations & calendar.nations for holiday in entries)
        }
        self._named = {(named.month, named.day): named for named in calendar.named_days}
        self._closures = {
            ordinal: closure
            for closure in calendar.closures
            for ordinal in range(closure.first.toordinal(), closure.last.toordinal() + 1)
        }
        self._spans: dict[int, tuple[tuple[int, int], ...]] = {}
        self.workdays: list[int] = (
            [] if calendar.every_day else [o for o in range(self.first, self.last + 1) if self.day_off(o) is None]
        )

    # which days count

    def day_off(self, ordinal: int) -> DayOff | None:
        """Why this day does not count, or None when it does. The most specific reason wins over "weekend"."""
        calendar = self.calendar
        if calendar.every_day:
            return None
        weekday = (ordinal + 6) % 7
        closure: Closure | None = self._closures.get(ordinal)
        if closure is not None:
            return None if closure.windows else DayOff("closure", closure.reason)
        off = self._holiday_off(ordinal)
        if calendar.hours is None:
            return off or (DayOff("weekend", "weekend") if weekday >= 5 else None)
        if off and not calendar.hours.on_holidays:
            return off
        return None if calendar.hours.weekly[weekday] else DayOff("closed_weekday", "the office does not open")

    def _holiday_off(self, ordinal: int) -> DayOff | None:
        entries = self._holidays.get(ordinal)
        if entries:
            names = " and ".join(dict.fromkeys(_name(holiday, self.calendar.nations) for holiday in entries))
            return DayOff("holiday", names, "; ".join(dict.fromkeys(holiday.source for holiday in entries)))
        if self._named:
            day = dt.date.fromordinal(ordinal)
            named = self._named.get((day.month, day.day))
            if named:
                return DayOff("named_day", named.name, named.source)
        return None

    def is_working(self, ordinal: int) -> bool:
        """Whether the day counts. Raises `BeyondHorizon` outside the known tables."""
        if self.calendar.every_day:
            return True
        self.check(ordinal)
        at = bisect_left(self.workdays, ordinal)
        return at < len(self.workdays) and self.workdays[at] == ordinal

    def count(self, first: int, last: int) -> int:
        """How many days count from `first` to `last`, both included; 0 when `last` is before `first`."""
        if last < first:
            return 0
        if self.calendar.every_day:
            return last - first + 1
        self.check(first)
        self.check(last)
        return bisect_right(self.workdays, last) - bisect_left(self.workdays, first)

    def nth(self, first: int, number: int) -> int:
        """The `number`-th day that counts (1 or more), counting from `first` itself."""
        if self.calendar.every_day:
            return first + number - 1
        self.check(first)
        at = bisect_left(self.workdays, first) + number - 1
        if at >= len(self.workdays):
            raise self._beyond(self.last + 1)
        return self.workdays[at]

    def back(self, last: int, number: int) -> int:
        """The day that counts `number` counting days before `last`; `last` itself when `number` is 0."""
        if self.calendar.every_day:
            return last - number
        self.check(last)
        at = bisect_left(self.workdays, last) - number
        if at < 0:
            raise self._beyond(self.first - 1)
        return self.workdays[at] if number else last

    def check(self, ordinal: int) -> None:
        """Raise `BeyondHorizon` for a day outside the known tables."""
        if not self.first <= ordinal <= self.last:
            raise self._beyond(ordinal)

    def _beyond(self, ordinal: int) -> BeyondHorizon:
        known = f"{dt.date.fromordinal(self.first):%-d %B %Y} to {dt.date.fromordinal(self.last):%-d %B %Y}"
        side = "before" if ordinal < self.first else "after"
        return BeyondHorizon(
            f"This sum needs a day {side} the known bank holidays ({known}) of calendar {self.calendar.name!r}. "
            "Update the govuk-bank-holidays package or add the year to bank_holidays.yaml."
        )

    # at which hours

    def windows(self, ordinal: int) -> tuple[Window, ...]:
        """The opening windows of a day as its sign shows them; empty when closed."""
        hours = self.calendar.hours
        if hours is None:
            raise ClockError(f"Calendar {self.calendar.name!r} has no opening hours, so no time can be counted in it.")
        if not self.calendar.every_day:
            self.check(ordinal)
        closure = self._closures.get(ordinal)
        if closure is not None:
            return closure.windows
        return () if self.day_off(ordinal) else hours.weekly[(ordinal + 6) % 7]

    def spans(self, ordinal: int) -> tuple[tuple[int, int], ...]:
        """The opening windows of a day as pairs of Unix seconds, clock changes included."""
        found = self._spans.get(ordinal)
        if found is None:
            day = dt.date.fromordinal(ordinal)
            pairs = (
                (moments.instant(day, window.opens), moments.instant(day, window.closes, closing=True))
                for window in self.windows(ordinal)
            )
            found = self._spans[ordinal] = tuple((opens, closes) for opens, closes in pairs if closes > opens)
        return found

    def spans_from(self, moment: int) -> Iterator[tuple[int, int]]:
        """Every opening span that ends after `moment` (Unix seconds), in order, the first one cut to begin there."""
        ordinal = moments.london_date(dt.datetime.fromtimestamp(moment, dt.UTC)).toordinal()
        while True:
            for opens, closes in self.spans(ordinal):
                if closes > moment:
                    yield max(opens, moment), closes
            ordinal += 1


def _name(holiday: Holiday, nations: frozenset[str]) -> str:
    whose = [name for code, name in NATIONS.items() if code in holiday.nations]
    expected = ", expected but not yet published" if holiday.expected else ""
    if nations <= holiday.nations:
        return holiday.name + expected
    return f"{holiday.name} in {' and '.join([', '.join(whose[:-1]), whose[-1]] if whose[1:] else whose)}{expected}"
