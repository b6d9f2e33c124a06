"""What this context holds on a person: the record itself, with what was noted beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from civichub.core.held import Held, Sought
from civichub.customers.models import AtRiskFlag, ContactKind, ContactPoint, Customer, CustomerHolding
from civichub.customers.queries.access import sheltered_among
from civichub.customers.queries.export import export_own_data


def held(sought: Sought) -> Iterator[Held]:
    """The record of the person in use, once for each organisation that deals with them."""
    person = Customer.objects.filter(pk__in=sought.customer_ids, merged_into=None).first()
    if person is None:
        return
    holdings = CustomerHolding.objects.filter(
        customer__in=sought.customer_ids, organisation__in=sought.organisations, **sought.times("since")
    )
    risks = list(AtRiskFlag.objects.filter(customer__in=sought.customer_ids).order_by("set_at"))
    for holding in (
        holdings.select_related("organisation").order_by("organisation_id", "since").distinct("organisation_id")
    ):
        text = "\n".join([*_told(export_own_data(person)), *(_risk(flag) for flag in risks)])
        title = f"Customer record at {holding.organisation.name}"
        key = f"customers.customer:{person.pk}:{holding.organisation_id}"
        yield Held(key, title, holding.since, holding.organisation_id, text)


def emails_of(customer_ids: tuple[int, ...]) -> frozenset[str]:
    """Every email address that is or was theirs, in small letters."""
    points = ContactPoint.objects.filter(customer__in=customer_ids, kind=ContactKind.EMAIL)
    return frozenset(points.values_list("normalised", flat=True))


def accounts_of(customer_ids: tuple[int, ...]) -> frozenset[int]:
    """The sign-ins that open these records, by id of the account."""
    found = Customer.objects.filter(pk__in=customer_ids, account__isnull=False)
    return frozenset(found.values_list("account", flat=True))


def sheltered_ids(customer_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of these records whose person is at risk, or lives with somebody who is: see people at risk."""
    wanted = {one for one in customer_ids if one is not None}
    return sheltered_among(Customer.objects.filter(pk__in=wanted)) if wanted else frozenset()


def names_of(customer_ids: Iterable[int]) -> frozenset[str]:
    """Every name of these people: for a guard, not a screen."""
    people = Customer.objects.filter(pk__in=list(customer_ids))
    names = people.values_list("given_name", "family_name", "known_as", "organisation_name")
    return frozenset(name for row in names for name in row if name)


def codes_of(customer_ids: Iterable[int]) -> frozenset[str]:
    """Every address, number, postcode and first line of an address of theirs, former ones too: for a guard."""
    found = set()
    for point in ContactPoint.objects.filter(customer__in=list(customer_ids)):
        found |= {point.postcode, *point.lines[:1]} if point.kind == ContactKind.ADDRESS else {point.value}
    return frozenset(code for code in found if code)


def _told(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "made_at":
                yield from _told(inner, f"{name}, {key}" if name else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _told(inner, f"{name} {number}")
    elif value not in (None, ""):
        yield f"{name.replace('_', ' ').capitalize()}: {value}"


def _risk(flag: AtRiskFlag) -> str:
    return f"Marked as at risk on {_day(flag.set_at)}: {flag.why}"


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"
