"""How the record is kept: every change with both sides, what others suggest, whom we asked, and the rules of ageing."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from civichub.directory.assurance import Rules
from civichub.directory.models.records import Service
from civichub.directory.states import SUGGESTION, Origin, SuggestionKind


class AssuranceRules(models.Model):
    """A keeper's own rules; without a row those of `assurance.Rules` hold."""

    keeper = models.OneToOneField("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    ask_days_before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    ask_days_after = ArrayField(models.PositiveSmallIntegerField(), default=list)
    unconfirmed_after_months = models.PositiveSmallIntegerField()
    hidden_after_months = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_after_months__gte=models.F("unconfirmed_after_months"), months__gte=1),
                name="a_record_is_unconfirmed_before_it_is_hidden",
            )
        ]

    def __str__(self) -> str:
        return f"rules of {self.keeper_id}"

    @property
    def rules(self) -> Rules:
        """The row as the pure rules."""
        return Rules(
            self.months, tuple(self.ask_days_before), tuple(self.ask_days_after), self.unconfirmed_after_months,
            self.hidden_after_months,
        )  # fmt: skip


class Change(models.Model):
    """One change of a record, whole before and after: its provenance, and the way back. `by` names a provider."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin)
    by = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["service", "-at"], name="changes_of_service")]

    def __str__(self) -> str:
        return f"{self.action} {self.service_id}"


class Suggestion(models.Model):
    """What somebody outside says about a record: a provider's change, or that it is wrong. It waits for a person.

    `base` is the document as it stood when they wrote, so that what was changed since is not lost unseen.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=6, choices=SuggestionKind)
    state = models.CharField(max_length=8, choices=list(SUGGESTION.states.items()), default="waiting")
    words = models.TextField(blank=True)
    from_email = models.EmailField(blank=True)
    base = models.JSONField(default=dict)
    document = models.JSONField(default=dict)
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["service", "at"], name="suggestions_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.service_id}"


class Asked(models.Model):
    """That a provider was asked whether the record is right: which asking, and for which assured-until date."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="asked")
    assured_until = models.DateField()
    occasion = models.CharField(max_length=20)
    to_email = models.EmailField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["service", "assured_until", "occasion"], name="asked_once_per_occasion")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.occasion}"
