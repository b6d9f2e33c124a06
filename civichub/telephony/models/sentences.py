"""Sentences that a person has spoken for a council's lines."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.telephony.models.lines import Language


class RecordedSentenceQuerySet(models.QuerySet["RecordedSentence"]):
    def kept_by(self, user: Any) -> Self:
        """Those of organisations whose day this person runs."""
        return self.filter(organisation__in=user.organisations_with("work.supervise"))

    def in_use(self) -> Self:
        """Those that have not been replaced or removed."""
        return self.filter(ended_at=None)


class RecordedSentence(models.Model):
    """One sentence as somebody spoke it: played on the organisation's lines wherever exactly these words are said.

    `name` is what the sentence is called whatever its words are just now (``01632960100-greeting``), so that a
    recording whose words have changed is known for one. `sound` is a WAV file at the rate of the telephone network, and
    `digest` the SHA-256 of the file that was sent. Replaced or removed it is kept from `ended_at` on for a while.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    name = models.CharField(max_length=60)
    words = models.TextField()
    sound = models.BinaryField()
    digest = models.CharField(max_length=64)
    seconds = models.FloatField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RecordedSentenceQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language", "name"], condition=Q(ended_at=None), name="one_recording_in_use"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_by__isnull=False), name="somebody_ended_a_recording"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}-{self.name}"
