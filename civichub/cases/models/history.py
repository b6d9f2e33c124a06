"""What happened to a case, as rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class EntryKind(models.TextChoices):
    OPENED = "opened", "Opened"
    MOVED = "moved", "Moved on"
    RESOLVED = "resolved", "Closed"
    REOPENED = "reopened", "Reopened"
    ASSIGNED = "assigned", "Assigned"
    REROUTED = "rerouted", "Passed to another body"
    NOTE = "note", "Note"
    ASKED = "asked", "Asked the customer"
    ANSWERED = "answered", "Customer answered"
    PROMISE = "promise", "Promise"
    TASK = "task", "Task"
    CLOCK = "clock", "Clock"
    ATTACHMENT = "attachment", "Attachment"
    CONTACT = "contact", "Contact"
    LINK = "link", "Link"
    TOLD = "told", "Message sent"


class HistoryEntry(models.Model):
    """One thing that happened. `public` rows are the customer's story; the others are for staff.

    A private note is for the organisation that wrote it, and for others only under an agreement that opens notes.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="history", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=EntryKind)
    public = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="history_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
