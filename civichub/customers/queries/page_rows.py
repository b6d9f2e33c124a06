"""The rows behind views of customers, each read prepared; `beside` says which of them there are at all."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from civichub.core.prepared import Given, prepared
from civichub.customers.models import (
    AtRiskFlag,
    Consent,
    ContactPoint,
    Customer,
    CustomerHolding,
    HouseholdMember,
    Need,
    Relation,
)
from civichub.customers.states import ACTIVE

MOST_COMPARED = 300


@prepared
def sheltered() -> QuerySet[Customer]:
    """The ids, of those asked for, of people whose address must not be learned."""
    return Customer.objects.filter(pk__among=Given("ids")).sheltered().values_list("pk")


@prepared
def beside() -> QuerySet[Customer]:
    """What hangs on customers, one flag for each kind: most have none of them, and need not be asked for each."""
    here = {"customer": OuterRef("pk")}
    ends = Q(from_customer=OuterRef("pk")) | Q(to_customer=OuterRef("pk"))
    return (
        Customer.objects.filter(pk__among=Given("ids"))
        .only("pk")
        .annotate(
            has_needs=Exists(Need.objects.standing().filter(**here)),
            has_consents=Exists(Consent.objects.filter(**here)),
            has_flags=Exists(AtRiskFlag.objects.standing().filter(**here)),
            has_household=Exists(HouseholdMember.objects.filter(**here, until=None)),
            has_relations=Exists(Relation.objects.filter(ends, until=None)),
        )
    )


@prepared
def holdings() -> QuerySet[CustomerHolding]:
    """Which organisations deal with these customers, the oldest first."""
    return CustomerHolding.objects.filter(customer__among=Given("ids")).select_related("organisation")


@prepared
def points() -> QuerySet[ContactPoint]:
    """Every way to reach these customers, ended ones too. What of them may be shown is not asked here."""
    return ContactPoint.objects.filter(customer__among=Given("ids"))


@prepared
def with_normalised() -> QuerySet[ContactPoint]:
    """Whose is a live email address or number: the ids, at most `MOST_COMPARED`."""
    found = ContactPoint.objects.live().filter(kind=Given("kind"), normalised__among=Given("values"))
    return found.order_by().values_list("customer")[:MOST_COMPARED]


@prepared
def comparable() -> QuerySet[Customer]:
    """The records in use with these ids, without one of them."""
    found = Customer.objects.filter(pk__among=Given("ids"), state=ACTIVE).exclude(pk=Given("but_not"))
    return found.order_by("pk")[:MOST_COMPARED]


@prepared
def customers() -> QuerySet[Customer]:
    """The records with these ids."""
    return Customer.objects.filter(pk__among=Given("ids"))
