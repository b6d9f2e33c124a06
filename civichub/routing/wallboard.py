"""What a board on a wall shows of several queues: each, all together, and what is in danger. Counts only, no names."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from civichub.routing.alerts import alerts_of
from civichub.routing.models import Alert, AlertKind, Queue, QueueMember, WallKey
from civichub.routing.queries import Figures, QueueNow, people_words, queues_now

SILENT_AFTER = timedelta(minutes=5)  # a board asks every 15 seconds


@dataclass(frozen=True)
class Wall:
    """Queues at a moment. In `together` everybody who serves several counts once."""

    queues: list[QueueNow]
    together: Figures
    alerts: list[Alert]
    at: datetime


def wall(queues: Iterable[Queue], at: datetime) -> Wall:
    """The board of these queues."""
    queues = list(queues)
    rows = queues_now(queues, at)
    members = QueueMember.objects.filter(queue__in=[queue.pk for queue in queues]).values_list("person", flat=True)
    people = Counter(people_words(set(members), at).values())
    sums = ("waiting", "promises_at_risk", "answered", "abandoned", "abandoned_quickly", "in_time")
    together = Figures(
        longest_wait=max((row.longest_wait for row in rows), default=0),
        **{word: people[word] for word in ("free", "busy", "wrapping_up", "away")},
        **{name: sum(getattr(row, name) for row in rows) for name in sums},
    )
    return Wall(rows, together, alerts_of(queues), at)


def wall_key(key: str) -> WallKey | None:
    """The key of a screen on a wall that may be used, or None."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    found = WallKey.objects.select_related("organisation").filter(digest=digest, revoked_at=None).first()
    return found if found is not None and found.organisation.is_active else None


def walls_in_use() -> list[WallKey]:
    """Every key that may be used and was used once."""
    found = WallKey.objects.filter(revoked_at=None, heard_at__isnull=False, organisation__is_active=True)
    return list(found.select_related("organisation"))


def queues_with_silent_screens() -> list[Queue]:
    """The queues for which a warning of silent screens stands."""
    found = Queue.objects.filter(alerts__kind=AlertKind.SILENT, alerts__cleared_at=None)
    return list(found.select_related("organisation"))


def queues_on_wall(key: WallKey) -> list[Queue]:
    """The queues in use whose figures this key opens."""
    found = Queue.objects.filter(organisation=key.organisation_id, is_active=True)
    found = found.filter(pk__in=key.queues) if key.queues else found
    return list(found.select_related("organisation"))


def wall_keys_of(user: Any) -> QuerySet[WallKey]:
    """The keys, withdrawn or not, of the organisations whose day this person runs."""
    found = WallKey.objects.filter(organisation__in=user.organisations_with("work.supervise"))
    return found.select_related("organisation", "made_by")
