"""Who has been looking at a record: read from the ledger of reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max

from civichub.core.models import ReadEntry

STILL_LOOKING = timedelta(minutes=5)


def looking_now(record: models.Model, *, besides: Any, at: datetime) -> list[tuple[str, datetime]]:
    """(name, when last) of the others who opened this record in the last five minutes, the latest first."""
    rows = ReadEntry.objects.filter(
        subject_type=record._meta.label_lower, subject_id=record.pk, at__gte=at - STILL_LOOKING
    ).exclude(actor=besides)
    latest = rows.values("actor__name").annotate(last=Max("at")).order_by("-last")
    return [(row["actor__name"], row["last"]) for row in latest]
