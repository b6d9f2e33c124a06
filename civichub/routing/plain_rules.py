"""What plain rules would have said of a wait: that of whoever was answered last, and the mean of the last thirty."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean

from civichub.routing.models import ToldWait, WorkItem

KNOWN_FOR = timedelta(days=7)  # an answer from before says nothing of a line
LAST = 30


def set_rules(told: Sequence[ToldWait]) -> None:
    """Set `by_last` and `by_mean` of each, from those of its queue and kind who were answered before it was told.

    Both rules say the whole wait, so what had been waited until then is taken off. A statement for each queue and kind.
    """
    lines: dict[tuple[int, str], list[ToldWait]] = defaultdict(list)
    for one in told:
        lines[one.queue_id, one.channel].append(one)
    for (queue, kind), rows in lines.items():
        answers = _answers(queue, kind, min(row.at for row in rows), max(row.at for row in rows))
        moments = [at for at, _ in answers]
        for row in rows:
            until = bisect_left(moments, row.at)
            waits = [wait for _, wait in answers[max(0, until - LAST) : until]]
            if waits:
                waited = (row.at - row.item.arrived_at).total_seconds()
                row.by_last, row.by_mean = (max(0.0, rule - waited) for rule in (waits[-1], fmean(waits)))


def _answers(queue: int, kind: str, first: datetime, last: datetime) -> list[tuple[datetime, float]]:
    """When the line was answered and how many seconds that had taken, in the order of time."""
    rows = (
        WorkItem.objects.filter(queue=queue, kind=kind, counted=True, arrived_at__gte=first - KNOWN_FOR)
        .filter(arrived_at__lt=last, first_taken_at__lt=last)
        .order_by("first_taken_at")
    )
    return [(taken, (taken - came).total_seconds()) for came, taken in rows.values_list("arrived_at", "first_taken_at")]
