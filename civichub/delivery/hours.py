"""When a text message may ring somebody's phone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = time(8), time(20)  # the hours in which people expect a council's text; an urgent one goes at any time


def next_quiet_end(at: datetime) -> datetime:
    """`at` itself when texts may go then, else the next eight o'clock in the morning in London, in UTC.

    The hours are those on the wall: on both clock-change weekends it is eight by the clock, and the result is UTC, so
    differences to it are true.
    """
    local = at.astimezone(LONDON)
    if FIRST <= local.time().replace(tzinfo=None) < LAST:
        return at
    day = local.date() if local.time() < FIRST else local.date() + timedelta(days=1)
    return datetime.combine(day, FIRST, tzinfo=LONDON).astimezone(UTC)
