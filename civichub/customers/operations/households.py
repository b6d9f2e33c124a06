"""Who lives together and who speaks for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import HouseholdChanged
from civichub.customers.models import Customer, Household, HouseholdMember, Relation, RelationKind
from civichub.customers.operations.locking import lock_in_use, lock_two_in_use
from civichub.places.identifiers import normalise_uprn


@operation
def form_household(*, members: Iterable[tuple[Customer, str]], actor: Any, at: datetime, uprn: str = "") -> Household:
    """A household of these customers, each with a role ("tenant", "child"), at a property when its UPRN is known.

    People who move form a new household: the old one never learns where they went.
    """
    household = Household.objects.create(uprn=normalise_uprn(uprn) if uprn else "", formed_at=at)
    audit("household.formed", household, actor=actor, at=at)
    for customer, role in sorted(members, key=lambda pair: pair[0].pk):
        _join(household, customer, role, actor, at)
    return household


@operation
def join_household(*, household: Household, customer: Customer, role: str, actor: Any, at: datetime) -> HouseholdMember:
    """The customer lives there too. Raises `Conflict` when they are a member already."""
    return _join(lock(household), customer, role, actor, at)


def _join(household: Household, customer: Customer, role: str, actor: Any, at: datetime) -> HouseholdMember:
    customer = lock_in_use(customer)
    require(policies.may_edit_customer(actor, customer))
    if HouseholdMember.objects.filter(household=household, customer=customer, until=None).exists():
        raise Conflict("This customer belongs to the household already.")
    role = clean_text(role, field="role", max_length=60)
    member = HouseholdMember.objects.create(household=household, customer=customer, role=role, since=at)
    audit("household.joined", household, actor=actor, at=at, customer=customer.pk)
    publish(HouseholdChanged(household_id=household.pk, customer_id=customer.pk), at=at)
    return member


@operation
def leave_household(*, member: HouseholdMember, actor: Any, at: datetime) -> HouseholdMember:
    """The customer no longer lives there. Raises `Conflict` when they left before."""
    member = lock(member)
    require(policies.may_edit_details(actor, member.customer))
    if member.until is not None:
        raise Conflict("This customer has left the household already.")
    return leave(member, actor, at)


def leave(member: HouseholdMember, actor: Any, at: datetime) -> HouseholdMember:
    """End a membership, once the caller has established that it may."""
    member.until = max(at, member.since)
    save(member, "until")
    audit("household.left", member.household, actor=actor, at=at, customer=member.customer_id)
    publish(HouseholdChanged(household_id=member.household_id, customer_id=member.customer_id), at=at)
    return member


@operation
def relate_customers(
    *, from_customer: Customer, to_customer: Customer, kind: str, actor: Any, at: datetime, evidence: str = ""
) -> Relation:
    """Record that the first cares for, is a parent of, acts for, is the partner of or works for the second.

    Acting for somebody needs `evidence` ("lasting power of attorney seen, number 123"). Raises `Invalid`.
    """
    first, second = lock_two_in_use(from_customer, to_customer)
    require(policies.may_edit_customer(actor, first) and policies.may_edit_customer(actor, second))
    if kind not in RelationKind.values:
        raise Invalid({"kind": "Choose a relation from the list."})
    if first.pk == second.pk:
        raise Invalid({"to_customer": "Choose another customer."})
    evidence = clean_text(evidence, field="evidence", max_length=300, required=kind == RelationKind.ACTS_FOR)
    if Relation.objects.filter(from_customer=first, to_customer=second, kind=kind, until=None).exists():
        raise Conflict("This relation is recorded already.")
    relation = Relation.objects.create(from_customer=first, to_customer=second, kind=kind, evidence=evidence, since=at)
    audit("relation.recorded", relation, actor=actor, at=at, kind=kind, to=second.pk)
    return relation


@operation
def end_relation(*, relation: Relation, actor: Any, at: datetime) -> Relation:
    """The relation holds no longer."""
    relation = lock(relation)
    require(policies.may_edit_customer(actor, relation.from_customer))
    relation.until = max(at, relation.since)
    save(relation, "until")
    audit("relation.ended", relation, actor=actor, at=at)
    return relation
