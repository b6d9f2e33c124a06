"""Reads of scores."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.people import led_by

NAMED = ("contact__service", "person", "scorer", "form_version", "organisation", "draw", "calibration")


def review_for(user: Any, pk: int, at: datetime) -> Review:
    """A score that `user` may see: their own task, their own contact's once finished, or of somebody they lead.

    Raises `NotFound`, the same for one that does not exist.
    """
    found = Review.objects.visible_to(user, led_by(user, at)).select_related(*NAMED).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def to_score(user: Any) -> list[Review]:
    """What this person has to score, the first due first."""
    return list(Review.objects.filter(scorer=user, state="to_do").select_related(*NAMED).order_by("due_on", "pk"))


def progress_of(user: Any, today: date) -> dict[str, int]:
    """How this person's scoring stands: done this month, to do, and late."""
    found = Review.objects.filter(scorer=user)
    return found.aggregate(
        done=Count("pk", filter=Q(finished_at__date__gte=today.replace(day=1))),
        to_do=Count("pk", filter=Q(state="to_do")),
        late=Count("pk", filter=Q(state="to_do", due_on__lt=today)),
    )


def scores_of(person: Any, *, limit: int = 20) -> QuerySet[Review]:
    """The finished scores of one person's contacts, the latest first. The caller has asked who may see them."""
    found = Review.objects.filter(person=person, finished_at__isnull=False, calibration=None)
    return found.select_related(*NAMED).order_by("-finished_at", "-pk")[:limit]


def second_of(review: Review) -> Review | None:
    """The second opinion on a disputed score."""
    return Review.objects.filter(first=review).select_related("scorer").first()


def unread_scores(user: Any) -> int:
    """How many finished scores of their own contacts this person has not opened."""
    found = Review.objects.filter(person=user, finished_at__isnull=False, calibration=None, seen_at=None)
    return found.count()
