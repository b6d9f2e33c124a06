"""Dates, runs of days and amounts in plain British English."""

from __future__ import annotations

import datetime as dt

from civichub.core.clocks import moments
from civichub.core.clocks.rules import CALENDAR_DAYS, MONTHS, OPENING_MINUTES, WORKING_DAYS

_UNITS = {
    WORKING_DAYS: ("working day", "working days"),
    CALENDAR_DAYS: ("day", "days"),
    MONTHS: ("calendar month", "calendar months"),
}


def clock_words(moment: dt.datetime) -> str:
    """``2:05pm``, ``9am``, ``midday`` or ``midnight`` in London, as the GOV.UK style guide writes times."""
    local = moment.astimezone(moments.LONDON)
    if (local.hour, local.minute) in {(12, 0), (0, 0)}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def day(date: dt.date) -> str:
    """``Wed 24 December 2025``."""
    return f"{date:%a} {date.day} {date:%B %Y}"


def run(first: dt.date, last: dt.date) -> str:
    """One day, two days, or ``Mon 29 to Wed 31 December 2025``; what the two dates share is said once."""
    if first == last:
        return day(last)
    joint = "and" if (last - first).days == 1 else "to"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%a} {first.day} {joint} {day(last)}"
    if first.year == last.year:
        return f"{first:%a} {first.day} {first:%B} {joint} {day(last)}"
    return f"{day(first)} {joint} {day(last)}"


def clock(moment: dt.datetime) -> str:
    """``16:30``, with the zone named on the two days of a year on which the clocks change."""
    local = moment.astimezone(moments.LONDON)
    before = moments.instant(local.date(), 0)
    after = moments.instant(local.date(), 1440)
    return f"{local:%H:%M %Z}" if after - before != 86_400 else f"{local:%H:%M}"


def span(opens: dt.datetime, closes: dt.datetime) -> str:
    """``Mon 2 March 2026, 09:00 to 12:30``, within one London day."""
    date = moments.london_date(opens)
    until = "midnight" if moments.london_date(closes) != date else clock(closes)
    return f"{day(date)}, {clock(opens)} to {until}"


def moment(at: dt.datetime) -> str:
    """``Fri 27 March 2026 at 16:30``."""
    return f"{day(moments.london_date(at))} at {clock(at)}"


def number(amount: int, unit: str, *, always_open: bool = False) -> str:
    """``1 working day``, ``20 working days``; ``2 hours of opening time``, just ``2 hours`` when always open."""
    if unit == OPENING_MINUTES:
        return duration(amount * 60) + ("" if always_open else " of opening time")
    return f"{amount} {_UNITS[unit][amount != 1]}"


def duration(seconds: int) -> str:
    """Whole minutes in hours and minutes, rounded up: a queue is never told less than it has to wait."""
    hours, minutes = divmod(-(-seconds // 60), 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in parts if n) or "0 minutes"


def event(name: str) -> str:
    """``request_received`` as ``request received``."""
    return name.replace("_", " ")
