"""Answered in time or not: one definition for email and letters, for a single one and for the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from civichub.core.clocks import london_date
from civichub.messaging.models import AnswerOwed, LetterIn, MailWait

OWED = Q(responded_at=None)
_STANDING = {
    "received": Q(),
    "in_time": Q(responded_at__lt=F("due_at")),
    "late": Q(responded_at__gte=F("due_at")),
}
_WRITTEN: dict[str, QuerySet[Any]] = {
    "email": MailWait.objects.filter(needs_no_reply=False),
    "letter": LetterIn.objects.exclude(state__in=LetterIn.NO_REPLY),
}


@dataclass(frozen=True)
class StandardRow:
    """Of one month, channel and service (empty while nobody has said which). `received` is the sum of the other four.

    `in_time` and `late` were answered or acknowledged; `overdue` and `open` were not, `open` ones being not due yet.
    """

    month: date
    channel: str
    service: str
    received: int
    in_time: int
    late: int
    overdue: int
    open: int


@dataclass(frozen=True)
class DueDay:
    """What is still owed an answer by the end of that day."""

    due_on: date
    emails: int
    letters: int


def share_in_time(rows: Iterable[StandardRow]) -> float | None:
    """The part (of 1) that was answered in time of all that was answered or should have been; None of nothing."""
    rows = list(rows)
    in_time = sum(row.in_time for row in rows)
    decided = in_time + sum(row.late + row.overdue for row in rows)
    return in_time / decided if decided else None


def standard_figures(organisation_ids: Iterable[int], *, since: date, until: date, at: datetime) -> list[StandardRow]:
    """What was received since that day and before `until`, the latest month first. The caller has checked who asks."""
    ids, rows = list(organisation_ids), []
    counted = _STANDING | {"overdue": OWED & Q(due_at__lte=at), "open": OWED & Q(due_at__gt=at)}
    for channel, written in _WRITTEN.items():
        found = written.filter(organisation__in=ids, received_on__gte=since, received_on__lt=until)
        found = found.annotate(month=TruncMonth("received_on")).values("month", "contact__service__title")
        for row in found.annotate(**{name: Count("pk", filter=how) for name, how in counted.items()}):
            sums = {name: row[name] for name in counted}
            rows.append(StandardRow(row["month"], channel, row["contact__service__title"] or "", **sums))
    return sorted(rows, key=lambda row: (-row.month.toordinal(), row.channel, row.service))


def owed_by_day(organisation_ids: Iterable[int]) -> list[DueDay]:
    """All that is still owed, whenever it was received, by the day until which it is in time; the oldest first."""
    ids, days = list(organisation_ids), dict[date, dict[str, int]]()
    for channel, written in _WRITTEN.items():
        owed = written.filter(OWED, organisation__in=ids).values("due_on").annotate(number=Count("pk"))
        for row in owed:
            days.setdefault(row["due_on"], {})[channel] = row["number"]
    return [DueDay(day, of.get("email", 0), of.get("letter", 0)) for day, of in sorted(days.items())]


def standing(owed: AnswerOwed, at: datetime) -> tuple[str, str]:
    """How one of them stands to the standard, in words and as the colour of a tag."""
    if owed.needs_no_reply:
        return "No reply needed", "grey"
    if owed.responded_at is not None:
        return ("In time", "green") if owed.responded_at < owed.due_at else ("Late", "red")
    if at >= owed.due_at:
        return "Overdue", "red"
    return ("Due today", "orange") if owed.due_on == london_date(at) else ("Not due yet", "teal")
