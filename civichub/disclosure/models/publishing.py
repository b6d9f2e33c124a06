"""The disclosure log: what was asked and answered, for everybody, in words that somebody wrote for it."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from civichub.disclosure.models.answers import HANDLES, Answer, person


class LogOutcome(models.TextChoices):
    ALL = "all", "Disclosed"
    PART = "part", "Disclosed in part"
    NONE = "none", "Withheld"
    NOT_HELD = "not_held", "Not held"


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations in which `user` answers requests; everybody else reads `published`."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with(HANDLES))

    def published(self) -> Self:
        """Those that anybody may read."""
        return self.filter(withdrawn_at=None)


class LogEntry(models.Model):
    """One published answer. Nothing in it leads to the case: `number` counts the organisation's entries."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="entry")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    asked = models.TextField()
    answered = models.TextField()
    outcome = models.CharField(max_length=8, choices=LogOutcome)
    grounds = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField()
    published_by = person()
    published_at = models.DateTimeField()
    withdrawn_by = person(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("title", "asked", "answered", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_on", "-pk"]
        indexes = [
            models.Index(fields=["-answered_on", "-id"], name="log_by_day", condition=Q(withdrawn_at=None)),
            GinIndex(fields=["words"], name="log_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_log_entry_per_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_entry_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.title
