"""What came from a neighbour's directory, record by record, with what stood here before: the plan, and the way back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from civichub.directory.models.records import Service
from civichub.directory.states import Decision, ImportState, RowOutcome


class Feed(models.Model):
    """A neighbour's directory: where its records are taken from."""

    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["keeper", "name"], name="a_keeper_names_a_feed_once")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One reading of a feed: tried out, brought in, or undone. `counts` has the number of rows by outcome."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.PLANNED)
    counts = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.feed}, {self.get_state_display().lower()}"


class ImportRow(models.Model):
    """One record of the feed. `theirs` is what it gave, `ours` what stood here, `decision` a person's in a conflict."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    uuid = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=9, choices=RowOutcome)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ours = models.JSONField(default=dict)
    theirs = models.JSONField(default=dict)
    base = models.JSONField(null=True)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    problems = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="a_record_is_one_row_of_a_batch")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"


class StoredVectors(models.Model):
    """The vectors of the search, as bytes; each web process reads them again when `version` has moved."""

    version = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    vectors = models.BinaryField(default=bytes)
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"vectors {self.version}"
