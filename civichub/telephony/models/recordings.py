"""What was recorded: encrypted files, each with a key of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.telephony.models.calls import Call


class RecordingKind(models.TextChoices):
    CALL = "call", "Conversation"
    CALLER = "caller", "The caller alone"
    ADVISOR = "advisor", "The advisor alone"
    MESSAGE = "message", "Message"
    COMMENT = "comment", "Comment on how we helped"


class Recording(models.Model):
    """A file that only the hub can read. `key` opens it and is itself locked by the installation's key.

    It goes after `keep_until` unless somebody has a reason to hold it.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recordings")
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=RecordingKind)
    path = models.CharField(max_length=200)
    key = models.BinaryField()
    size = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    keep_until = models.DateField()
    held_why = models.CharField(max_length=300, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["keep_until"], name="recordings_by_end", condition=Q(deleted_at=None, held_why=""))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.seconds} s"
