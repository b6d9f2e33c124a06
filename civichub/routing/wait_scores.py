"""What came true of the waits that were told: how often, how nearly, and where it went wrong. Reads only."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Abs, Greatest, TruncWeek

from civichub.core.clocks import LONDON, london_date
from civichub.routing.models import ToldWait, WorkKind

WORST_SHOWN = 20
LEAST_TO_SAY = 30  # of fewer nothing is said in public
PEOPLE = {WorkKind.CALL: "callers", WorkKind.VISITOR: "visitors"}


class Median(Aggregate):
    """The middle value, by PostgreSQL."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Score:
    """What a queue told by a channel in a week that begins on a Monday, or by one version of what it had learned.

    `share` (0 to 1) of those answered were within it. The middle errors, in seconds, are of one set of waits: by what
    was told, by the wait of whoever was answered last before (LES), and by the mean of the last thirty.
    """

    queue: str
    channel: str
    week: date | None
    version: int | None
    told: int
    unknown: int
    answered: int
    inside: int
    error: float | None
    by_last: float | None
    by_mean: float | None

    @property
    def share(self) -> float | None:
        return self.inside / self.answered if self.answered else None

    @property
    def errors(self) -> tuple[float | None, float | None, float | None]:
        return self.error, self.by_last, self.by_mean


def _middle_error(of: str) -> Median:
    known = Q(came_true__isnull=False, by_last__isnull=False)
    return Median(Abs(F("waited") - F(of)), filter=known)


FIGURES = {
    "told": Count("pk"),
    "unknown": Count("pk", filter=Q(most=None)),
    "answered": Count("pk", filter=Q(came_true__isnull=False)),
    "inside": Count("pk", filter=Q(came_true=True)),
    "error": _middle_error("median"),
    "said_last": _middle_error("by_last"),
    "said_mean": _middle_error("by_mean"),
}


def score_of_all(organisations: Sequence[int], since: date, until: date) -> Score:
    """Of everything these organisations told; `until` is exclusive."""
    return _score(_told(organisations, since, until).aggregate(**FIGURES))


def scores_by_week(organisations: Sequence[int], since: date, until: date) -> list[Score]:
    """By queue, channel and week, the latest first; `until` is exclusive. Only where something was told."""
    return _scores(organisations, since, until, "week")


def scores_by_version(organisations: Sequence[int], since: date, until: date) -> list[Score]:
    """The same, and by the version of what the queue had learned, None where that was nothing."""
    return _scores(organisations, since, until, "week", "model__version")


def _scores(organisations: Sequence[int], since: date, until: date, *by: str) -> list[Score]:
    told = _told(organisations, since, until).annotate(week=TruncWeek("at", tzinfo=LONDON))
    rows = told.values("queue__name", "channel", *by).annotate(**FIGURES)
    return [_score(row) for row in rows.order_by("-week", "queue__name", "channel", *by[1:])]


def _score(row: Mapping[str, Any]) -> Score:
    week = row.get("week")
    return Score(
        row.get("queue__name", ""), row.get("channel", ""), week.date() if week else None, row.get("model__version"),
        row["told"], row["unknown"], row["answered"], row["inside"], row["error"], row["said_last"], row["said_mean"],
    )  # fmt: skip


def worst_misses(organisations: Sequence[int], since: date, until: date) -> list[ToldWait]:
    """Whose wait was furthest from what they were told, with `beyond`, the seconds outside of it."""
    beyond = Greatest(F("least") * 60.0 - F("waited"), F("waited") - F("most") * 60.0, output_field=FloatField())
    missed = _told(organisations, since, until).filter(came_true=False).annotate(beyond=beyond)
    return list(missed.select_related("queue").order_by("-beyond")[:WORST_SHOWN])


def _told(organisations: Sequence[int], since: date, until: date) -> QuerySet[ToldWait]:
    begins, ends = (datetime(day.year, day.month, day.day, tzinfo=LONDON) for day in (since, until))
    return ToldWait.objects.filter(queue__organisation__in=organisations, at__gte=begins, at__lt=ends)


def public_scores(organisations: Sequence[int], at: datetime, *, channel: WorkKind) -> dict[int, str]:
    """A line for everybody about the last 30 days of a channel, by organisation; none while too few were told."""
    rows = _of_last_days(organisations, at, channel).values("queue__organisation").annotate(**ANSWERS)
    return {row["queue__organisation"]: said for row in rows if (said := _in_public(row, channel))}


def public_score(organisations: Sequence[int], at: datetime, *, channel: WorkKind) -> str:
    """The same of all of them together; empty while too few were told."""
    return _in_public(_of_last_days(organisations, at, channel).aggregate(**ANSWERS), channel)


ANSWERS = {name: FIGURES[name] for name in ("answered", "inside")}


def _of_last_days(organisations: Sequence[int], at: datetime, channel: WorkKind) -> QuerySet[ToldWait]:
    today = london_date(at)
    return _told(organisations, today - timedelta(days=30), today + timedelta(days=1)).filter(channel=channel)


def _in_public(row: Mapping[str, Any], channel: WorkKind) -> str:
    if row["answered"] < LEAST_TO_SAY:
        return ""
    share = math.floor(100 * row["inside"] / row["answered"])
    return f"In the last 30 days {share} in 100 {PEOPLE.get(channel, 'people')} waited within what we told them."
