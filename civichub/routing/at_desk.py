"""When people sat at their desks, from the log of seats. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from civichub.routing.models import LineEvent, LineWhat

SEATED = (LineWhat.READY, LineWhat.BREAK, LineWhat.AWAY)


def stretches_at_desk(
    people: Iterable[int], since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """The stretches in which each was ready or had somebody before them: from "ready" to the next break or leaving."""
    rows = LineEvent.objects.filter(item=None, person__in=list(people), at__gte=since, at__lt=until, what__in=SEATED)
    began: dict[int, datetime] = {}
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person, what, at in rows.order_by("at", "pk").values_list("person", "what", "at"):
        if what == LineWhat.READY:
            began.setdefault(person, at)
        elif person in began:
            found[person].append((began.pop(person), at))
    for person, start in began.items():
        found[person].append((start, until))
    return found
