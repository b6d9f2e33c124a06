"""Versions of procedures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from civichub.core.versions import DefinitionVersion, keep_published_text, no_overlap


class ProcedureVersion(DefinitionVersion):
    """One version of a procedure: its YAML, and when new cases begin under it. A case keeps the one it began with."""

    class Meta:
        ordering = ["key", "organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "organisation", "number"], name="one_procedure_version_per_number", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(effective_from__isnull=False), name="published_procedure_has_a_start"
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="procedure_ends_after_start",
            ),
            no_overlap("one_procedure_version_in_force"),
        ]
        triggers = [keep_published_text("procedure_keeps_published_text")]
