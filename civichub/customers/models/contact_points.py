"""How to reach a customer: emails, phone numbers and addresses, present and past."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse

from civichub.customers.models.people import CONTACT_FIELD, Customer, own_customer_id


class ContactKind(models.TextChoices):
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    ADDRESS = "address", "Address"


class VerifiedHow(models.TextChoices):
    EMAIL_LINK = "email_link", "Followed a link we emailed"
    CODE = "code", "Gave back a code we sent"
    DOCUMENT = "document", "Showed a document"
    IDENTITY_PROVIDER = "identity_provider", "Signed in with a trusted identity"
    CALLED_BACK = "called_back", "Answered when we called back"


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def live(self) -> Self:
        """Those still in use."""
        return self.filter(valid_until=None)

    def visible_to(self, user: Any) -> Self:
        """Those that `user` may read: where a sheltered person lives, and what is confidential, needs the power."""
        readable = self.filter(customer__in=Customer.objects.visible_to(user, field=CONTACT_FIELD))
        trusted, own = Q(customer__in=Customer.objects.trusting(user)), Q(customer=own_customer_id(user))
        place_open = Q(reveals_place=False) | Q(customer__in=Customer.objects.place_visible_to(user))
        return readable.filter(trusted | place_open & (Q(confidential=False) | own))


class ContactPoint(models.Model):
    """One way to reach a customer. `normalised` is what comparisons read; `value` is what people read.

    `normalised` holds the E.164 number, the email in lower case, or the folded address. `reveals_place` marks what
    tells where somebody lives: an address, and a landline number, whose code names its area.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind)
    value = models.CharField(max_length=400)
    normalised = models.CharField(max_length=320)
    lines = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    reveals_place = models.BooleanField(default=False)
    is_mobile = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    is_preferred = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=20, choices=VerifiedHow, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    bad_since = models.DateTimeField(null=True, blank=True)
    bad_reason = models.CharField(max_length=160, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-is_preferred", "pk"]
        indexes = [
            models.Index(
                fields=["normalised", "kind"],
                opclasses=["varchar_pattern_ops", "varchar_ops"],
                name="contact_point_by_text",
            ),
            models.Index(
                OpClass(Reverse("normalised"), "text_pattern_ops"),
                name="phone_by_last_digits",
                condition=Q(kind="phone"),
            ),
            models.Index(fields=["postcode"], name="address_by_postcode", condition=Q(kind="address")),
            models.Index(fields=["uprn"], name="address_by_uprn", condition=Q(kind="address") & ~Q(uprn="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(is_preferred=True, valid_until=None),
                name="one_preferred_contact_point_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="contact_point_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_how="") | Q(verified_at__isnull=False) & ~Q(verified_how=""),
                name="contact_point_verified_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(kind="address") | Q(reveals_place=True), name="every_address_tells_where_somebody_lives"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
