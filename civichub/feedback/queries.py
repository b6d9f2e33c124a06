"""Reads of feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from civichub.feedback.models import PageFeedback


@dataclass(frozen=True)
class PageScore:
    """How often a page was found useful, and how often not."""

    page: str
    useful: int
    not_useful: int


def feedback_by_id(feedback_id: int) -> PageFeedback | None:
    """One answer, or None."""
    return PageFeedback.objects.filter(pk=feedback_id).first()


def scores_of_pages(user: Any, *, since: date, limit: int = 100) -> list[PageScore]:
    """The pages with the most answers since that day, of those `user` may see."""
    found = PageFeedback.objects.visible_to(user).filter(day__gte=since).values("page")
    counted = found.annotate(yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False)))
    rows = counted.order_by("-no", "-yes", "page")[:limit]
    return [PageScore(row["page"], row["yes"], row["no"]) for row in rows]


def words_about(user: Any, page: str, *, limit: int = 50) -> list[PageFeedback]:
    """What people wrote about a page, newest first, of what `user` may see."""
    found = PageFeedback.objects.visible_to(user).filter(page=page).exclude(words="")
    return list(found.order_by("-pk")[:limit])
