"""Extracts of service requests taken in: which file, how far it got, and what each row became."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CaseImportState(models.TextChoices):
    """A running import that nobody is running any more was cut off, and goes on when it is started again."""

    RUNNING = "running", "Not finished"
    DONE = "done", "Finished"
    UNDONE = "undone", "Taken back"


class CaseImport(models.Model):
    """One extract. `rows_done` is written in the transaction of the rows themselves, so it is never ahead or behind.

    `source` names the system that the extract came from; `organisation` is the only body whose cases it may hold,
    None for the whole partnership.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=40, blank=True)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=CaseImportState, default=CaseImportState.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file_digest"], condition=Q(state="running"), name="one_unfinished_import_per_extract"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display().lower()})"


class ImportedCase(models.Model):
    """The lineage of an imported case: which row of which extract it and its contact came from."""

    batch = models.ForeignKey(CaseImport, on_delete=models.PROTECT, related_name="cases", db_index=False)
    row = models.PositiveIntegerField()
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="imported")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_case_per_row_of_an_extract")]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.batch_id}"


class RejectedRow(models.Model):
    """A row that was left out: the part at fault, why, and its cells as they stood (long ones cut)."""

    batch = models.ForeignKey(CaseImport, on_delete=models.CASCADE, related_name="rejects", db_index=False)
    row = models.PositiveIntegerField()
    part = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    cells = models.JSONField()

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_reject_per_row_of_an_extract")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
