"""Customers, which organisations know them, and who is at risk. What anybody may see starts at `visible_to`."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from civichub.core.prepared import Given, prepared
from civichub.core.references import format_reference
from civichub.customers import states
from civichub.customers.needs import Channel
from civichub.organisations.queries import agreements_held_by

NAME_FIELD, CONTACT_FIELD, NEEDS_FIELD = "customer.name", "customer.contact_points", "customer.needs"
VIEW_POWER, AT_RISK_POWER = "customer.view", "customer.view_at_risk_address"
MAX_MERGE_DEPTH = 50


class CustomerKind(models.TextChoices):
    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Organisation"


def holdings_open_to(user: Any, field: str | None) -> Q:
    """The condition on a holding that opens `field` of its customer to `user`; no `field` asks for a holder's view.

    A sharing agreement opens what it names, and only for the services it names; one that names none opens every
    ordinary service, so a customer known through a sensitive service alone stays closed (H3).
    """
    own = user.organisations_with(VIEW_POWER)
    found = Q(organisation__in=own)
    if field is None or not own:
        return found
    for agreement in agreements_held_by(own, on=timezone.localdate()):
        if {field, NAME_FIELD} <= set(agreement.fields):
            served = Q(service__in=agreement.services) if agreement.services else Q(is_sensitive=False)
            found |= Q(organisation=agreement.from_organisation_id) & served
    return found


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: Any, *, field: str | None = NAME_FIELD) -> Self:
        """Records in use of which `user` may see `field`; with `field=None`, those a holding organisation may open.

        The hub's own account sees every one, a resident the record of their own sign-in and no other.
        """
        active = self.filter(state=states.ACTIVE)
        if not user.is_active:
            return active.none()
        if user.is_system:
            return active
        own = own_customer_id(user)
        held = CustomerHolding.objects.filter(holdings_open_to(user, field), customer=OuterRef("pk"))
        # Without a sign-in of their own, no OR: PostgreSQL can then join the holdings instead of asking row by row.
        return active.filter(Exists(held) if own is None else Exists(held) | Q(pk=own))

    def sheltered(self) -> Self:
        """People whose address must not be learned: those at risk, and whoever shares a household with one."""
        return self.filter(Q(at_risk=True) | Exists(living_with_somebody_at_risk()))

    def trusting(self, user: Any) -> Self:
        """Records in use whose every detail `user` may read, by the power to in an organisation that holds it."""
        active = self.filter(state=states.ACTIVE)
        if not user.is_active or user.is_system:
            return active if user.is_active else active.none()
        return active.filter(Exists(trusted_holdings(user)))

    def place_visible_to(self, user: Any) -> Self:
        """Records of which `user` may learn where the person lives; what may not be seen may not be searched by.

        A sheltered person's own sign-in does not open the address either: whoever shares a home may know a password.
        """
        visible = self.visible_to(user, field=CONTACT_FIELD)
        open_to_all = Q(at_risk=False) & ~Exists(living_with_somebody_at_risk())
        if not user.is_active or user.is_system:
            return visible
        return visible.filter(open_to_all | Exists(trusted_holdings(user)))


def trusted_holdings(user: Any) -> models.QuerySet[CustomerHolding]:
    """For use in `Exists` on a query of customers: holdings by which `user` may read every detail."""
    organisations = user.organisations_with(AT_RISK_POWER) & user.organisations_with(VIEW_POWER)
    return CustomerHolding.objects.filter(organisation__in=organisations, customer=OuterRef("pk"))


def living_with_somebody_at_risk() -> models.QuerySet[Customer]:
    """For use in `Exists` on a query of customers: somebody at risk in an open household of theirs."""
    return Customer._base_manager.filter(
        at_risk=True,
        memberships__until=None,
        memberships__household__members__until=None,
        memberships__household__members__customer=OuterRef("pk"),
    )


def own_customer_id(user: Any) -> int | None:
    """The record in use that this sign-in opens: its own, or the one that absorbed it."""
    if not user.pk:
        return None
    found = next(iter(_own_record(account=user.pk)), None)
    for _ in range(MAX_MERGE_DEPTH):
        if found is None or found[1] is None:
            return found[0] if found else None
        found = Customer._base_manager.filter(pk=found[1]).values_list("pk", "merged_into_id").first()
    return None


@prepared
def _own_record() -> models.QuerySet[Customer]:
    found = Customer._base_manager.filter(account=Given("account")).order_by("pk")
    return found.values_list("pk", "merged_into_id")[:1]


class Customer(models.Model):
    """A person or an organisation that the council deals with. `search_name` is the folded name that searches read."""

    kind = models.CharField(max_length=12, choices=CustomerKind, default=CustomerKind.PERSON)
    reference = models.CharField(max_length=9, unique=True)
    title = models.CharField(max_length=30, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    organisation_name = models.CharField(max_length=160, blank=True)
    search_name = models.CharField(max_length=480, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="customer"
    )
    at_risk = models.BooleanField(default=False)
    is_deceased = models.BooleanField(default=False)
    died_on = models.DateField(null=True, blank=True)
    preferred_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    preferred_language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=list(states.CUSTOMER.states.items()), default=states.ACTIVE)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    created_at = models.DateTimeField(default=timezone.now)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="customer_by_similar_name"),
            models.Index(fields=["search_name"], opclasses=["varchar_pattern_ops"], name="customer_by_name"),
            models.Index(fields=["date_of_birth"], name="customer_by_birth", condition=Q(date_of_birth__isnull=False)),
            models.Index(fields=["id"], name="customers_at_risk", condition=Q(at_risk=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=states.MERGED, merged_into__isnull=False) | Q(state=states.ACTIVE, merged_into=None),
                name="merged_customer_names_its_keeper",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="customer_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(kind=CustomerKind.ORGANISATION, date_of_birth=None) & ~Q(organisation_name="")
                | Q(kind=CustomerKind.PERSON, organisation_name="")
                & (~Q(given_name="") | ~Q(family_name="") | ~Q(known_as="")),
                name="customer_has_a_name_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(is_deceased=True), name="only_the_deceased_have_died_on"
            ),
        ]

    def __str__(self) -> str:
        return format_reference(self.reference)

    @property
    def is_person(self) -> bool:
        """Whether this is a person, not an organisation."""
        return self.kind == CustomerKind.PERSON

    @property
    def display_name(self) -> str:
        """The name as we write it, e.g. ``Mrs Jane Smith``. Never holds any part of an address."""
        if not self.is_person:
            return self.organisation_name
        first = self.given_name or self.known_as
        return " ".join(filter(None, (self.title, first, self.family_name)))


class HoldingQuerySet(models.QuerySet["CustomerHolding"]):
    def visible_to(self, user: Any) -> Self:
        """Who knows a customer is shown only to those who know the customer."""
        return self.filter(customer__in=Customer.objects.visible_to(user, field=None))


class CustomerHolding(models.Model):
    """That an organisation deals with a customer, in one `service` (a catalogue id) or in general (no service)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="holdings")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.BigIntegerField(null=True, blank=True)
    is_sensitive = models.BooleanField(default=False)
    since = models.DateTimeField()
    noted_at = models.DateTimeField()
    reason = models.CharField(max_length=160)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["organisation", "customer"], name="holding_by_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "organisation", "service"], name="one_holding_per_service", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} holds {self.customer_id}"


class AtRiskFlagQuerySet(models.QuerySet["AtRiskFlag"]):
    def visible_to(self, user: Any) -> Self:
        """Why somebody is at risk is for those who may also see the address."""
        return self.filter(customer__in=Customer.objects.trusting(user))

    def standing(self) -> Self:
        """Flags that nobody has cleared."""
        return self.filter(cleared_at=None)


class AtRiskFlag(models.Model):
    """Why a person is at risk if found, who said so, and when to look again. It stands until a person clears it."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="risk_flags")
    why = models.CharField(max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    review_on = models.DateField()
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_why = models.CharField(max_length=500, blank=True)

    objects = AtRiskFlagQuerySet.as_manager()

    class Meta:
        ordering = ["set_at", "pk"]
        indexes = [models.Index(fields=["review_on"], name="risk_flags_to_review", condition=Q(cleared_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None) | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="risk_flag_cleared_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk} on {self.customer_id}"
