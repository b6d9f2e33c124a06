"""How far deadlines were kept in a stretch of time: for those who count, and for the lists behind their figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from civichub.cases.models import CaseClock, CasePart, PartState


@dataclass(frozen=True)
class Stretch:
    """What fell due from `since` to before `until` (UTC), as it stands at `at`."""

    since: datetime
    until: datetime
    at: datetime


@dataclass(frozen=True)
class Kept:
    """Of `due` deadlines that came, `kept` were kept."""

    due: int
    kept: int


def clocks_due(organisation_id: int, when: Stretch, *, service_id: int | None = None, key: str = "") -> QuerySet[Any]:
    """The clocks of the organisation's cases that ended, or should have ended, in that stretch."""
    found = CaseClock.objects.filter(case__organisation=organisation_id, due_at__gte=when.since, due_at__lt=when.until)
    found = found.filter(Q(stopped_at__isnull=False) | Q(due_at__lte=when.at))
    found = found.filter(case__service=service_id) if service_id else found
    return found.filter(key=key) if key else found


def parts_due(organisation_id: int, when: Stretch, *, service_id: int | None = None) -> QuerySet[Any]:
    """The parts that the organisation owed in others' cases in that stretch; none that was no longer wanted."""
    found = CasePart.objects.filter(organisation=organisation_id, due_at__gte=when.since, due_at__lt=when.until)
    found = found.exclude(state=PartState.WITHDRAWN).filter(Q(answered_at__isnull=False) | Q(due_at__lte=when.at))
    return found.filter(case__service=service_id) if service_id else found


CLOCK_KEPT, PART_KEPT = Q(stopped_at__lt=F("due_at")), Q(answered_at__lt=F("due_at"))


def count_kept(found: QuerySet[Any], kept: Q) -> Kept:
    """How many of these deadlines were kept."""
    counted = found.aggregate(due=Count("pk"), kept=Count("pk", filter=kept))
    return Kept(counted["due"], counted["kept"])
