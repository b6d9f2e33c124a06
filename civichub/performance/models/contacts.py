"""Contacts as measures count them, monthly sums of them, and figures entered by hand."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class InOrganisations(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Rows of the organisations whose figures this account may see."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with("performance.view"))


# A contact that is removed (an import taken back, a record past its keeping) takes its fact along; the sum must follow
# in the same statement, whether or not the contact had been counted yet.
_MONTHS_LOSE = """
    UPDATE performance_monthlycount m SET count = m.count - lost.number
    FROM (SELECT organisation_id, month, channel, self_service, count(*) AS number FROM removed
          GROUP BY organisation_id, month, channel, self_service) lost
    WHERE (m.organisation_id, m.month, m.channel, m.self_service)
          = (lost.organisation_id, lost.month, lost.channel, lost.self_service);
    RETURN NULL;
"""


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
        triggers = [
            pgtrigger.Trigger(
                name="months_lose_removed_facts",
                level=pgtrigger.Statement,
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="removed"),
                func=_MONTHS_LOSE,
            )
        ]

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
