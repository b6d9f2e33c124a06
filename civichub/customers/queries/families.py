"""Which records are one person: what refers to a merged record is found through here, so nothing has to move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.customers.models import Customer, HouseholdMember
from civichub.customers.models.people import MAX_MERGE_DEPTH, own_customer_id

_ROOTS = """
WITH RECURSIVE up AS (
    SELECT id AS asked, id, merged_into_id, 0 AS depth FROM customers_customer WHERE id = ANY(%s)
    UNION ALL
    SELECT up.asked, c.id, c.merged_into_id, up.depth + 1
    FROM up JOIN customers_customer c ON c.id = up.merged_into_id WHERE up.depth < %s
)
SELECT asked, id FROM up WHERE merged_into_id IS NULL
"""
_FAMILY = """
WITH RECURSIVE down AS (
    SELECT id, 0 AS depth FROM customers_customer WHERE id = %s
    UNION ALL
    SELECT c.id, down.depth + 1 FROM down JOIN customers_customer c ON c.merged_into_id = down.id WHERE down.depth < %s
)
SELECT id FROM down ORDER BY depth, id
"""


def keeper_ids(customer_ids: Iterable[int]) -> dict[int, int]:
    """For each id that exists, the id of the record in use: itself, or the one that absorbed it."""
    wanted = list(set(customer_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, [wanted, MAX_MERGE_DEPTH])
        return dict(cursor.fetchall())


def keeper_of(customer: Customer) -> Customer:
    """The record in use for this one: itself unless it was merged. One query when it was."""
    if customer.merged_into_id is None:
        return customer
    return Customer.objects.get(pk=keeper_ids([customer.pk])[customer.pk])


def own_customer_ids(user: Any) -> tuple[int, ...]:
    """The record that this sign-in opens, with every record merged into it; empty when it opens none.

    What a resident may see of contacts and cases is what refers to one of these, not to the linked row alone.
    """
    own = own_customer_id(user)
    return family_ids(own) if own is not None else ()


def family_ids(customer_id: int) -> tuple[int, ...]:
    """The record in use first, then every record merged into it, whichever of them was asked for.

    Contacts and cases refer to the record they were made with; "this customer's cases" are those of the whole family.
    Raises `NotFound` when there is no such customer.
    """
    root = keeper_ids([customer_id]).get(customer_id)
    if root is None:
        raise NotFound()
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [root, MAX_MERGE_DEPTH])
        return tuple(row[0] for row in cursor.fetchall())


def ids_sheltered_with(customer_id: int) -> frozenset[int]:
    """The sheltered records, merged ones too, among those of this person and of whoever lives with them now."""
    households = HouseholdMember.objects.filter(customer__in=family_ids(customer_id), until=None).values("household")
    together = HouseholdMember.objects.filter(household__in=households, until=None)
    people = {customer_id, *together.values_list("customer", flat=True)}
    rows = Customer.objects.filter(pk__in={pk for person in people for pk in family_ids(person)})
    return frozenset(rows.sheltered().values_list("pk", flat=True))


def living_beside_somebody_at_risk() -> QuerySet[HouseholdMember]:
    """The ids of people who share a household with somebody at risk now, as a subquery: `Q(customer__in=...)`."""
    homes = HouseholdMember.objects.filter(customer__at_risk=True, until=None).values("household")
    return HouseholdMember.objects.filter(household__in=homes, until=None).values("customer")
