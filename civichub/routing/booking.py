"""Half hours for which call-backs are promised: those in which a queue is open, and which have room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, F, Q

from civichub.core.clocks import DayIndex, is_open, london_date
from civichub.routing.models import Queue, WorkItem
from civichub.routing.queries import hours_of

HALF_HOUR, NOTICE = timedelta(minutes=30), timedelta(minutes=10)
DAYS_AHEAD, LOOK_AHEAD = 2, timedelta(days=6)  # open days that are offered, and how far on they are looked for
NO_USE = ("withdrawn", "abandoned")  # states in which nobody is rung: the room is free again


def open_half_hours(hours: DayIndex, since: datetime, until: datetime) -> Iterable[datetime]:
    """The begin, in UTC, of each half hour of the clock between these moments that is open from end to end."""
    step = int(HALF_HOUR.total_seconds())
    begins = datetime.fromtimestamp(-(-since.timestamp() // step) * step, UTC)
    while begins + HALF_HOUR <= until:
        if is_open(hours, begins) and is_open(hours, begins + HALF_HOUR - timedelta(seconds=1)):
            yield begins
        begins += HALF_HOUR


def free_half_hours(queue: Queue, at: datetime) -> list[datetime]:
    """Those of today and the next open day for which the queue may promise one more call-back, the soonest first."""
    most = queue.call_backs_each_half_hour
    if not most:
        return []
    taken = _taken(queue, at)
    free: list[datetime] = []
    days = set()
    for begins in open_half_hours(hours_of(queue), at + NOTICE, at + LOOK_AHEAD):
        days.add(london_date(begins))
        if len(days) > DAYS_AHEAD:
            break
        if taken[begins] < most:
            free.append(begins)
    return free


def _taken(queue: Queue, at: datetime) -> Counter[datetime]:
    rows = WorkItem.objects.filter(queue=queue, booked_for__gte=at).exclude(state__in=NO_USE)
    return Counter(dict(rows.values_list("booked_for").annotate(Count("pk"))))


def few_of(free: Sequence[datetime], most: int, apart: timedelta = timedelta(hours=2)) -> list[datetime]:
    """Some of them to choose from by a key: the first, and then such as lie apart, so that morning and afternoon are
    among them."""
    chosen: list[datetime] = []
    for begins in free:
        if len(chosen) < most and (not chosen or begins - chosen[-1] >= apart):
            chosen.append(begins)
    return chosen


@dataclass(frozen=True)
class PromisedHalfHour:
    """How many call-backs a queue promised for the half hour from `begins_at`, and what became of those.

    Kept is one that somebody took in hand within its half hour, broken one whose half hour passed without that.
    """

    queue: Queue
    begins_at: datetime
    promised: int
    kept: int
    broken: int

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + HALF_HOUR


def promised_half_hours(
    queues: Iterable[Queue], *, since: datetime, until: datetime, at: datetime
) -> list[PromisedHalfHour]:
    """Each half hour of these queues for which something was promised, by its begin. The caller asked who may see."""
    known = {queue.pk: queue for queue in queues}
    rows = WorkItem.objects.filter(queue__in=known, booked_for__gte=since, booked_for__lt=until)
    over = F("booked_for") + HALF_HOUR
    in_time = Q(first_taken_at__lte=over)
    late = Q(first_taken_at__gt=over) | Q(first_taken_at=None, booked_for__lte=at - HALF_HOUR)
    found = rows.exclude(state__in=NO_USE).values("queue", "booked_for").annotate(
        promised=Count("pk"), kept=Count("pk", filter=in_time), broken=Count("pk", filter=late)
    )  # fmt: skip
    return [
        PromisedHalfHour(known[row["queue"]], row["booked_for"], row["promised"], row["kept"], row["broken"])
        for row in found.order_by("booked_for", "queue__name")
    ]
