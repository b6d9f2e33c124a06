"""Reading the two ledgers: what was changed, and who looked at what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from civichub.core.models import AuditEntry, ReadEntry


def changes(
    user: Any,
    *,
    own_people: Iterable[int],
    subject: tuple[str, int] | None = None,
    actor_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """What was changed, in the organisations whose audit `user` may see, or by their people where no body is named.

    `subject` is (model label, key); the caller has checked that `user` may know of that record. `until` is exclusive.
    """
    ours = Q(organisation_id__in=user.organisations_with("audit.view"))
    found = AuditEntry.objects.filter(ours | Q(organisation_id=None, actor__in=list(own_people)))
    return _narrowed(found, subject, actor_id, since, until)


def reads(
    user: Any,
    *,
    own_people: Iterable[int],
    subject: tuple[str, int] | None = None,
    actor_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[ReadEntry]:
    """Who opened which personal record, on what ground: everybody for a `subject` that `user` may know of, else only
    what the people of their own organisations opened."""
    found = ReadEntry.objects.all() if subject else ReadEntry.objects.filter(actor__in=list(own_people))
    if not user.holds_anywhere("audit.view"):
        found = found.none()
    return _narrowed(found, subject, actor_id, since, until)


def _narrowed(
    found: QuerySet[Any],
    subject: tuple[str, int] | None,
    actor_id: int | None,
    since: datetime | None,
    until: datetime | None,
) -> QuerySet[Any]:
    if subject:
        found = found.filter(subject_type=subject[0], subject_id=subject[1])
    exact = {"actor": actor_id, "at__gte": since, "at__lt": until}
    return found.filter(**{name: value for name, value in exact.items() if value}).select_related("actor")
