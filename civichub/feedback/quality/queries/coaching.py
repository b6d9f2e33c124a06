"""Reads of coaching notes, which are private to two people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.feedback.quality.models import CoachingNote


def coaching_for(user: Any, pk: int) -> CoachingNote:
    """A note about `user` or by them. Raises `NotFound`."""
    found = CoachingNote.objects.visible_to(user).select_related("person", "leader").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def coaching_of(user: Any, person: Any) -> QuerySet[CoachingNote]:
    """The notes about one person that `user` may read, the latest first."""
    return CoachingNote.objects.visible_to(user).filter(person=person).select_related("person", "leader")


def to_follow_up(user: Any, today: date) -> list[CoachingNote]:
    """What this leader has to follow up: actions that are said to be done, or whose day has come."""
    found = CoachingNote.objects.filter(leader=user).exclude(state="closed").select_related("person")
    return [note for note in found if note.state == "done" or (note.due_on and note.due_on <= today)]
