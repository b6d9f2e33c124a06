"""Answers to "Was this page useful?" (F2; Warwickshire 2009, recommendation 17)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q


class PageFeedbackQuerySet(models.QuerySet["PageFeedback"]):
    def visible_to(self, user: Any) -> Self:
        """What was said about pages of organisations whose figures `user` may see; the partnership's own pages too."""
        held = user.organisations_with("performance.view")
        return self.filter(Q(organisation__in=held) | Q(organisation=None)) if held else self.none()


class PageFeedback(models.Model):
    """One answer. `page` is the page's address without anything that names a person, a place, a case or a draft.

    `organisation` is the council whose door the reader had come by, or None. There is no name, no account and no
    network address, and the time is kept to the day.
    """

    page = models.CharField(max_length=200)
    useful = models.BooleanField()
    words = models.TextField(blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField()

    objects = PageFeedbackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["page", "day"], name="feedback_by_page")]

    def __str__(self) -> str:
        return f"{self.page}: {'useful' if self.useful else 'not useful'}"
