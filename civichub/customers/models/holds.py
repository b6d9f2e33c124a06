"""Legal holds: what a customer's records must not lose, whatever their time is."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self, on: date) -> Self:
        """Those that hold on that day: lifted by nobody, and not past their last day."""
        return self.filter(Q(until=None) | Q(until__gte=on), lifted_at=None)


class LegalHold(models.Model):
    """Nothing of this customer is deleted by any job until the hold is lifted or its last day, `until`, is over."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=500)
    until = models.DateField(null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=500, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_hold_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return f"hold on {self.customer}"
