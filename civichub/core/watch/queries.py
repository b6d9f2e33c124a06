"""Reads of what is watched, and of the ledger by those who watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from civichub.core.audit import EXPORT
from civichub.core.models import ReadEntry, WatchedKind, WatchedReading


def emergency_of(user: Any, record: models.Model) -> WatchedReading | None:
    """The emergency in which `user` has this record open at this moment, or None."""
    mine = WatchedReading.objects.filter(kind=WatchedKind.EMERGENCY, actor=user.pk, until__gt=timezone.now())
    return mine.filter(subject_type=record._meta.label_lower, subject_id=record.pk, reviewed_at=None).first()


def watched_for(user: Any) -> QuerySet[WatchedReading]:
    """What `user` may review or has in view as a reviewer: of the bodies whose audit they see."""
    found = WatchedReading.objects.filter(organisation_id__in=user.organisations_with("audit.view"))
    return found.select_related("actor", "reviewed_by")


def count_to_review(user: Any) -> int:
    """How many wait for a verdict of `user`."""
    return watched_for(user).filter(reviewed_at=None).exclude(actor=user.pk).count()


def readers_of_many(since: datetime, *, more_than: int) -> Iterator[tuple[Any, int]]:
    """(account, number of different records) of those who have opened more than so many since then."""
    lately = ReadEntry.objects.filter(at__gte=since).exclude(subject_type=EXPORT).exclude(actor__kind="system")
    record = Concat("subject_type", Value(":"), Cast("subject_id", models.CharField()))
    counted = lately.values("actor").annotate(number=Count(record, distinct=True)).filter(number__gt=more_than)
    numbers = dict(counted.values_list("actor", "number"))
    accounts = {entry.actor_id: entry.actor for entry in lately.filter(actor__in=numbers).select_related("actor")}
    yield from ((accounts[pk], number) for pk, number in sorted(numbers.items()))


def readings_of(subject_type: str, since: datetime) -> QuerySet[ReadEntry]:
    """Who opened which records of a kind since then, with who it was; the hub's own readings left out."""
    found = ReadEntry.objects.filter(at__gte=since, subject_type=subject_type).exclude(actor__kind="system")
    return found.select_related("actor").order_by("at")


def exports_since(since: datetime) -> QuerySet[ReadEntry]:
    """Lists that were taken away as files, with who took them."""
    return ReadEntry.objects.filter(at__gte=since, subject_type=EXPORT).select_related("actor").order_by("at")


def noticed_since(actor: Any, kind: str, since: datetime) -> bool:
    """Whether this was noticed of them already: one pattern is one alert."""
    return WatchedReading.objects.filter(actor=actor.pk, kind=kind, at__gte=since).exists()
