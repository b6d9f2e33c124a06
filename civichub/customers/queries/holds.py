"""Whether something of a customer may be deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from civichub.customers.models import LegalHold
from civichub.customers.queries.families import family_ids


def holds_of(customer_id: int) -> QuerySet[LegalHold]:
    """Every hold on this person and their merged records, the latest first. The caller has checked who asks."""
    return LegalHold.objects.filter(customer__in=family_ids(customer_id)).select_related("placed_by", "lifted_by")


def held_among(customer_ids: Iterable[int | None], on: date) -> list[int]:
    """Those of these customers whom a hold keeps on that day. Every job that deletes asks this first."""
    ids = {one for one in customer_ids if one is not None}
    return [one for one in sorted(ids) if holds_of(one).in_force(on).exists()]
