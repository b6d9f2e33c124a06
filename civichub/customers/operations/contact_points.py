"""How to reach a customer. Facts about it carry no value, and nothing goes to an old address because of a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.prepared import insert
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import (
    AddressChanged,
    ContactPointAdded,
    ContactPointEnded,
    ContactPointVerified,
    ContactPointWentBad,
)
from civichub.customers.models import ContactKind, ContactPoint, Customer, HouseholdMember, VerifiedHow
from civichub.customers.normalising import Address, address_key, normal_email, parse_phone
from civichub.customers.operations.households import leave
from civichub.customers.operations.locking import lock_in_use
from civichub.customers.queries import page_rows


@operation
def add_contact_point(
    *,
    customer: Customer,
    kind: str,
    actor: Any,
    at: datetime,
    value: str = "",
    address: Address | None = None,
    preferred: bool = False,
    confidential: bool = False,
) -> ContactPoint:
    """A further way to reach the customer, not proved yet; the one already there when it is the same. Raises `Invalid`.

    `value` is an email or a phone number (British unless it has a country code); an `address` comes from
    `normalising.read_address`. For a move use `move_home`, which ends the old address.
    """
    customer = lock_in_use(customer)
    require(policies.may_edit_details(actor, customer))
    facts = read_contact_point(kind, value, address)
    return put_contact_point(customer, facts, actor, at, preferred=preferred, confidential=confidential)


def read_contact_point(kind: str, value: str, address: Address | None) -> dict[str, Any]:
    """The columns of a contact point. Raises `Invalid` on what cannot be an email, a number or an address."""
    if kind == ContactKind.EMAIL:
        email = normal_email(clean_text(value, field="email", max_length=254, required=True))
        if email is None:
            raise Invalid({"email": "Enter an email address in the correct format, like name@example.com."})
        return {"kind": kind, "value": email, "normalised": email}
    if kind == ContactKind.PHONE:
        phone = parse_phone(clean_text(value, field="phone", max_length=40, required=True))
        if phone is None:
            raise Invalid({"phone": "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192."})
        return {
            "kind": kind,
            "value": phone.shown,
            "normalised": phone.e164,
            "is_mobile": phone.is_mobile,
            "reveals_place": phone.is_landline,
        }
    if kind != ContactKind.ADDRESS:
        raise Invalid({"kind": "Choose an email, a phone number or an address."})
    if address is None or not (address.lines or address.uprn):
        raise Invalid({"address": "Enter an address."})
    return {
        "kind": kind,
        "value": str(address) or f"UPRN {address.uprn}",
        "normalised": address_key(address) or address.uprn,
        "lines": list(address.lines),
        "postcode": address.postcode,
        "uprn": address.uprn,
        "reveals_place": True,
    }


def put_contact_point(
    customer: Customer, facts: dict[str, Any], actor: Any, at: datetime, *, preferred: bool, confidential: bool = False
) -> ContactPoint:
    """Add read facts to a locked record, once the caller has established that it may."""
    live = [one for one in page_rows.points(ids=[customer.pk]) if one.valid_until is None and one.kind == facts["kind"]]
    point = next((one for one in live if one.normalised == facts["normalised"]), None)
    if point is None:
        point = insert(ContactPoint(customer=customer, valid_from=at, confidential=confidential, **facts))
        audit("contact_point.added", point, actor=actor, at=at, customer=customer.pk, kind=point.kind)
        publish(ContactPointAdded(customer_id=customer.pk, contact_point_id=point.pk, kind=point.kind), at=at)
        if point.kind == ContactKind.ADDRESS and customer.at_risk:
            leave_other_places(customer, point.uprn, actor, at)
    elif confidential and not point.confidential:
        point.confidential = True
        save(point, "confidential")
    if preferred and not point.is_preferred:
        for other in live:
            if other.is_preferred:
                other.is_preferred = False
                save(other, "is_preferred")
        point.is_preferred = True
        save(point, "is_preferred")
    return point


def leave_other_places(customer: Customer, uprn: str, actor: Any, at: datetime) -> None:
    """End the customer's membership of every household that is not at this property."""
    for member in HouseholdMember.objects.filter(customer=customer, until=None).select_related("household"):
        if not uprn or member.household.uprn != uprn:
            leave(member, actor, at)


@operation
def move_home(*, customer: Customer, address: Address, actor: Any, at: datetime) -> ContactPoint:
    """The customer moved: addresses until now end, memberships of households elsewhere end, the new one is preferred.

    The fact that is published holds no address, and an address that has ended is never sent to again.
    """
    customer = lock_in_use(customer)
    require(policies.may_edit_details(actor, customer))
    facts = read_contact_point(ContactKind.ADDRESS, "", address)
    old = ContactPoint.objects.live().filter(customer=customer, kind=ContactKind.ADDRESS)
    for point in old.exclude(normalised=facts["normalised"]).select_for_update():
        _end(point, actor, at)
    leave_other_places(customer, address.uprn, actor, at)
    point = put_contact_point(customer, facts, actor, at, preferred=True)
    publish(AddressChanged(customer_id=customer.pk), at=at)
    return point


@operation
def verify_contact_point(*, contact_point: ContactPoint, how: str, actor: Any, at: datetime) -> ContactPoint:
    """The customer proved that this is theirs; `how` is one of `VerifiedHow`. It counts as good again."""
    contact_point = _lock_live(contact_point)
    require(policies.may_verify_contact_point(actor, contact_point.customer))
    if how not in VerifiedHow.values:
        raise Invalid({"how": "Choose from the list how it was proved."})
    contact_point.verified_at, contact_point.verified_how = at, how
    contact_point.bad_since, contact_point.bad_reason = None, ""
    save(contact_point, "verified_at", "verified_how", "bad_since", "bad_reason")
    audit("contact_point.verified", contact_point, actor=actor, at=at, how=how)
    publish(ContactPointVerified(contact_point.customer_id, contact_point.pk, contact_point.kind), at=at)
    return contact_point


@operation
def prefer_contact_point(*, contact_point: ContactPoint, actor: Any, at: datetime) -> ContactPoint:
    """Of its kind, use this one first."""
    customer = lock_in_use(contact_point.customer)
    require(policies.may_edit_details(actor, customer))
    contact_point = _lock_live(contact_point)
    live = ContactPoint.objects.live().filter(customer=customer, kind=contact_point.kind)
    live.filter(is_preferred=True).exclude(pk=contact_point.pk).update(is_preferred=False)
    contact_point.is_preferred = True
    save(contact_point, "is_preferred")
    audit("contact_point.preferred", contact_point, actor=actor, at=at)
    return contact_point


@operation
def end_contact_point(*, contact_point: ContactPoint, actor: Any, at: datetime) -> ContactPoint:
    """It is no longer the customer's: kept as history, never used again."""
    contact_point = _lock_live(contact_point)
    require(policies.may_edit_details(actor, contact_point.customer))
    return _end(contact_point, actor, at)


def _end(point: ContactPoint, actor: Any, at: datetime) -> ContactPoint:
    point.valid_until, point.is_preferred = max(at, point.valid_from), False
    save(point, "valid_until", "is_preferred")
    audit("contact_point.ended", point, actor=actor, at=at)
    publish(ContactPointEnded(point.customer_id, point.pk, point.kind), at=at)
    return point


@operation
def mark_contact_point_bad(*, contact_point: ContactPoint, reason: str, actor: Any, at: datetime) -> ContactPoint:
    """A letter came back or an email bounced: nothing is sent there until it is proved again."""
    contact_point = _lock_live(contact_point)
    require(policies.may_edit_details(actor, contact_point.customer))
    contact_point.bad_since = contact_point.bad_since or at
    contact_point.bad_reason = clean_text(reason, field="reason", max_length=160, required=True)
    save(contact_point, "bad_since", "bad_reason")
    audit("contact_point.went_bad", contact_point, actor=actor, at=at)
    publish(ContactPointWentBad(contact_point.customer_id, contact_point.pk, contact_point.kind), at=at)
    return contact_point


@operation
def trust_contact_point_again(*, contact_point: ContactPoint, actor: Any, at: datetime) -> ContactPoint:
    """It was marked bad by mistake. It counts as it did before: proved only if it had been proved."""
    contact_point = _lock_live(contact_point)
    require(policies.may_edit_details(actor, contact_point.customer))
    contact_point.bad_since, contact_point.bad_reason = None, ""
    save(contact_point, "bad_since", "bad_reason")
    audit("contact_point.trusted_again", contact_point, actor=actor, at=at)
    return contact_point


def _lock_live(point: ContactPoint) -> ContactPoint:
    found = lock(point)
    if found.valid_until is not None:
        raise Conflict("This is no longer one of the customer's details. Add it again if it is theirs once more.")
    return found
