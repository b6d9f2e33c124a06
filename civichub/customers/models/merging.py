"""Which records were joined and can be parted again, which may be one person, and which are known not to be."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from civichub.customers import states
from civichub.customers.models.people import Customer


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Any) -> Self:
        """Merges whose keeping record `user` may open as a holder."""
        return self.filter(keep__in=Customer.objects.visible_to(user, field=None))

    def standing(self) -> Self:
        """Merges that have not been undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That `absorbed` became part of `keep`. Its rows say exactly what moved, so that it can be undone."""

    keep = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(max_length=300, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"),
            models.CheckConstraint(condition=~Q(keep=F("absorbed")), name="merge_of_two_customers"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.keep_id}"


class MergedRow(models.Model):
    """One row that a merge changed: `before` and `after` hold the changed columns, by name, as JSON values."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class NotSame(models.Model):
    """That two records are known to be different people: never suggested, never merged. `first` has the lower id."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_not_same_mark_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: Any) -> Self:
        """Suggestions of which `user` may open both records as a holder."""
        both = Customer.objects.visible_to(user, field=None)
        return self.filter(first__in=both, second__in=both)


class Suggestion(models.Model):
    """That two records may be one person. Reasons are worked out for each reader and never stored: they hold facts."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(states.SUGGESTION.states.items()), default=states.OPEN)
    made_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_suggestion_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suggested_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} may be {self.second_id}"


class MatchingRules(models.Model):
    """The partnership's own weights and threshold for matching; the newest row counts, none means those in the code."""

    weights = models.JSONField(default=dict)
    suggest_from = models.IntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(suggest_from__gte=1), name="suggesting_needs_some_evidence")]

    def __str__(self) -> str:
        return f"rules of {self.set_at:%Y-%m-%d}"
