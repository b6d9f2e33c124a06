"""Calls as the figures see them, and their sums by line and half hour."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from civichub.performance.calls import CallOutcome
from civichub.performance.models.contacts import InOrganisations


class CallImport(models.Model):
    """Records of another exchange's calls that were taken in from one file, so that they can be taken back."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey("routing.Queue", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = InOrganisations.as_manager()

    def __str__(self) -> str:
        return self.file_name


class CallRecord(models.Model):
    """One call that joined a line. `number` is the exchange's own for it, which may come again
    another day. Times are in milliseconds.

    `caller` tells two callers apart and says nothing else of them; empty when the number was withheld. `next_at` is
    when the same caller next rang the same organisation. `resolved`: wrapped up as done in this contact, or not;
    None without an outcome. Whoever came through a relay has `pace` times as long before giving up is no longer short.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey("routing.Queue", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(CallImport, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    number = models.CharField(max_length=80)
    joined_at = models.DateTimeField()
    half_hour = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=[(one.value, one.name) for one in CallOutcome])
    waited = models.PositiveBigIntegerField()
    talked = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    wrapped = models.PositiveBigIntegerField(default=0)
    transfers = models.PositiveSmallIntegerField(default=0)
    resolved = models.BooleanField(null=True)
    caller = models.CharField(max_length=32, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    pace = models.PositiveSmallIntegerField(default=1)

    objects = InOrganisations.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["queue", "half_hour"], name="calls_of_a_half_hour"),
            models.Index(
                fields=["organisation", "caller", "joined_at"], name="calls_of_a_caller", condition=~Q(caller="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number", "joined_at"], name="one_record_per_call"),
            models.CheckConstraint(
                condition=Q(half_hour__lte=F("joined_at")) & Q(half_hour__minute__in=[0, 30]),
                name="call_is_in_its_half_hour",
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(next_at__gte=F("joined_at")), name="next_call_comes_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.joined_at:%Y-%m-%d %H:%M}"


class CallHalfHour(models.Model):
    """The sums of the calls that joined a line in one half hour, under the standard that the line had when it was
    counted. Made anew from the records whenever one of them changes, so it can never drift from them.

    `known_callers` are those answered whose number was not withheld, `repeated` those of them who rang again within
    `REPEAT_DAYS`.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey("routing.Queue", on_delete=models.PROTECT, related_name="+")
    half_hour = models.DateTimeField()
    within_seconds = models.PositiveIntegerField()
    short_seconds = models.PositiveIntegerField()
    offered = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    answered_in_time = models.PositiveIntegerField()
    abandoned = models.PositiveIntegerField()
    abandoned_short = models.PositiveIntegerField()
    abandoned_in_time = models.PositiveIntegerField()
    called_back = models.PositiveIntegerField()
    cut_off = models.PositiveIntegerField()
    waited = models.PositiveBigIntegerField()
    longest_wait = models.PositiveBigIntegerField()
    abandoned_waited = models.PositiveBigIntegerField()
    talked = models.PositiveBigIntegerField()
    held = models.PositiveBigIntegerField()
    wrapped = models.PositiveBigIntegerField()
    transferred = models.PositiveIntegerField()
    outcomes = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    known_callers = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()

    objects = InOrganisations.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "half_hour"], name="call_sums_by_time")]
        constraints = [models.UniqueConstraint(fields=["queue", "half_hour"], name="one_sum_per_line_and_half_hour")]

    def __str__(self) -> str:
        return f"{self.half_hour:%Y-%m-%d %H:%M}: {self.offered}"
