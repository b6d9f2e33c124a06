"""What was decided at the front line, by whom and up to which limit, and the money there is for it (C9)."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", "Waiting for somebody with a higher limit"
    TAKEN = "taken", "Decided"
    REFUSED = "refused", "Not agreed"
    LAPSED = "lapsed", "Lapsed, the case went on without it"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations in which `user` works on cases, or sees figures."""
        if user.is_system:
            return self
        seen = user.organisations_with("case.act") | user.organisations_with("performance.view")
        return self.filter(organisation__in=seen)


class Decision(models.Model):
    """An amount decided, or proposed, under the decision limit `key` of the case's procedure, with the reason.

    `filling` is what the proposer gave with the step, so that whoever agrees takes the same step. `limit_pence` is what
    the person who first wrote it down could decide themselves.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="decisions")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    step = models.CharField(max_length=60)
    amount_pence = models.PositiveBigIntegerField()
    limit_pence = models.PositiveBigIntegerField()
    reason = models.TextField()
    filling = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DecisionState)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(state="proposed"), name="one_open_proposal_per_step"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="settled_decision_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "key", "decided_at"], name="decisions_by_budget"),
            models.Index(fields=["organisation", "made_at"], name="open_proposals", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.label}: £{self.amount_pence / 100:,.2f}"


class DecisionBudget(models.Model):
    """What there is to decide about under one limit, from `starts_on` to `ends_on`, for one service or for all."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    pence = models.PositiveBigIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service", "key", "starts_on"],
                name="one_budget_per_limit_and_year",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="budget_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: £{self.pence / 100:,.2f}"
