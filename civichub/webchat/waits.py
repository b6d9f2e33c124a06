"""How long people have waited, in words that promise nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

LEAST_WAITS = 3  # fewer say nothing of what is usual
MIDDLE = (0.2, 0.8)  # the range holds the middle six of ten


def usual_range(waits: Sequence[float], longest_now: float = 0) -> str:
    """Minutes waited today as a range in words, at least what somebody waits already; empty while too few are known."""
    if len(waits) < LEAST_WAITS:
        return ""
    ordered = sorted(waits)
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in MIDDLE)
    high = max(high, longest_now)
    step = 1 if high < 5 else 5
    least, most = int(low // step) * step, max(1, ceil(high / step)) * step
    words = f"{most} minute" if most == 1 else f"{most} minutes"
    if least == 0:
        return f"up to {words}"
    return f"{least} to {words}" if least < most else f"about {words}"
