"""What came in by file, row by row, with what stood there before: the report, and the way back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from civichub.catalogue.models.service import Service
from civichub.catalogue.states import ImportState, RowOutcome


class ImportBatch(models.Model):
    """One file, tried out, refused or applied. `counts` has the number of rows by outcome."""

    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState)
    counts = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.get_state_display().lower()}"


class ImportRow(models.Model):
    """One row. `before` and `after` hold the fields that it changed; `problems` are pairs of field and sentence.

    `note` says what undoing did with it, where that was not simply taking it back.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=160, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]

    def __str__(self) -> str:
        return f"row {self.number}: {self.get_outcome_display()}"
