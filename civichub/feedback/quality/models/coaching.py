"""What a leader and a person talked about, and what they agreed to do."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.feedback.quality.models.reviews import Review
from civichub.feedback.quality.states import COACHING


class CoachingNoteQuerySet(models.QuerySet["CoachingNote"]):
    def visible_to(self, user: Any) -> Self:
        """Private to the two whom it concerns."""
        return self.filter(Q(person=user) | Q(leader=user))


class CoachingNote(models.Model):
    """A talk between a person and their leader: what it was about, what will be done by when, and how that went."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    about = models.TextField()
    action = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    reviews = models.ManyToManyField(Review, blank=True, related_name="coaching")
    articles = models.ManyToManyField("knowledge.Article", blank=True, related_name="+")
    state = models.CharField(max_length=6, choices=list(COACHING.states.items()), default="open")
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CoachingNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["person", "-written_at"], name="coaching_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("leader")), name="nobody_coaches_themselves"),
            models.CheckConstraint(
                condition=Q(action="", due_on=None) | (~Q(action="") & Q(due_on__isnull=False)),
                name="agreed_action_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="followed_up_note_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Coaching of {self.written_at:%-d %B %Y}"
