"""When a team is reminded: some days before the day, on it, and every other day after it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

DAYS_BEFORE = 2
EVERY = 2  # days
MOST_LATE = 5  # after that a person rings up: a sixth email will not do it


def reminder_due(due_on: date, today: date, sent: Collection[str]) -> str:
    """The reminder that this day asks for and that has not gone out: ``before``, ``today``, ``late:n``, or ""."""
    left = (due_on - today).days
    if left > 0:
        wanted = "before" if left <= DAYS_BEFORE else ""
    elif left == 0:
        wanted = "today"
    else:
        number = (-left - 1) // EVERY + 1
        wanted = f"late:{number}" if number <= MOST_LATE else ""
    return wanted if wanted not in sent else ""
