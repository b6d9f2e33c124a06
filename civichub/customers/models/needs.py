"""What a customer needs of us, and what they have agreed to."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from civichub.customers.models.people import NEEDS_FIELD, Customer
from civichub.customers.needs import NEED_CODES, NEED_TYPES, NeedKind, NeedType


class NeedQuerySet(models.QuerySet["Need"]):
    def standing(self) -> Self:
        """Needs that still apply."""
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> Self:
        """Needs of customers whose needs `user` may see: held, or shared by an agreement that names them."""
        return self.filter(customer__in=Customer.objects.visible_to(user, field=NEEDS_FIELD))


class Need(models.Model):
    """One need from the table in `customers.needs`; `value` is a language code where the need is a language.

    `consented` says that the customer agreed to partners being told. The council obeys the need either way.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="needs")
    code = models.CharField(max_length=30, choices=NEED_CODES)
    value = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=160)
    consented = models.BooleanField(default=False)
    review_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["set_at", "pk"]
        indexes = [
            models.Index(
                fields=["review_on"], name="needs_to_review", condition=Q(ended_at=None, review_on__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code__in=["language", "interpreter"]) | ~Q(value=""), name="language_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(code__startswith="other_") | ~Q(note=""), name="another_need_is_described"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.customer_id}"

    @property
    def type(self) -> NeedType:
        """The row of the table that says what to do."""
        return NEED_TYPES[self.code]

    @property
    def kind(self) -> NeedKind:
        """Which of the six kinds of need it is."""
        return self.type.kind


class Purpose(models.TextChoices):
    """What a customer can agree to. A statutory duty needs no consent and is not in this list."""

    SERVICE = "service", "Updates about a service they asked for"
    SURVEY = "survey", "Being asked how we did"
    NEWS = "news", "News and events"
    SHARING = "sharing", "Passing details to partner organisations"
    RECORDING = "recording", "Recording of calls for training"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: Any) -> Self:
        """Consents of customers whom `user` may open as a holder."""
        return self.filter(customer__in=Customer.objects.visible_to(user, field=None))


class Consent(models.Model):
    """One decision by the customer; the latest for a purpose counts, and the earlier ones stay as evidence."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    how = models.CharField(max_length=160)
    decided_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.purpose} {'given' if self.given else 'withdrawn'} by {self.customer_id}"
