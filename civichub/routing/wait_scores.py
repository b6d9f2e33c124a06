"""What came true of the waits that were told: how often, how nearly, and where it went wrong. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Abs, Greatest, TruncWeek

from civichub.core.clocks import LONDON, london_date
from civichub.routing.models import ToldWait

WORST_SHOWN = 20
LEAST_TO_SAY = 30  # of fewer nothing is said in public


class Median(Aggregate):
    """The middle value, by PostgreSQL."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class WeekScore:
    """What a queue told in a week that begins on a Monday. `share` (0 to 1) of those answered were within it."""

    queue: str
    week: date
    told: int
    unknown: int
    answered: int
    inside: int
    median_error: float | None

    @property
    def share(self) -> float | None:
        return self.inside / self.answered if self.answered else None


def scores_by_week(organisations: Sequence[int], since: date, until: date) -> list[WeekScore]:
    """By queue and week, the latest first, of these organisations; `until` is exclusive. Told weeks only."""
    error = Median(Abs(F("waited") - F("median")), filter=Q(came_true__isnull=False))
    rows = (
        _told(organisations, since, until)
        .annotate(week=TruncWeek("at", tzinfo=LONDON))
        .values("queue__name", "week")
        .annotate(
            told=Count("pk"),
            unknown=Count("pk", filter=Q(most=None)),
            answered=Count("pk", filter=Q(came_true__isnull=False)),
            inside=Count("pk", filter=Q(came_true=True)),
            error=error,
        )
        .order_by("-week", "queue__name")
    )
    return [
        WeekScore(row["queue__name"], row["week"].date(), row["told"], row["unknown"], row["answered"], row["inside"],
                  row["error"])
        for row in rows
    ]  # fmt: skip


def worst_misses(organisations: Sequence[int], since: date, until: date) -> list[ToldWait]:
    """Whose wait was furthest from what they were told, with `beyond`, the seconds outside of it."""
    beyond = Greatest(F("least") * 60.0 - F("waited"), F("waited") - F("most") * 60.0, output_field=FloatField())
    missed = _told(organisations, since, until).filter(came_true=False).annotate(beyond=beyond)
    return list(missed.select_related("queue").order_by("-beyond")[:WORST_SHOWN])


def _told(organisations: Sequence[int], since: date, until: date) -> QuerySet[ToldWait]:
    begins, ends = (datetime(day.year, day.month, day.day, tzinfo=LONDON) for day in (since, until))
    return ToldWait.objects.filter(queue__organisation__in=organisations, at__gte=begins, at__lt=ends)


def public_score(organisations: Sequence[int], at: datetime) -> str:
    """A line for everybody about the last 30 days; empty while too few were told something that can be scored."""
    today = london_date(at)
    found = _told(organisations, today - timedelta(days=30), today + timedelta(days=1)).aggregate(
        answered=Count("pk", filter=Q(came_true__isnull=False)), inside=Count("pk", filter=Q(came_true=True))
    )
    if found["answered"] < LEAST_TO_SAY:
        return ""
    share = found["inside"] / found["answered"]
    return f"In the last 30 days, {share:.0%} of waits were within what we said."
