"""Service levels as both sides read them: what is promised, how far it is kept this month and before, each breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum

from civichub.cases.queries.kept import CLOCK_KEPT, PART_KEPT, Kept, Stretch, clocks_due, count_kept, parts_due
from civichub.core.errors import NotFound
from civichub.performance.models import CallHalfHour, Promised, ServiceLevel, ServiceLevelMonth

LONDON = ZoneInfo("Europe/London")
TREND_MONTHS = 12
MOST_BREACHES = 50


@dataclass(frozen=True)
class LevelLine:
    """A level with its months, the oldest first, and the one that is running, which may have nothing due yet."""

    level: ServiceLevel
    months: tuple[ServiceLevelMonth, ...]
    now: ServiceLevelMonth | None

    @property
    def state(self) -> str:
        """``kept``, ``missed`` or ``nothing due`` this month."""
        share = self.now.share if self.now else None
        if share is None:
            return "nothing due"
        return "kept" if share >= self.level.target else "missed"

    @property
    def direction(self) -> str:
        """How the last whole month compares with the one before: ``better``, ``worse``, ``the same`` or ""."""
        whole = [one.share for one in self.months if one is not self.now and one.share is not None][-2:]
        if len(whole) < 2:
            return ""
        return "better" if whole[1] > whole[0] else "worse" if whole[1] < whole[0] else "the same"


@dataclass(frozen=True)
class Breach:
    """One deadline that was not kept: of which case, when it fell due, and when it was met, or None while it is not."""

    reference: str
    case: Any
    what: str
    due_at: datetime
    met_at: datetime | None


def first_of(day: date) -> date:
    """The first of that day's month."""
    return day.replace(day=1)


def stretch_of(month: date, at: datetime) -> Stretch:
    """The month as moments: from London's midnight that begins it to the one that ends it."""
    following = first_of(month + timedelta(days=32))
    begins, ends = (datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) for day in (month, following))
    # A deadline is the midnight after its last day: what was due on the month's last day falls due as the next begins.
    return Stretch(begins + timedelta(seconds=1), ends + timedelta(seconds=1), at)


def counted(level: ServiceLevel, month: date, at: datetime) -> Kept:
    """The level's month, counted from the record as it stands."""
    when = stretch_of(month, at)
    if level.counts == Promised.CALLS:
        begins, ends = (moment - timedelta(seconds=1) for moment in (when.since, when.until))
        sums = CallHalfHour.objects.filter(organisation=level.promised_by, half_hour__gte=begins, half_hour__lt=ends)
        found = sums.aggregate(due=Sum(F("offered") - F("abandoned_short")), kept=Sum("answered_in_time"))
        return Kept(found["due"] or 0, min(found["kept"] or 0, found["due"] or 0))
    return count_kept(_deadlines(level, when), PART_KEPT if level.counts == Promised.PARTS else CLOCK_KEPT)


def _deadlines(level: ServiceLevel, when: Stretch) -> QuerySet[Any]:
    if level.counts == Promised.PARTS:
        return parts_due(level.promised_by_id, when, service_id=level.service_id)
    return clocks_due(level.promised_by_id, when, service_id=level.service_id, key=level.clock)


def levels_seen_by(user: Any) -> QuerySet[ServiceLevel]:
    """The levels of both directions in which an organisation of `user`'s takes part, ended ones last."""
    found = ServiceLevel.objects.visible_to(user).select_related("promised_by", "promised_to", "service")
    return found.order_by(F("ends_on").asc(nulls_first=True), "promised_by__name", "title", "pk")


def level_for(user: Any, pk: int) -> ServiceLevel:
    """One level, if `user` may see it. Raises `NotFound`, the same for one that is not there."""
    found = levels_seen_by(user).filter(pk=pk).first()
    if found is None:
        raise NotFound("We cannot find that service level.")
    return found


def lines_of(levels: list[ServiceLevel], *, on: date) -> list[LevelLine]:
    """The levels with their last twelve months and the running one."""
    since, current = first_of(on - timedelta(days=31 * (TREND_MONTHS - 1))), first_of(on)
    by_level: dict[int, list[ServiceLevelMonth]] = {level.pk: [] for level in levels}
    for one in ServiceLevelMonth.objects.filter(level__in=levels, month__gte=since, month__lte=current):
        by_level[one.level_id].append(one)
    return [
        LevelLine(level, tuple(months), next((one for one in months if one.month == current), None))
        for level in levels
        for months in (by_level[level.pk],)
    ]


def breaches_of(level: ServiceLevel, month: date, at: datetime) -> list[Breach]:
    """The deadlines of that month that were not kept, the latest first, at most fifty. Calls have none to list."""
    if level.counts == Promised.CALLS:
        return []
    is_part = level.counts == Promised.PARTS
    missed = _deadlines(level, stretch_of(month, at)).exclude(PART_KEPT if is_part else CLOCK_KEPT)
    rows = missed.select_related("case__service").order_by("-due_at", "-pk")[:MOST_BREACHES]
    return [
        Breach(
            row.case.reference, row.case, "Its part" if is_part else row.key.replace("_", " ").replace("-", " "),
            row.due_at - timedelta(seconds=1), row.answered_at if is_part else row.stopped_at,
        )
        for row in rows
    ]  # fmt: skip


def levels_to_count(on: date) -> QuerySet[ServiceLevel]:
    """The levels of which a month is still counted: those in force, and those that ended in the last two months."""
    lately = Q(ends_on=None) | Q(ends_on__gte=on - timedelta(days=62))
    return ServiceLevel.objects.filter(lately, starts_on__lte=on)


def months_to_count(on: date) -> tuple[date, date]:
    """The running month and the one before it, in which late entries may still change something."""
    current = first_of(on)
    return first_of(current - timedelta(days=1)), current
