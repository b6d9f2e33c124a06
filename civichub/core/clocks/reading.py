"""What people ask of a deadline and of a calendar: the sum in words, the time left, is it open, how long was that."""

from __future__ import annotations

import datetime as dt

from civichub.core.clocks import english, moments
from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.deadlines import Deadline
from civichub.core.clocks.rules import CALENDAR_DAYS, OPENING_MINUTES, WORKING_DAYS


def explain(deadline: Deadline) -> list[str]:
    """The sum in plain English, a line per step: each weekend and holiday left out with its reason and law."""
    return [step.text for step in deadline.steps]


def in_words(deadline: Deadline, at: dt.datetime) -> str:
    """How a deadline stands at `at`: "due in 3 working days", "due today", "2 working days late", "met", "paused …".

    Working-day clocks are told in working days of their own calendar, opening time in opening time, the rest in days.
    """
    moments.as_utc(at)
    stopped = deadline.state.stopped_at
    if stopped is not None:
        if deadline.is_late(stopped):
            return f"missed by {_late(deadline, stopped)}"
        return "met"
    if deadline.due_at is None:
        unit = CALENDAR_DAYS if deadline.rule.unit == "months" else deadline.rule.unit
        return f"paused with {english.number(deadline.remaining or 0, unit, always_open=_always_open(deadline))} left"
    if deadline.is_late(at):
        return f"{_late(deadline, at)} late"
    return f"due {_left(deadline, at)}"


def _left(deadline: Deadline, at: dt.datetime) -> str:
    if deadline.rule.unit == OPENING_MINUTES:
        return f"in {_time(deadline, elapsed_opening_time(deadline.index, at, deadline.due_at))}"
    today = moments.london_date(at)
    if today == deadline.due_on:
        return "today"
    return f"in {_days(deadline, today, deadline.due_on)}"


def _late(deadline: Deadline, at: dt.datetime) -> str:
    if deadline.rule.unit == OPENING_MINUTES:
        seconds = elapsed_opening_time(deadline.index, deadline.due_at, at)
        return _time(deadline, seconds) if seconds else "less than a minute of opening time"
    return _days(deadline, deadline.due_on, moments.london_date(at))


def _time(deadline: Deadline, seconds: int) -> str:
    return english.duration(seconds) + ("" if _always_open(deadline) else " of opening time")


def _always_open(deadline: Deadline) -> bool:
    return deadline.index.calendar.every_day


def _days(deadline: Deadline, after: dt.date, until: dt.date) -> str:
    """Days after `after` up to `until`, in the unit of the clock."""
    if deadline.rule.unit != WORKING_DAYS:
        return english.number((until - after).days, CALENDAR_DAYS)
    working = deadline.index.count(after.toordinal() + 1, until.toordinal())
    return english.number(working, WORKING_DAYS) if working else "less than a working day"


def elapsed_opening_time(index: DayIndex, start: dt.datetime, end: dt.datetime) -> int:
    """Seconds of opening time between two moments: real seconds, counted in UTC, so clock changes are right.

    `index` is ``calendars.index(calendar_id, proclaimed)``. 0 when `end` is not after `start`. Raises `ClockError`
    for a calendar without hours, `BeyondHorizon` outside the known bank holidays.
    """
    first, last = int(moments.as_utc(start).timestamp()), int(moments.as_utc(end).timestamp())
    begin, until = moments.london_date(start).toordinal(), moments.london_date(end).toordinal()
    return sum(
        max(0, min(closes, last) - max(opens, first))
        for ordinal in range(begin, until + 1)
        for opens, closes in index.spans(ordinal)
    )


def is_open(index: DayIndex, at: dt.datetime) -> bool:
    """Whether the office is open at that moment. The closing second itself is closed."""
    second = moments.as_utc(at).timestamp()
    return any(opens <= second < closes for opens, closes in index.spans(moments.london_date(at).toordinal()))


def next_opening(index: DayIndex, at: dt.datetime) -> dt.datetime:
    """When the office is next open, in UTC: `at` itself, to the second, if it is open then."""
    opens, _ = next(index.spans_from(int(moments.as_utc(at).timestamp())))
    return dt.datetime.fromtimestamp(opens, dt.UTC)


def hours_on(index: DayIndex, day: dt.date) -> str:
    """The hours of one day for a sign or a page: "09:00 to 12:30 and 13:30 to 17:00", or "closed: Christmas Day"."""
    windows = index.windows(day.toordinal())
    if windows:
        return " and ".join(str(window) for window in windows)
    off = index.day_off(day.toordinal())
    return f"closed: {off.name}" if off and off.kind in ("holiday", "closure", "named_day") else "closed"
