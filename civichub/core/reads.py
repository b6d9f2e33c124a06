"""Who has been looking at a record: read from the ledger of reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, QuerySet

from civichub.core.models import ReadEntry
from civichub.core.prepared import Given, prepared

STILL_LOOKING = timedelta(minutes=5)


def looking_now(record: models.Model, *, besides: Any, at: datetime) -> list[tuple[str, datetime]]:
    """(name, when last) of the others who opened this record in the last five minutes, the latest first."""
    kind = record._meta.label_lower
    return list(_lately(kind=kind, record=record.pk, since=at - STILL_LOOKING, besides=besides.pk))


@prepared
def _lately() -> QuerySet[ReadEntry]:
    rows = ReadEntry.objects.filter(subject_type=Given("kind"), subject_id=Given("record"), at__gte=Given("since"))
    others = rows.exclude(actor=Given("besides")).values("actor__name").annotate(last=Max("at"))
    return others.order_by("-last").values_list("actor__name", "last")
