"""Contacts by channel, and the rows behind each figure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from civichub.performance.measures import Row, Value, compute, percent, shipped_measures
from civichub.performance.models import ContactFact, MonthlyCount, MonthlyEntry

LINEAGE_PAGE = 100


@dataclass(frozen=True)
class ChannelLine:
    """One channel of the report: contacts by month (in the order of `ChannelReport.months`) and in all."""

    channel: str
    self_service: bool
    by_month: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class ChannelReport:
    """Contacts by channel, assisted and self-service, by month (G4; W Appendix 1)."""

    months: tuple[date, ...]
    lines: tuple[ChannelLine, ...]
    assisted: Value
    self_service: Value
    assisted_share: int | None
    self_service_share: int | None


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The firsts of the months from `first` to `last`, both included."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1))


def counted_rows(user: Any, organisation_ids: list[int] | None, first: date, last: date) -> list[Row]:
    """The sums `user` may see, from the hub's own facts and from entries in force. None means every organisation."""
    span = {"month__gte": first.replace(day=1), "month__lte": last}
    if organisation_ids is not None:
        span["organisation__in"] = organisation_ids
    hub = MonthlyCount.objects.visible_to(user).filter(**span)
    entries = MonthlyEntry.objects.visible_to(user).filter(replaced_at=None, **span)
    columns = ("organisation_id", "month", "channel", "self_service")
    return [Row(*row, source="hub") for row in hub.values_list(*columns, "count")] + [
        Row(*row, source="entry") for row in entries.values_list(*columns, "value")
    ]


def channel_report(user: Any, organisation_ids: list[int] | None, first: date, last: date) -> ChannelReport:
    """Contacts by channel over whole months. Two queries, whatever the number of contacts."""
    rows, months = counted_rows(user, organisation_ids, first, last), months_between(first, last)
    sums: dict[tuple[str, bool], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        sums[row.channel, row.self_service][row.month] += row.count
    lines = [
        ChannelLine(channel, alone, tuple(by[month] for month in months), sum(by.values()))
        for (channel, alone), by in sums.items()
    ]
    measures = shipped_measures()
    assisted = compute(measures["assisted_contacts"], rows)
    alone = compute(measures["self_service_contacts"], rows)
    whole = assisted.numerator + alone.numerator
    return ChannelReport(
        months,
        tuple(sorted(lines, key=lambda line: (line.self_service, -line.total))),
        assisted,
        alone,
        percent(assisted.numerator, whole),
        percent(alone.numerator, whole),
    )


def facts_behind(
    user: Any,
    organisation_ids: list[int] | None,
    channel: str,
    first: date,
    last: date,
    after: int = 0,
    self_service: bool | None = None,
) -> QuerySet[ContactFact]:
    """The contacts a figure was counted from, a page at a time: those with an id above `after`.

    `self_service` keeps one kind where a channel has both; None keeps both.
    """
    found = ContactFact.objects.visible_to(user).filter(
        channel=channel, month__gte=first, month__lte=last, id__gt=after
    )
    if self_service is not None:
        found = found.filter(self_service=self_service)
    if organisation_ids is not None:
        found = found.filter(organisation__in=organisation_ids)
    return found.select_related("contact", "organisation", "service").order_by("id")[:LINEAGE_PAGE]


def entries_behind(
    user: Any,
    organisation_ids: list[int] | None,
    channel: str,
    first: date,
    last: date,
    self_service: bool | None = None,
) -> QuerySet[MonthlyEntry]:
    """The entered figures behind a cell, with those they replaced; `self_service` as for `facts_behind`."""
    found = MonthlyEntry.objects.visible_to(user).filter(channel=channel, month__gte=first, month__lte=last)
    if self_service is not None:
        found = found.filter(self_service=self_service)
    if organisation_ids is not None:
        found = found.filter(organisation__in=organisation_ids)
    return found.select_related("organisation", "entered_by").order_by("month", "entered_at")


def years_counted(user: Any, organisation_ids: list[int]) -> list[int]:
    """The years for which these organisations have figures that `user` may see, latest first."""
    found: set[int] = set()
    for model in (MonthlyCount, MonthlyEntry):
        rows = model.objects.visible_to(user).filter(organisation__in=organisation_ids)
        found.update(day.year for day in rows.dates("month", "year"))
    return sorted(found, reverse=True)
