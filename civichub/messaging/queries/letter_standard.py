"""The five-working-day standard, counted from the letters themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from civichub.messaging.models import LetterIn
from civichub.messaging.queries.letters import DONE_WITH

NO_SERVICE = "No service yet"
_COUNTED = ("received", "in_time", "late")


@dataclass(frozen=True)
class StandardRow:
    """A month and a service: letters due, answered or acknowledged in time, and late or overdue. `share` is of 1."""

    month: date
    service: str
    received: int
    in_time: int
    late: int

    @property
    def share(self) -> float | None:
        settled = self.in_time + self.late
        return self.in_time / settled if settled else None

    @property
    def share_words(self) -> str:
        return "–" if self.share is None else f"{self.share:.0%}"


def standard_figures(user: Any, *, since: date, at: datetime) -> list[StandardRow]:
    """The five-working-day standard for letters received since that day, by month and service, the latest first.

    Letters that needed no reply are not counted; those still in time count as received only.
    """
    found = LetterIn.objects.visible_to(user).filter(received_on__gte=since).exclude(state__in=DONE_WITH)
    late = Q(responded_at__gte=F("due_at")) | Q(responded_at=None, due_at__lte=at)
    rows = found.annotate(month=TruncMonth("received_on")).values("month", "contact__service__title")
    rows = rows.annotate(
        received=Count("pk", distinct=True),
        in_time=Count("pk", filter=Q(responded_at__lt=F("due_at")), distinct=True),
        late=Count("pk", filter=late, distinct=True),
    )
    return [
        StandardRow(row["month"], row["contact__service__title"] or NO_SERVICE, *(row[name] for name in _COUNTED))
        for row in rows.order_by("-month", "contact__service__title")
    ]
