"""Whose an address is, beyond doubt."""

from __future__ import annotations

from civichub.customers.models import ContactKind, ContactPoint, Customer
from civichub.customers.queries.families import family_ids, keeper_ids


def customer_who_proved(email: str) -> Customer | None:
    """The one customer who proved that this email address is theirs; None when nobody did, or more than one.

    For operations, not for screens: no account's sight is applied.
    """
    points = ContactPoint.objects.live().filter(
        kind=ContactKind.EMAIL, normalised=email.strip().lower(), verified_at__isnull=False
    )
    keepers = set(keeper_ids(points.values_list("customer_id", flat=True)).values())
    return Customer.objects.get(pk=keepers.pop()) if len(keepers) == 1 else None


def emails_they_left(customer_id: int) -> frozenset[str]:
    """The email addresses that were this customer's and are no longer to be used, in small letters."""
    points = ContactPoint.objects.filter(customer__in=family_ids(customer_id), kind=ContactKind.EMAIL)
    live = {point.normalised for point in points if point.valid_until is None}
    return frozenset(point.normalised for point in points) - live
