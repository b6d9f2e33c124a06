"""Facts that measures count, monthly sums of them, and figures entered by hand."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class InOrganisations(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Rows of the organisations whose figures this account may see."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with("performance.view"))


class ContactFact(models.Model):
    """One contact, as a measure counts it. Made once from the event, so a repeat changes nothing."""

    contact = models.OneToOneField("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    channel = models.CharField(max_length=24)
    self_service = models.BooleanField()

    objects = InOrganisations.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "month", "channel", "id"], name="facts_behind_a_figure")]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="fact_month_is_a_first")]

    def __str__(self) -> str:
        return f"contact {self.contact_id} in {self.month:%Y-%m}"


class MonthlyCount(models.Model):
    """How many facts of one kind a month holds: kept with the facts, so a report never counts a growing table."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    channel = models.CharField(max_length=24)
    self_service = models.BooleanField()
    count = models.PositiveIntegerField()

    objects = InOrganisations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "channel", "self_service"], name="one_count_per_month_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.month:%Y-%m}: {self.count}"


class MonthlyEntry(models.Model):
    """A month's figure typed in or imported, for contacts the hub did not see. A correction replaces, visibly."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    channel = models.CharField(max_length=24)
    label = models.CharField(max_length=80, blank=True)
    self_service = models.BooleanField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = InOrganisations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "channel", "self_service"],
                condition=Q(replaced_at=None),
                name="one_entry_in_force_per_month_and_channel",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="entry_month_is_a_first"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.month:%Y-%m}: {self.value}"
