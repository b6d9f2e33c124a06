"""Versions of scoring forms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from civichub.core.versions import DefinitionVersion, keep_published_text, no_overlap


class ScoringFormVersion(DefinitionVersion):
    """One version of a scoring form: its YAML, and from when it is used. A score keeps the version it was made with."""

    class Meta:
        ordering = ["key", "organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "organisation", "number"],
                name="one_scoring_form_version_per_number",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(effective_from__isnull=False), name="published_scoring_form_has_a_start"
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="scoring_form_ends_after_start",
            ),
            no_overlap("one_scoring_form_version_in_force"),
        ]
        triggers = [keep_published_text("scoring_form_keeps_published_text")]
