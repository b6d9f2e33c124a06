"""Payments, and what the provider has told us about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from civichub.core.references import new_reference
from civichub.forms.definition import MAX_PENCE
from civichub.forms.models.drafts import new_token
from civichub.forms.states import PAYMENT_LIFECYCLE


class Payment(models.Model):
    """One attempt to pay for a form or a case. Card details never come here: they are given to the provider.

    `amount_pence` is fixed when it is made. `return_token` is in the address that the payer comes back to.
    `provider_id` is the provider's own reference, known once it has taken the payment on.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    return_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey("forms.FormDraft", null=True, on_delete=models.SET_NULL, related_name="payments")
    case_reference = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=255)
    amount_pence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=list(PAYMENT_LIFECYCLE.states.items()), default="created")
    by_phone = models.BooleanField(default=False)
    provider_id = models.CharField(max_length=60, null=True, unique=True)
    pay_url = models.URLField(max_length=500, blank=True)
    provider_status = models.CharField(max_length=30, blank=True)
    provider_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_pence__gt=0, amount_pence__lte=MAX_PENCE), name="payment_amount_in_range"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "refunded"]) | Q(paid_at__isnull=False), name="paid_payment_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["case_reference"], name="payments_by_case", condition=~Q(case_reference="")),
            models.Index(fields=["changed_at"], name="payments_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_paid(self) -> bool:
        """Whether the money was taken (and not given back)."""
        return self.state == "paid"


class PaymentNotice(models.Model):
    """A message of the provider's, kept so that the same one twice has one effect."""

    message_id = models.CharField(max_length=100, unique=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="notices")
    event_type = models.CharField(max_length=60)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event_type} {self.message_id}"
