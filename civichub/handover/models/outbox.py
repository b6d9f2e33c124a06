"""What is to be told, in order, and what the other side calls the case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from civichub.handover.models.connections import Connection
from civichub.handover.states import STATES, Divergence, What


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, user: Any) -> DispatchQuerySet:
        """Dispatches of the connections that this account may see; a sensitive case's need the power for those too."""
        seen = user.organisations_with("handover.view")
        sensitive = seen & user.organisations_with("case.view_sensitive")
        return self.filter(
            Q(connection__organisation__in=seen, case__sensitive=False) | Q(connection__organisation__in=sensitive)
        )


class Dispatch(models.Model):
    """One fact about one case on its way to one connection.

    `key` names it for ever: made of what it tells, so that the same fact is never stored twice, and sent along, so that
    the other side knows a repeat. It holds ids only; its words are put together when it is sent, so that what was
    erased or unshared meanwhile stays here. `occurred_at` gives the order within a case. `tries` are [moment, code].
    """

    key = models.UUIDField(unique=True)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="dispatches", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What)
    detail = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    error = models.CharField(max_length=40, blank=True)
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    task_id = models.BigIntegerField(null=True, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="dispatch_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claim_token__isnull=False, claimed_at__isnull=False),
                name="dispatch_being_sent_has_a_claim",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_dispatch_has_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "occurred_at", "id"],
                condition=Q(state__in=["waiting", "unsure"]),
                name="dispatches_next_in_line",
            ),
            models.Index(
                fields=["connection", "case", "occurred_at", "id"],
                condition=Q(state__in=["waiting", "sending", "unsure", "dead"]),
                name="dispatches_unsent_of_a_case",
            ),
            models.Index(fields=["connection", "state", "-occurred_at", "-id"], name="dispatches_by_state"),
            models.Index(fields=["case", "occurred_at"], name="dispatches_of_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.key}"


class Counterpart(models.Model):
    """A case as the other side knows it: their reference, their latest status and when that was so.

    `token` stands for a reference that is not given yet. `applied_at` is the moment of the change that their status
    made here, so that it is not told back to them. `task_id` is the task that asks a person to settle a divergence.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="counterparts")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    their_reference = models.CharField(max_length=120, blank=True)
    token = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=60, blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    diverged_since = models.DateTimeField(null=True, blank=True)
    divergence = models.CharField(max_length=14, choices=Divergence, blank=True)
    task_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "case"], name="one_counterpart_per_connection_and_case"),
            models.CheckConstraint(
                condition=Q(diverged_since=None, divergence="") | (Q(diverged_since__isnull=False) & ~Q(divergence="")),
                name="divergence_says_which_and_since_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "their_reference"],
                condition=~Q(their_reference=""),
                name="counterparts_by_theirs",
            ),
            models.Index(fields=["connection", "id"], condition=Q(settled_at=None), name="counterparts_to_compare"),
        ]

    def __str__(self) -> str:
        return self.their_reference or f"counterpart of {self.case_id}"
