"""Instants and local days. An instant is UTC; a day is a day in London; nothing is ever subtracted in local time."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

from civichub.core.clocks.errors import NaiveTime

LONDON = ZoneInfo("Europe/London")
ONE_DAY = dt.timedelta(days=1)


def as_utc(moment: dt.datetime, *, what: str = "the moment") -> dt.datetime:
    """The same instant in UTC. Raises `NaiveTime` naming `what` when the moment has no time zone."""
    if moment.tzinfo is None:
        raise NaiveTime(f"Give {what} with its time zone; {moment.isoformat()} has none.")
    return moment.astimezone(dt.UTC)


def london_date(moment: dt.datetime) -> dt.date:
    """The day it is in London at that instant."""
    return moment.astimezone(LONDON).date()


def noon(day: dt.date) -> dt.datetime:
    """Midday in London on that day, in UTC: what stands for a day when no hour is known."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(dt.UTC)


@functools.lru_cache(maxsize=4096)
def end_of_day(day: dt.date) -> dt.datetime:
    """The midnight that ends a London day, in UTC: the first moment that is no longer that day."""
    return dt.datetime.fromtimestamp(instant(day, 1440), dt.UTC)


def instant(day: dt.date, minute: int, *, closing: bool = False) -> int:
    """Unix seconds at which a London wall clock shows `minute` minutes past midnight (0 to 1440) on `day`.

    On the two clock-change nights the answer is the one that leaves a door open as long as its sign says: an hour
    that comes twice opens the first time and, with `closing`, shuts the second time; a time that never comes
    (01:00 to 01:59 in March) is the moment the clocks went forward, 01:00 UTC.
    """
    day, minute = (day + ONE_DAY, 0) if minute == 1440 else (day, minute)
    wall = dt.datetime(day.year, day.month, day.day, *divmod(minute, 60), fold=int(closing), tzinfo=LONDON)
    moment = wall.astimezone(dt.UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != wall.replace(tzinfo=None):
        moment = dt.datetime(day.year, day.month, day.day, 1, tzinfo=dt.UTC)
    return int(moment.timestamp())


def add_months(day: dt.date, months: int) -> tuple[dt.date, bool]:
    """The corresponding date `months` later and whether it exists; if not, the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return dt.date(year, month + 1, day.day), True
    except ValueError:
        return dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY, False
