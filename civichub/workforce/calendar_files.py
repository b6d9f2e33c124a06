"""Reading an iCalendar file (RFC 5545) for one thing: when its owner is busy or away. Titles and places stay unread.

What a meeting is about is nobody's business on a board that everybody reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from civichub.core.clocks import LONDON
from civichub.core.errors import Invalid

LARGEST = 2_000_000  # bytes
AHEAD = timedelta(days=60)
MOST_ENTRIES = 1000
# The free-or-busy word that Outlook writes, and what the whiteboard says of it; other words are no news.
_OUTLOOK = {"BUSY": "busy", "OOF": "away", "WORKINGELSEWHERE": "home"}


@dataclass(frozen=True)
class Busy:
    """A stretch of time in which somebody is not at hand. `key` is the same each time the calendar is read."""

    key: str
    status: str
    starts_at: datetime
    ends_at: datetime


def busy_times(content: bytes, at: datetime) -> list[Busy]:
    """What the file says of the next sixty days, by time. Raises `Invalid` naming `calendar` and the fix."""
    if len(content) > LARGEST:
        raise Invalid({"calendar": f"Choose a calendar of at most {LARGEST // 1_000_000} MB."})
    try:
        events = list(Calendar.from_ical(content).walk("VEVENT"))
        moved = {(_uid(one), _moment(one["RECURRENCE-ID"].dt)) for one in events if "RECURRENCE-ID" in one}
        found = [busy for one in events for busy in _times(one, moved, at)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise Invalid({"calendar": "Choose a calendar file (.ics), as Outlook or Google export it."}) from error
    return sorted({busy.key: busy for busy in found}.values(), key=lambda busy: busy.starts_at)[:MOST_ENTRIES]


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))[:120]


def _times(event: Any, moved: set[tuple[str, datetime]], at: datetime) -> Iterator[Busy]:
    status = _status(event)
    if status is None or "DTSTART" not in event:
        return
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else starts + _length(event, starts)
    length = _moment(ends) - _moment(starts)
    for begin in _begins(event, starts, length, at):
        repeated = "RRULE" in event and "RECURRENCE-ID" not in event
        if length > timedelta(0) and not (repeated and (_uid(event), begin) in moved):
            yield Busy(f"{_uid(event)}@{begin:%Y%m%dT%H%M}", status, begin, begin + length)


def _status(event: Any) -> str | None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return None
    return _OUTLOOK.get(str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")).upper())


def _length(event: Any, starts: date | datetime) -> timedelta:
    if "DURATION" in event:
        return event["DURATION"].dt
    return timedelta(0) if isinstance(starts, datetime) else timedelta(days=1)


def _begins(event: Any, starts: date | datetime, length: timedelta, at: datetime) -> list[datetime]:
    """When it begins, of the times that matter: once, or as often as its rule says, in the wall clock of its zone."""
    first, last = at - length, at + AHEAD
    if "RRULE" not in event:
        begin = _moment(starts)
        return [begin] if first < begin < last else []
    zone = starts.tzinfo if isinstance(starts, datetime) and starts.tzinfo else LONDON
    local = _local(starts)
    rule = event["RRULE"].to_ical().decode()
    if "UNTIL=" in rule:  # dateutil wants both ends with a zone or both without
        parts = [part for part in rule.split(";") if not part.startswith("UNTIL=")]
        until = event["RRULE"]["UNTIL"][0]
        last = min(last, _moment(until) + timedelta(seconds=1) if isinstance(until, datetime) else _end_of(until))
        rule = ";".join(parts)
    left_out = {_moment(one.dt) for one in _exceptions(event)}
    window = (first.astimezone(zone).replace(tzinfo=None), last.astimezone(zone).replace(tzinfo=None))
    found = []
    for number, wall in enumerate(rrulestr(rule, dtstart=local).xafter(window[0], inc=True)):
        if wall >= window[1] or number >= MOST_ENTRIES:
            break
        begin = wall.replace(tzinfo=zone).astimezone(UTC)
        if begin not in left_out:
            found.append(begin)
    return found


def _exceptions(event: Any) -> Iterator[Any]:
    given = event.get("EXDATE", [])
    for one in given if isinstance(given, list) else [given]:
        yield from one.dts


def _local(moment: date | datetime) -> datetime:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def _moment(value: date | datetime) -> datetime:
    """In UTC; a time without a zone, and a whole day, are London's."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), LONDON)
    return (value if value.tzinfo else value.replace(tzinfo=LONDON)).astimezone(UTC)
