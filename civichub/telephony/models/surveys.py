"""Whom we ask after a call how it was."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q


class SurveyShareQuerySet(models.QuerySet["SurveyShare"]):
    def kept_by(self, user: Any) -> Self:
        """Those of organisations whose day this person runs."""
        return self.filter(organisation__in=user.organisations_with("work.supervise"))


class SurveyShare(models.Model):
    """How many of a hundred callers about a service are asked, instead of the share of the line by which they rang."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()

    objects = SurveyShareQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "service__title"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service"], name="one_survey_share_of_a_service"),
            models.CheckConstraint(condition=Q(share__lte=100), name="survey_share_of_a_service_is_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.share} of 100"
