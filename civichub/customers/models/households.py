"""Who lives together, and who cares or speaks for whom."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from civichub.customers.models.people import Customer


class Household(models.Model):
    """People living at one place. A family that moves makes a new household, so the old never learns the place."""

    uprn = models.CharField(max_length=12, blank=True)
    formed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["uprn"], name="household_by_uprn", condition=~Q(uprn=""))]

    def __str__(self) -> str:
        return f"household {self.pk}"


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    def visible_to(self, user: Any) -> Self:
        """Memberships of people whose place `user` may learn, as a holder of their records."""
        return self.filter(customer__in=Customer.objects.visible_to(user, field=None).place_visible_to(user))


class HouseholdMember(models.Model):
    """That a person belongs or belonged to a household; `role` in a word or two ("tenant", "child")."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "customer"], condition=Q(until=None), name="one_open_membership_per_household"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="member_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in household {self.household_id}"


class RelationKind(models.TextChoices):
    """Read from the first customer to the second: "is the carer of"."""

    CARER_OF = "carer_of", "is the carer of"
    PARENT_OF = "parent_of", "is a parent of"
    ACTS_FOR = "acts_for", "acts for"
    PARTNER_OF = "partner_of", "is the partner of"
    WORKS_FOR = "works_for", "works for"


# What the second customer is to the first, and what the first is to the second, as a label beside a name.
RELATION_LABELS = {
    RelationKind.CARER_OF: ("Cared for by this customer", "Carer"),
    RelationKind.PARENT_OF: ("Child", "Parent"),
    RelationKind.ACTS_FOR: ("Represented by this customer", "Acts for this customer"),
    RelationKind.PARTNER_OF: ("Partner", "Partner"),
    RelationKind.WORKS_FOR: ("Employer", "Employee"),
}


class RelationQuerySet(models.QuerySet["Relation"]):
    def visible_to(self, user: Any) -> Self:
        """Relations of which `user` holds both ends, and may learn where both live: a link is a trail to an address."""
        both = Customer.objects.visible_to(user, field=None).place_visible_to(user)
        return self.filter(from_customer__in=both, to_customer__in=both)


class Relation(models.Model):
    """That one customer cares for, is a parent of, or acts for another; `evidence` says what was seen."""

    from_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="relations_from")
    to_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="relations_to")
    kind = models.CharField(max_length=12, choices=RelationKind)
    evidence = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_customer", "to_customer", "kind"],
                condition=Q(until=None),
                name="one_open_relation_of_a_kind",
            ),
            models.CheckConstraint(condition=~Q(from_customer=F("to_customer")), name="relation_between_two_customers"),
            models.CheckConstraint(
                condition=~Q(kind="acts_for") | ~Q(evidence=""), name="acting_for_somebody_needs_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_customer_id} {self.kind} {self.to_customer_id}"
