"""The one reading of a customer that screens, exports and interfaces may use: only what this account may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.customers.models import ContactKind, ContactPoint, Customer
from civichub.customers.models.people import CONTACT_FIELD
from civichub.customers.queries.access import access_to_customers
from civichub.customers.queries.families import keeper_ids, keeper_of
from civichub.customers.queries.reading import is_withheld, read_views
from civichub.customers.queries.shapes import CustomerView
from civichub.customers.states import ACTIVE


def view_of(customer: Customer, user: Any, *, through: Any = None) -> CustomerView:
    """What `user` may see of this customer, or of the record that absorbed it. Raises `NotFound` when that is nothing.

    `through`: a sharing agreement by which a record of this customer is open to the user; see `access_to_customer`.
    """
    keeper = keeper_of(customer)
    found = views_of([keeper], user, through=through)
    if not found:
        raise NotFound("We cannot find that customer.")
    return found[0]


def get_customer_for(user: Any, reference: str) -> Customer:
    """The record in use behind a reference, if `user` may see it. Raises `NotFound`: the same for a missing one."""
    customer = Customer.objects.filter(reference=parse_reference(reference) or "").first()
    if customer is not None:
        keeper = keeper_of(customer)
        if access_to_customers(user, [keeper]):
            return keeper
    raise NotFound("We cannot find that customer.")


def own_customer(user: Any) -> Customer | None:
    """The record in use that this sign-in opens, or None."""
    customer = Customer.objects.filter(account=user.pk).first() if user.pk else None
    return keeper_of(customer) if customer else None


def names_for(user: Any, customer_ids: Iterable[int]) -> dict[int, str]:
    """The names, by the id asked for, of those customers whom `user` may see: for lists, in three queries."""
    keepers = keeper_ids(customer_ids)
    visible = Customer.objects.visible_to(user).in_bulk(set(keepers.values()))
    return {asked: visible[keeper].display_name for asked, keeper in keepers.items() if keeper in visible}


def views_of(customers: Iterable[Customer], user: Any, *, through: Any = None) -> list[CustomerView]:
    """What `user` may see of many records in use, in the order given; those they may not see are left out."""
    rows = list(customers)
    accesses = access_to_customers(user, rows, through=through)
    shown = [row for row in rows if row.pk in accesses]
    return read_views(shown, accesses, user) if shown else []


def residents_at(user: Any, uprn: str, *, limit: int = 50) -> list[CustomerView]:
    """The customers who live at a property now, of those whose place `user` may learn. Nobody sheltered shows."""
    here = ContactPoint.objects.live().filter(kind=ContactKind.ADDRESS, uprn=uprn, customer__state=ACTIVE)
    rows = list(here.select_related("customer").order_by("customer__search_name", "pk")[:limit])
    accesses = access_to_customers(user, {row.customer_id: row.customer for row in rows}.values())
    seen = {
        row.customer_id: row.customer
        for row in rows
        if (access := accesses.get(row.customer_id)) and access.opens(CONTACT_FIELD) and not is_withheld(row, access)
    }
    return views_of(seen.values(), user)
