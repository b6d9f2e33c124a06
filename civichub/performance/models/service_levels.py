"""What a service, a contractor or the hub has promised another body, and how far it was kept, month by month."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class Promised(models.TextChoices):
    """What is counted. Each has the same shape: how many fell due in the month, and how many of them were in time."""

    CASES = "cases", "Cases whose deadline was kept"
    PARTS = "parts", "Parts in partners’ cases done in time"
    CALLS = "calls", "Calls answered within the line’s standard"


class ServiceLevelQuerySet(models.QuerySet["ServiceLevel"]):
    def visible_to(self, user: Any) -> Self:
        """Both sides of an agreement see all of it."""
        own = user.organisations_with("liaison.view")
        return self.filter(Q(promised_by__in=own) | Q(promised_to__in=own))


class ServiceLevel(models.Model):
    """One line of a service level agreement (C5): `promised_by` promises `promised_to` that of what falls due in a
    month at least `target` percent is in time.

    `service` narrows it to one service; `clock` to one clock of its procedure, by key. `source` is where it is agreed.
    A contractor is an organisation like any other, and is held to the same (H5).
    """

    promised_by = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    promised_to = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    counts = models.CharField(max_length=6, choices=Promised)
    service = models.ForeignKey(
        "catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clock = models.CharField(max_length=40, blank=True)
    target = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = ServiceLevelQuerySet.as_manager()

    class Meta:
        ordering = ["promised_by", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(promised_by=F("promised_to")), name="level_between_two_organisations"),
            models.CheckConstraint(condition=Q(target__gte=1, target__lte=100), name="level_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="level_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class ServiceLevelMonth(models.Model):
    """What a level came to in one month: counted from the record, so a page never counts a growing table."""

    level = models.ForeignKey(ServiceLevel, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    due = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["level", "month"], name="one_figure_per_level_and_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="level_month_is_a_first"),
            models.CheckConstraint(condition=Q(kept__lte=F("due")), name="kept_of_what_was_due"),
        ]

    def __str__(self) -> str:
        return f"{self.level_id} in {self.month:%Y-%m}: {self.kept} of {self.due}"

    @property
    def share(self) -> float | None:
        """Percent in time; None where nothing fell due."""
        return 100 * self.kept / self.due if self.due else None
