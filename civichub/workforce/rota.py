"""Sums with turns: a weekly pattern, and where nobody has a duty that somebody should have. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from civichub.core.clocks import LONDON

Span = tuple[datetime, datetime]


def weekly(weekdays: Sequence[int], begins: time, ends: time, first: date, last: date) -> list[Span]:
    """Turns on these weekdays (0 is Monday) from `first` to `last`; an end not after the begin is on the next day."""
    spans = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() in weekdays:
            over = timedelta(days=ends <= begins)
            moments = (datetime.combine(day, begins, LONDON), datetime.combine(day + over, ends, LONDON))
            spans.append((moments[0].astimezone(UTC), moments[1].astimezone(UTC)))
    return spans


def gaps(needed: Iterable[Span], turns: Iterable[Span]) -> list[Span]:
    """The stretches of `needed` in which no turn runs, in their order. Spans that touch are one."""
    found: list[Span] = []
    taken = sorted(turns)
    for starts, ends in needed:
        at = starts
        for begin, end in taken:
            if end <= at or begin >= ends:
                continue
            if begin > at:
                found.append((at, begin))
            at = max(at, end)
        if at < ends:
            found.append((at, ends))
    return found


def in_words(gap: Span) -> str:
    """A gap as a planner reads it: "Saturday 7 March 09:00–13:00"."""
    starts, ends = (moment.astimezone(LONDON) for moment in gap)
    if starts.date() == ends.date() or (ends.time() == time() and ends - starts <= timedelta(days=1)):
        return f"{starts:%A %-d %B %H:%M}–{ends:%H:%M}"
    return f"{starts:%A %-d %B %H:%M} to {ends:%A %-d %B %H:%M}"
