"""How long to wait before the next try. Pure: the chance comes in as a number from 0 to 1."""

from __future__ import annotations

from datetime import timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))  # 22 hours, then a person
IN_A_ROW = 3  # failures of different dispatches, one after another, say that the back office itself is down


def pause_of_connection(failures: int, chance: float) -> timedelta:
    """After so many failures in a row: doubling from 15 seconds to 5 minutes, of which a half to the whole by chance.

    The longest is short, because a back office that was down for hours is to be found within minutes of its return.
    """
    doubled = FIRST_PAUSE * 2 ** min(max(failures - IN_A_ROW, 0), 10)
    return min(doubled, LONGEST_PAUSE) * (0.5 + chance / 2)


def pause_of_dispatch(attempts: int, chance: float) -> timedelta | None:
    """Before the next try of one dispatch that failed by itself, a fifth more or less by chance; None: give up."""
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * (0.8 + 0.4 * chance)
