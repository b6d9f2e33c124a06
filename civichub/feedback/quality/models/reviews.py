"""Scores of contacts, and calibrations, in which several score the same contact."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from civichub.feedback.quality.choosing import DRAWN, Why
from civichub.feedback.quality.models.choosing import Draw, OfOrganisations
from civichub.feedback.quality.models.forms import ScoringFormVersion
from civichub.feedback.quality.states import CALIBRATION, REVIEW


class Calibration(models.Model):
    """One contact that several score without seeing each other's answers, and the answers they then agree on."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(ScoringFormVersion, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=list(CALIBRATION.states.items()), default="open")
    answers = models.JSONField(default=dict)
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    lesson = models.TextField(blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = OfOrganisations.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="agreed", agreed_at__isnull=False) | (~Q(state="agreed") & Q(agreed_at=None)),
                name="agreed_calibration_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Calibration of {self.begun_at:%-d %B %Y}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any, led: frozenset[int] = frozenset()) -> Self:
        """One's own work as a scorer; what was scored of oneself, once it is finished; and of those one leads.

        `led` are the people whom `user` leads. A calibration is blind: nobody sees another's answers in it. So is a
        second opinion: who gives it does not see the first score until theirs is finished.
        """
        told = ~Q(state="to_do") & ~Q(state="set_aside") & Q(calibration=None)
        theirs = Q(person__in=led) & Q(calibration=None)
        return self.filter(Q(scorer=user) | (Q(person=user) & told) | theirs).exclude(
            second__scorer=user, second__state="to_do"
        )

    def that_count(self) -> Self:
        """Those that a person's figure is made of: drawn by lot, finished, and the second opinion where there is one.

        What somebody asked to be scored does not count: it was picked.
        """
        first = Q(why__in=DRAWN, state__in=("finished", "disputed"))
        return self.filter(first | Q(why=Why.SECOND, state="finished", first__why__in=DRAWN))


class Review(models.Model):
    """One person's scoring of one contact: `answers` by question, `remarks` likewise, and words about the whole.

    A score is finished for good: who disagrees comments, or disputes it once, and somebody else scores the contact
    anew (`first` is then the disputed one). Nobody scores their own contacts.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(ScoringFormVersion, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Why])
    reason = models.CharField(max_length=300, blank=True)
    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    calibration = models.ForeignKey(
        Calibration, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    first = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="second")
    state = models.CharField(max_length=10, choices=list(REVIEW.states.items()), default="to_do")
    begun_at = models.DateTimeField()
    due_on = models.DateField()
    answers = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    summary = models.TextField(blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    failed = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    disputed_why = models.TextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["scorer", "due_on"], name="scores_to_do", condition=Q(state="to_do")),
            models.Index(fields=["person", "-finished_at"], name="scores_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(scorer=F("person")), name="nobody_scores_their_own_contacts"),
            models.UniqueConstraint(fields=["contact", "scorer"], name="one_score_per_contact_and_scorer"),
            models.CheckConstraint(
                condition=Q(state__in=("to_do", "set_aside"))
                | Q(finished_at__isnull=False, percent__isnull=False, percent__range=(0, 100)),
                name="finished_score_has_a_sum",
            ),
            models.CheckConstraint(
                condition=Q(why=Why.CALIBRATION.value, calibration__isnull=False)
                | (~Q(why=Why.CALIBRATION.value) & Q(calibration=None)),
                name="calibration_scores_belong_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} by {self.scorer}"

    @property
    def why_words(self) -> str:
        """Why it is scored, as the page says it."""
        return Why(self.why).words

    @property
    def is_told(self) -> bool:
        """Whether the person whose contact it was may read it: it is finished and no calibration."""
        return self.is_read and self.calibration_id is None

    @property
    def is_read(self) -> bool:
        """Whether it can be read as a score: it was finished, whatever was said of it since."""
        return self.finished_at is not None
