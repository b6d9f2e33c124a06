"""Figures of calls by year, month, day, weekday or time of the day, from the sums of half hours."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncDate, TruncMonth, TruncTime, TruncYear

from civichub.core.clocks import LONDON
from civichub.performance.calls import REPEAT_DAYS, CallSums
from civichub.performance.models import CallHalfHour, CallImport


class Step(StrEnum):
    """What a line of the report covers, in London time."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    HALF_HOUR = "half_hour"


_STARTS = {
    Step.YEAR: TruncYear("half_hour", tzinfo=LONDON),
    Step.MONTH: TruncMonth("half_hour", tzinfo=LONDON),
    Step.DAY: TruncDate("half_hour", tzinfo=LONDON),
    Step.WEEKDAY: ExtractIsoWeekDay("half_hour", tzinfo=LONDON),
    Step.HALF_HOUR: TruncTime("half_hour", tzinfo=LONDON),
}
_SUMMED = [one.name for one in fields(CallSums) if one.name not in ("longest_wait", "settled", "repeated")]


@dataclass(frozen=True)
class CallLine:
    """The sums of one step: `start` is the first day of a year or month, a day, a weekday from 1, or a time of day."""

    start: Any
    sums: CallSums


def call_lines(
    user: Any,
    organisation_ids: list[int] | None,
    *,
    since: date,
    until: date,
    step: Step,
    at: datetime,
    queue: int | None = None,
) -> list[CallLine]:
    """The calls that joined a line from the day `since` to before the day `until`, in steps, in order. One query.

    A step without a call has no line. None means every organisation that `user` may see.
    """
    found = _seen(user, organisation_ids).filter(half_hour__gte=_midnight(since), half_hour__lt=_midnight(until))
    found = found.filter(queue=queue) if queue is not None else found
    settled = Q(half_hour__lt=at - timedelta(days=REPEAT_DAYS))
    # The names of columns are taken: each sum is told from its column by one letter more.
    sums = {f"{name}_": Sum(name) for name in _SUMMED}
    sums |= {"longest_wait_": Max("longest_wait"), "settled_": Sum("known_callers", filter=settled),
             "repeated_": Sum("repeated", filter=settled)}  # fmt: skip
    rows = found.order_by().values(start=_STARTS[step]).annotate(**sums).order_by("start")
    return [CallLine(_plain(row.pop("start")), CallSums(**{k[:-1]: v or 0 for k, v in row.items()})) for row in rows]


def years_of_calls(user: Any, organisation_ids: list[int] | None) -> list[int]:
    """The years with figures of calls that `user` may see, the latest first."""
    days = _seen(user, organisation_ids).datetimes("half_hour", "year", tzinfo=LONDON)
    return sorted((day.year for day in days), reverse=True)


def lines_with_calls(user: Any, organisation_ids: list[int] | None) -> list[tuple[int, str]]:
    """The queues that have figures of calls, with their names."""
    rows = _seen(user, organisation_ids).order_by("queue__name", "queue").values_list("queue", "queue__name")
    return list(rows.distinct())


def call_imports(user: Any) -> QuerySet[CallImport]:
    """The imports of records that `user` may see, the latest first."""
    return CallImport.objects.visible_to(user).select_related("organisation", "queue").order_by("-pk")


def _seen(user: Any, organisation_ids: list[int] | None) -> QuerySet[CallHalfHour]:
    found = CallHalfHour.objects.visible_to(user)
    return found if organisation_ids is None else found.filter(organisation__in=organisation_ids)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _plain(start: Any) -> Any:
    return start.date() if isinstance(start, datetime) else start
