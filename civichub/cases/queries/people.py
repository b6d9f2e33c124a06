"""The cases of a person, over all their merged records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case, CaseContact, Promise
from civichub.cases.sharing import WORKERS, Scope, as_opened_to, scope_of
from civichub.core.prepared import Given, prepared


def cases_of_customers(user: Any, customer_ids: Iterable[int], limit: int = 50) -> list[Case]:
    """The cases of these customer records that `user` may see, open ones first, then the latest."""
    ids = list(customer_ids)
    if user.kind in WORKERS:
        return [as_opened_to(user, case) for case in _within(scope_of(user), limit, customers=ids)]
    return list(_as_listed(Case.objects.visible_to(user).filter(customer__in=ids))[:limit])


@prepared
def _within(scope: Scope, limit: int) -> QuerySet[Case]:
    return _as_listed(Case.objects.within(scope).filter(customer__among=Given("customers")))[:limit]


def _as_listed(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.defer("words").select_related("service", "organisation", "team").order_by("-closed_at", "-opened_at")


def open_case_count(customer_ids: Iterable[int]) -> int:
    """How many open cases these customer records have."""
    return Case.objects.filter(customer__in=list(customer_ids), closed_at=None).count()


def contacts_of_open_cases(contact_ids: Iterable[int]) -> frozenset[int]:
    """Which of these contacts were about a case that is still open: what was said in them is still needed."""
    links = CaseContact.objects.filter(contact__in=list(contact_ids), case__closed_at=None)
    return frozenset(links.values_list("contact", flat=True))


def service_of_latest_case(contact_id: int) -> int | None:
    """The service of the case that this contact opened, or was added to, last; None where it was about no case."""
    links = CaseContact.objects.filter(contact=contact_id).order_by("-pk")
    return links.values_list("case__service", flat=True).first()


def open_promises_of(case_ids: Iterable[int]) -> list[Promise]:
    """What was promised in these cases and neither kept nor broken yet, the soonest first. The caller has asked who
    may see the cases."""
    return _open_promises(cases=list(case_ids))


@prepared
def _open_promises() -> QuerySet[Promise]:
    return Promise.objects.filter(case__among=Given("cases"), settled_at=None).order_by("due_on", "pk")
