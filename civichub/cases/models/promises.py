"""What we said we would do, and the tasks that make it so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q


class Promise(models.Model):
    """A promise to do something by a day, with a keeper. A new date is a new promise that takes its place."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    keeper_team = models.ForeignKey("organisations.Team", null=True, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    kept = models.BooleanField(null=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(keeper_team__isnull=False) | Q(keeper__isnull=False), name="promise_has_a_keeper"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, kept=None) | Q(settled_at__isnull=False), name="unsettled_promise_is_open"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="open_promises_by_day", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.text


class Task(models.Model):
    """A piece of work inside a case, with an owner and a day of its own."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    team = models.ForeignKey("organisations.Team", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checklist = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=300, blank=True)

    @property
    def last_moment(self) -> datetime | None:
        """The last second in time: what is shown, because `due_at` is the midnight after the last day."""
        return self.due_at - timedelta(seconds=1) if self.due_at else None

    class Meta:
        ordering = ["done_at", "due_at", "id"]
        indexes = [models.Index(fields=["team", "due_at"], name="open_tasks_of_team", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.title
