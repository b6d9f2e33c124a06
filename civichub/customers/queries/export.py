"""What we hold about a customer, for the customer: the answer to "download my data"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from civichub.core.references import format_reference
from civichub.customers.models import (
    Consent,
    ContactPoint,
    Customer,
    CustomerHolding,
    HouseholdMember,
    Need,
    Relation,
)
from civichub.customers.needs import language_name
from civichub.customers.queries.access import sheltered_among
from civichub.customers.queries.families import family_ids, keeper_of
from civichub.customers.queries.shapes import WITHHELD_ADDRESS, WITHHELD_NUMBER


def export_own_data(customer: Customer) -> dict[str, Any]:
    """Everything this context holds about the person, as JSON-able values; times in ISO 8601, UTC.

    Somebody else may be looking over a sheltered person's shoulder, or own the phone the file is opened on: where they
    live is not in the file, which says that it can be asked for in person. Other people are named nowhere in it.
    Raises `NotFound` when the record is gone.
    """
    customer = keeper_of(customer)
    ids = family_ids(customer.pk)
    sheltered = bool(sheltered_among([customer]))
    return {
        "made_at": timezone.now().isoformat(),
        "reference": format_reference(customer.reference),
        "name": customer.display_name,
        "title": customer.title,
        "given_name": customer.given_name,
        "family_name": customer.family_name,
        "known_as": customer.known_as,
        "organisation_name": customer.organisation_name,
        "date_of_birth": _day(customer.date_of_birth),
        "preferred_channel": customer.preferred_channel,
        "preferred_language": language_name(customer.preferred_language),
        "how_to_reach_you": [_point(point, sheltered) for point in ContactPoint.objects.filter(customer__in=ids)],
        "needs": [_need(need) for need in Need.objects.filter(customer__in=ids)],
        "consents": [_consent(consent) for consent in Consent.objects.filter(customer__in=ids)],
        "known_to": [
            _holding(held) for held in CustomerHolding.objects.filter(customer__in=ids).select_related("organisation")
        ],
        "households": [_member(member, sheltered) for member in HouseholdMember.objects.filter(customer__in=ids)],
        "relations": [link.kind for link in Relation.objects.filter(from_customer__in=ids)],
    }


def _point(point: ContactPoint, sheltered: bool) -> dict[str, Any]:
    hidden = sheltered and point.reveals_place
    words = WITHHELD_ADDRESS if point.kind == "address" else WITHHELD_NUMBER
    return {
        "kind": point.kind,
        "value": f"{words}. Ask us in person to read it." if hidden else point.value,
        "from": None if hidden else _moment(point.valid_from),
        "until": None if hidden else _moment(point.valid_until),
        "proved_at": _moment(point.verified_at),
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "need": need.get_code_display(),
        "language": language_name(need.value),
        "note": need.note,
        "who_told_us": need.source,
        "may_be_shared": need.consented,
        "from": _moment(need.set_at),
        "until": _moment(need.ended_at),
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "purpose": consent.get_purpose_display(),
        "given": consent.given,
        "how": consent.how,
        "decided_at": _moment(consent.decided_at),
    }


def _holding(held: CustomerHolding) -> dict[str, Any]:
    return {"organisation": held.organisation.name, "since": _moment(held.since), "reason": held.reason}


def _member(member: HouseholdMember, sheltered: bool) -> dict[str, Any]:
    times = {} if sheltered else {"from": _moment(member.since), "until": _moment(member.until)}
    return {"role": member.role, **times}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
