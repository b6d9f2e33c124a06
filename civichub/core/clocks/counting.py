"""The sums themselves, one function per unit. Days are ordinals; opening time is Unix seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from civichub.core.clocks import moments
from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.rules import CALENDAR_DAYS, DAY_AFTER, DAY_BEFORE, MONTHS, Rule
from civichub.core.clocks.state import ClockState, Pause

FOREVER = 10**9


@dataclass(frozen=True)
class Held:
    """Days from `first` to `last` (`FOREVER` while open) that do not count, and the grounds in words."""

    first: int
    last: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A sum. `start` is the day counted from, `first` the first day looked at, `end` the last day of the period,
    `due` that day after rolling. `end` and `due` are None while paused, with `remaining` of the unit (days for
    months) still to run. Opening time has `spans` (seconds counted) and the exact second `due_second` instead.
    """

    start: int
    first: int
    end: int | None
    due: int | None
    held: tuple[Held, ...] = ()
    remaining: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    due_second: int | None = None


def held_days(rule: Rule, pauses: Iterable[Pause]) -> tuple[Held, ...]:
    """The days that pauses take out, overlapping ones joined.

    The day on which a pause begins counts unless the rule says otherwise; the day on which it ends does not, just as
    the day of receipt does not.
    """
    found: list[Held] = []
    for pause in sorted(pauses, key=lambda one: one.at):
        first = moments.london_date(pause.at).toordinal() + (rule.pause_from == DAY_AFTER)
        last = FOREVER if pause.until is None else moments.london_date(pause.until).toordinal()
        ground = rule.ground("pauses", pause.ground)
        words = (pause.note or (ground.words if ground else pause.ground),)
        if last < first:
            continue
        if found and first <= found[-1].last + 1:
            before = found.pop()
            words = tuple(dict.fromkeys(before.words + words))
            first, last = before.first, max(before.last, last)
        found.append(Held(first, last, words))
    return tuple(found)


def count(rule: Rule, state: ClockState, total: int, index: DayIndex, every_day: DayIndex) -> Count:
    """Count `total` of the rule's unit from the state's start, leaving out its pauses. Extensions are in `total`."""
    start = _start_day(rule, state.counted_from, index)
    held = held_days(rule, state.live_pauses) if state.pauses else ()
    if rule.unit == MONTHS:
        return _months(rule, start, total, held, index)
    counter = every_day if rule.unit == CALENDAR_DAYS else index
    return _days(rule, start, total, held, counter, index)


def _start_day(rule: Rule, moment: dt.datetime, index: DayIndex) -> int:
    """The day of the start event; the next working day when the rule says so and the office was closed."""
    day = moments.london_date(moment).toordinal()
    if not rule.defer_closed:
        return day
    if not index.is_working(day):
        return index.nth(day, 1)
    if index.calendar.hours is not None and moment.timestamp() >= index.spans(day)[-1][1]:
        return index.nth(day + 1, 1)
    return day


def _days(rule: Rule, start: int, total: int, held: tuple[Held, ...], counter: DayIndex, index: DayIndex) -> Count:
    first = start + (rule.day_one == DAY_AFTER)
    cursor, needed = first, total
    for stretch in held:
        if stretch.first > cursor:
            # Asking for the n-th day first keeps a pause beyond the horizon from mattering to a sum that ends before.
            end = counter.nth(cursor, needed)
            if end < stretch.first:
                return Count(start, first, end, _rolled(rule, end, index), held)
            needed -= counter.count(cursor, stretch.first - 1)
        if stretch.last == FOREVER:
            return Count(start, first, None, None, held, needed)
        cursor = max(cursor, stretch.last + 1)
    end = counter.nth(cursor, needed)
    return Count(start, first, end, _rolled(rule, end, index), held)


def _months(rule: Rule, start: int, total: int, held: tuple[Held, ...], index: DayIndex) -> Count:
    end = corresponding(rule, start, total)
    for stretch in held:
        if stretch.first > end:
            break
        if stretch.last == FOREVER:
            return Count(start, start, None, None, held, end - max(stretch.first, start) + 1)
        end += max(0, stretch.last - max(stretch.first, start) + 1)
    return Count(start, start, end, _rolled(rule, end, index), held)


def corresponding(rule: Rule, start: int, months: int) -> int:
    """The last day of a period of months from `start` before pauses: the corresponding date or the day before it."""
    day, _ = moments.add_months(dt.date.fromordinal(start), months)
    return day.toordinal() - (rule.end_on == DAY_BEFORE)


def _rolled(rule: Rule, end: int, index: DayIndex) -> int:
    return index.nth(end, 1) if rule.roll else end


def count_opening_time(state: ClockState, minutes: int, index: DayIndex) -> Count:
    """Count opening minutes from the state's start. Every second is a real one: UTC throughout."""
    begin = int(state.counted_from.timestamp())
    start = moments.london_date(state.counted_from).toordinal()
    pauses = sorted(
        (int(pause.at.timestamp()), FOREVER * 100 if pause.until is None else int(pause.until.timestamp()))
        for pause in state.live_pauses
    )
    open_from = min((first for first, last in pauses if last == FOREVER * 100), default=None)
    needed, counted = minutes * 60, []
    for opens, closes in index.spans_from(begin):
        for first, last in _outside(opens, closes, pauses):
            last = min(last, first + needed)
            counted.append((first, last))
            needed -= last - first
            if needed == 0:
                day = moments.london_date(dt.datetime.fromtimestamp(last, dt.UTC)).toordinal()
                return Count(start, start, day, day, spans=tuple(counted), due_second=last)
        if open_from is not None and closes >= open_from:
            return Count(start, start, None, None, remaining=-(-needed // 60), spans=tuple(counted))
    raise AssertionError("spans_from never ends; it raises BeyondHorizon instead")


def _outside(opens: int, closes: int, pauses: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The parts of one opening span that no pause covers."""
    for first, last in pauses:
        if first >= closes:
            break
        if last <= opens:
            continue
        if first > opens:
            yield opens, first
        opens = max(opens, last)
        if opens >= closes:
            return
    yield opens, closes
