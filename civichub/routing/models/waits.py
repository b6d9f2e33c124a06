"""The log of lines and seats, what is learned from it, and what people were told of their waits."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.routing.models.work import Queue, WorkItem, WorkKind


class LineWhat(models.TextChoices):
    """What can happen in a line. The last three happen to a seat, all others to an item."""

    ARRIVED = "arrived", "Arrived"
    CHANGED = "changed", "Needs or priority changed"
    MOVED = "moved", "Moved to this queue"
    OFFERED = "offered", "Offered"
    ANSWERED = "answered", "Answered"
    WRAP = "wrap", "In wrap-up"
    BACK = "back", "Back in line"
    ABANDONED = "abandoned", "Abandoned"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"
    READY = "ready", "Ready"
    BREAK = "break", "On a break"
    AWAY = "away", "Away"


class LineEvent(models.Model):
    """The log of every line and every seat, from which waits are learned. Rows can be added, never changed or removed.

    `person` is who was offered an item or had it in hand, or whose seat it is. `detail` of an arrival and of a change
    is what an item's place and takers depend on: ``{"kind", "priority", "weight", "skills", "counted", "arrived_at"}``;
    of a break, ``{"reason"}``. A move has two rows: in the queue that was left ``{"to"}``, in the other as an arrival.
    """

    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=LineWhat)
    queue = models.ForeignKey(Queue, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(WorkItem, null=True, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["queue", "at"], name="line_log_by_queue"),
            models.Index(fields=["person", "at"], name="line_log_by_person"),
        ]
        triggers = [pgtrigger.Protect(name="line_log_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, queue__isnull=False) | Q(item=None, person__isnull=False),
                name="line_log_is_of_an_item_or_a_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%H:%M:%S}"


class WaitModel(models.Model):
    """What a queue’s log of a time has taught of its waits: `waits.model.Model.values()`, plain JSON. Never changed."""

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="wait_models")
    version = models.PositiveIntegerField()
    learned_from = models.DateTimeField()
    learned_until = models.DateTimeField()
    made_at = models.DateTimeField()
    waits_seen = models.PositiveIntegerField()
    is_corrected = models.BooleanField(default=False)
    content = models.JSONField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["queue", "version"], name="one_wait_model_per_version")]

    def __str__(self) -> str:
        return f"{self.queue}, version {self.version}"


class ToldWait(models.Model):
    """What somebody who waits was told, and what came of it.

    `low`, `median` and `high` are seconds from `at`; `least` and `most` the minutes that were said, None where nothing
    could be said. `raw` and `groups` are what the calibration learns from. `waited` is the seconds from `at` until they
    were answered or left; `came_true` is None for whoever left. `by_last` and `by_mean` are the seconds by plain rules:
    the wait of whoever was answered last, and the mean of the last thirty; None where nobody had been.
    """

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="waits_told")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+", db_index=False)
    model = models.ForeignKey(WaitModel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=WorkKind)
    place = models.PositiveIntegerField(null=True)
    low = models.FloatField(null=True)
    median = models.FloatField(null=True)
    high = models.FloatField(null=True)
    least = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    raw = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    waited = models.FloatField(null=True)
    came_true = models.BooleanField(null=True)
    by_last = models.FloatField(null=True)
    by_mean = models.FloatField(null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["queue", "at"], name="waits_told_by_queue"),
            models.Index(fields=["at"], name="waits_told_unscored", condition=Q(scored_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.queue}, {self.at:%H:%M}: {self.least} to {self.most} minutes"
