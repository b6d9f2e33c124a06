"""The cases of a person, over all their merged records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case


def cases_of_customers(user: Any, customer_ids: Iterable[int], limit: int = 50) -> QuerySet[Case]:
    """The cases of these customer records that `user` may see, open ones first, then the latest."""
    found = Case.objects.visible_to(user).filter(customer__in=list(customer_ids))
    return found.select_related("service", "organisation", "team").order_by("-closed_at", "-opened_at")[:limit]


def open_case_count(customer_ids: Iterable[int]) -> int:
    """How many open cases these customer records have."""
    return Case.objects.filter(customer__in=list(customer_ids), closed_at=None).count()
