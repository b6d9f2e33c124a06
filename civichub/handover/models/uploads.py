"""Extracts of other systems that somebody brings in at the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.handover.states import UPLOAD_STATES


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Any) -> UploadQuerySet:
        """The files of the organisations into which this account may bring cases."""
        return self.filter(organisation__in=user.organisations_with("case.import"))


class Upload(models.Model):
    """A file of an organisation's past cases: tried out first, then taken in as `batch`, and taken back if need be.

    `path` is in the hub's storage, and empty once the file is not needed any more. The counts are those of the try-out;
    `problems` are the first rows that would be left out, as [row, field, reason], and `left_out` where all of them lie.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=list(UPLOAD_STATES.items()), default="checking")
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    left_out = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey("cases.CaseImport", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=~Q(state__in=["refused", "undone"]),
                name="one_upload_per_file",
            )
        ]

    def __str__(self) -> str:
        return self.name
