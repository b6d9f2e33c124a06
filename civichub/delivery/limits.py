"""How many messages go to an address that nobody has proved to be theirs, so that the hub is no weapon.

Signing in is counted apart from the rest: an attacker who uses up one cannot lock the person out of the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
HOLD_AT_MOST = timedelta(hours=4)  # a message later than this tells nobody anything, and an attack leaves a short queue


def next_free_place(moments: Iterable[datetime], wanted: datetime, *, per_hour: int) -> datetime:
    """The first moment from `wanted` on at which one more message keeps every hour to `per_hour` of them.

    `moments` are those of the other messages to the address, sent or planned, in any order.
    """
    taken = sorted(moments)
    chosen = wanted
    for first, last in zip(taken, taken[per_hour - 1 :], strict=False):
        if max(last, chosen) - min(first, chosen) < WINDOW:
            chosen = first + WINDOW
    return chosen
