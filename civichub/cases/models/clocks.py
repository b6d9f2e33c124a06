"""The clocks that run on a case, and every mark made on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class CaseClock(models.Model):
    """One clock of the case's procedure (`key`), with the deadline computed from its marks.

    `due_at` is UTC and exclusive: the midnight that ends `due_on` in London. Both are None while the clock is paused.
    `warned_at` and `missed_at` say when somebody was told that it is near, and that it has passed.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="clocks")
    key = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    warn_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=Q(stopped_at=None), name="one_running_clock_per_key"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")), name="clock_stops_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="running_clocks_by_due", condition=Q(stopped_at=None)),
            models.Index(fields=["warn_at"], name="clocks_to_warn_of", condition=Q(stopped_at=None, warned_at=None)),
            models.Index(fields=["due_at"], name="clocks_not_yet_missed", condition=Q(stopped_at=None, missed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.case_id}"

    @property
    def met(self) -> bool | None:
        """Whether it was stopped in time; None while it runs or is paused."""
        if self.stopped_at is None or self.due_at is None:
            return None
        return self.stopped_at < self.due_at


class ClockMark(models.Model):
    """A pause, its end, a restart or an extension. `amount` is in the rule's unit, for an extension."""

    clock = models.ForeignKey(CaseClock, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(
        max_length=8,
        choices=[("pause", "Paused"), ("resume", "Resumed"), ("restart", "Restarted"), ("extend", "Extended")],
    )
    at = models.DateTimeField()
    ground = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    amount = models.PositiveSmallIntegerField(default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} of clock {self.clock_id}"
