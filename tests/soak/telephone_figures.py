"""How fast a day on the telephone went, from what the hub wrote down of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import F

from civichub.routing.models import LineEvent, LineWhat, Offer
from civichub.telephony.models import Call, CallFact

FREED = (LineWhat.READY, LineWhat.ENDED, LineWhat.BACK)
WAITS = (LineWhat.ARRIVED, LineWhat.MOVED, LineWhat.BACK)


@dataclass(frozen=True)
class Percentiles:
    """Of `n` measurements, in seconds."""

    n: int
    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Self:
        ordered = sorted(seconds)
        return cls(len(ordered), *(ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95)))

    def __str__(self) -> str:
        return f"p50 {self.p50 * 1000:.0f} ms, p95 {self.p95 * 1000:.0f} ms (n {self.n})"


def most_at_once() -> int:
    """How many calls there were at the busiest moment."""
    spans = Call.objects.values_list("arrived_at", "ended_at")
    steps = sorted((moment, step) for span in spans for moment, step in zip(span, (1, -1), strict=True))
    now = most = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most


def screen_pops(opened: Mapping[tuple[int, int], float]) -> list[float]:
    """Seconds from taking the telephone off the hook until the contact was on that person's screen.

    `opened` says when (seconds since 1970), by item and the second in which it was taken.
    """
    picked_up: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    facts = CallFact.objects.filter(kind="picked_up").annotate(item=F("call__item")).order_by("at")
    for item, detail, at in facts.values_list("item", "detail", "at"):
        picked_up[item, detail["person"]].append(at)
    taken = Offer.objects.filter(state="accepted").values_list("item", "person", "answered_at")
    return [
        opened[key] - _last(picked_up[item, person], at).timestamp()
        for item, person, at in taken
        if (key := (item, int(at.timestamp()))) in opened
    ]


def free_to_bridged(joined: Iterable[tuple[int, datetime]]) -> list[float]:
    """Seconds from when there was both somebody free and a caller in line until Asterisk had joined those two.

    `joined` are calls and when it had.
    """
    freed, waits = defaultdict(list), defaultdict(list)
    for at, what, item, person in LineEvent.objects.order_by("at", "pk").values_list("at", "what", "item", "person"):
        if what in FREED:
            freed[person].append(at)
        if what in WAITS:
            waits[item].append(at)
    items = dict(Call.objects.values_list("pk", "item"))
    offers: dict[int, list[tuple[datetime, datetime, int]]] = defaultdict(list)
    accepted = Offer.objects.filter(state="accepted").order_by("answered_at")
    for item, answered, made, person in accepted.values_list("item", "answered_at", "made_at", "person"):
        offers[item].append((answered, made, person))
    found = []
    for call, at in joined:
        item = items[call]
        _, made, person = max(offer for offer in offers[item] if offer[0] <= at)
        begins = max(_last(freed[person], made), _last(waits[item], made))
        found.append((at - begins).total_seconds())
    return found


def _last(moments: list[datetime], at: datetime) -> datetime:
    """The latest of these up to then."""
    return moments[bisect_right(moments, at) - 1]
