"""Files that hang on a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ScanState(models.TextChoices):
    """`NOT_SCANNED` only where no scanner is configured; a scanner that is down leaves files `HELD`."""

    HELD = "held", "Waiting to be checked for viruses"
    CLEAN = "clean", "Checked"
    INFECTED = "infected", "Blocked: it may hold a virus"
    NOT_SCANNED = "not_scanned", "Not checked: no scanner is set up"


class Attachment(models.Model):
    """A file, stored under a name nobody can guess and served only as a download."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="attachments")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    question = models.CharField(max_length=80, blank=True)
    public = models.BooleanField(default=True)
    scan = models.CharField(max_length=12, choices=ScanState, default=ScanState.HELD)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def servable(self) -> bool:
        return self.scan in (ScanState.CLEAN, ScanState.NOT_SCANNED)
