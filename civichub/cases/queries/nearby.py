"""Is this the same thing? Open cases like a new one, with the reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case
from civichub.cases.sharing import WORKERS, scope_of

RESIDENT_RADIUS_METRES = 250
STAFF_RADIUS_METRES = 1000
DAYS_BACK = 90
MAX_COMPARED = 200


@dataclass(frozen=True)
class Similar:
    """An open case that may be the same. `score` is 0 to 1; `reasons` say why, nearest first."""

    case: Case
    score: float
    metres: int | None
    reasons: tuple[str, ...]


def similar_cases(
    *,
    service_id: int,
    at: datetime,
    easting: float | None = None,
    northing: float | None = None,
    uprn: str = "",
    words: str = "",
    radius: int = RESIDENT_RADIUS_METRES,
    limit: int = 5,
    user: Any = None,
) -> list[Similar]:
    """Open, ordinary cases of the same service by place, time and words, the likeliest first.

    Without `user` only what may be shown to anyone is compared: never a sensitive service. The radii are FixMyStreet's
    documented defaults for the public and for inspectors.
    """
    found = Case.objects.filter(sensitive=False) if user is None else _comparable(user)
    found = found.filter(service=service_id, closed_at=None, opened_at__gte=at - timedelta(days=DAYS_BACK))
    if easting is not None and northing is not None:
        found = found.filter(
            easting__range=(easting - radius, easting + radius), northing__range=(northing - radius, northing + radius)
        )
    elif uprn:
        found = found.filter(uprn=uprn)
    else:
        return []
    rows = found.select_related("service", "organisation").order_by("-opened_at")[:MAX_COMPARED]
    judged = [_judge(case, easting, northing, uprn, words, radius, at) for case in rows]
    close = [one for one in judged if one.metres is None or one.metres <= radius]
    return sorted(close, key=lambda one: -one.score)[:limit]


def _comparable(user: Any) -> QuerySet[Case]:
    """What `user` sees, without the cases of partners that do not share where they are and what they say."""
    if user.kind in WORKERS and not user.is_system:
        return Case.objects.within(scope_of(user, "case.answers"))
    return Case.objects.visible_to(user)


def _judge(
    case: Case, easting: float | None, northing: float | None, uprn: str, words: str, radius: int, at: datetime
) -> Similar:
    metres = None
    if easting is not None and northing is not None and case.easting is not None and case.northing is not None:
        metres = round(math.hypot(case.easting - easting, case.northing - northing))
    near = 1.0 if metres is None else max(0.0, 1 - metres / radius)
    days = (at - case.opened_at).days
    fresh = max(0.0, 1 - days / DAYS_BACK)
    shared = _shared_words(words, f"{case.title} {case.description}")
    reasons = [
        "at the same address" if uprn and case.uprn == uprn else f"{metres} metres away" if metres is not None else "",
        "reported today" if days == 0 else f"reported {days} day{'s' * (days != 1)} ago",
        f"also says {', '.join(sorted(shared)[:3])}" if shared else "",
    ]
    likeness = min(1.0, len(shared) / 3)
    return Similar(case, round(0.6 * near + 0.2 * fresh + 0.2 * likeness, 3), metres, tuple(filter(None, reasons)))


def _shared_words(one: str, other: str) -> set[str]:
    def long(text: str) -> set[str]:
        return {word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(word) > 3}

    return long(one) & long(other)
