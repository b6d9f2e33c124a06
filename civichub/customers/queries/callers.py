"""What the hub may assume of whoever rings from a number, before anybody has asked who they are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from civichub.core.prepared import Given, prepared
from civichub.customers.models import ContactKind, ContactPoint, Need
from civichub.customers.states import ACTIVE


def language_of_number(number: str) -> str:
    """The language (ISO 639) of the one living customer who is reached at this E.164 number; empty where that is not
    certain: nobody has it, two people share it, or theirs is not known."""
    known = dict(_reached_at(number=number))
    if len(known) != 1:
        return ""
    [(customer, preferred)] = known.items()
    spoken = Need.objects.standing().filter(customer=customer, code="language").order_by("-set_at", "-pk")
    return spoken.values_list("value", flat=True).first() or preferred


@prepared
def _reached_at() -> QuerySet[Any]:
    points = ContactPoint.objects.live().filter(kind=ContactKind.PHONE, normalised=Given("number"), bad_since=None)
    holders = points.filter(customer__state=ACTIVE, customer__is_deceased=False)
    return holders.values_list("customer", "customer__preferred_language")[:2]


def uses_text_relay(customer_id: int) -> bool:
    """Whether they are rung through Relay UK."""
    return Need.objects.standing().filter(customer=customer_id, code="text_relay").exists()
