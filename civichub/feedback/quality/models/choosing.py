"""Rules by which contacts are chosen, and what was drawn by them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.feedback.quality.choosing import Candidate, Wanted


class Period(models.TextChoices):
    WEEK = "week", "Week"
    MONTH = "month", "Month"


class OfOrganisations(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations in which `user` scores, sets the rules or looks after the audit."""
        powers = ("quality.score", "quality.manage", "audit.view")
        return self.filter(organisation__in=frozenset().union(*map(user.organisations_with, powers)))


class SelectionRule(models.Model):
    """How many contacts of each person are scored in each period, and of which kinds at least so many.

    Without a team it is for everybody of the organisation who handles contacts; without channels for all that its form
    is for. Whoever began less than `new_for_months` ago has `new_times` as many. Scores are due `due_days` working
    days after the draw.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("organisations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    form_key = models.CharField(max_length=60)
    channels = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    period = models.CharField(max_length=5, choices=Period, default=Period.MONTH)
    count = models.PositiveSmallIntegerField()
    low_survey = models.PositiveSmallIntegerField(default=0)
    longest = models.PositiveSmallIntegerField(default=0)
    shortest = models.PositiveSmallIntegerField(default=0)
    repeat = models.PositiveSmallIntegerField(default=0)
    new_for_months = models.PositiveSmallIntegerField(default=0)
    new_times = models.PositiveSmallIntegerField(default=1)
    due_days = models.PositiveSmallIntegerField(default=10)
    is_active = models.BooleanField(default=True)

    objects = OfOrganisations.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="one_rule_of_choice_per_title"),
            models.CheckConstraint(
                condition=Q(count__range=(1, 50), new_times__range=(1, 5)), name="rule_chooses_a_possible_number"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=F("low_survey") + F("longest") + F("shortest") + F("repeat")),
                name="kinds_fit_into_the_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wanted(self) -> Wanted:
        """What it asks for, for one person in one period."""
        return Wanted(self.count, self.low_survey, self.longest, self.shortest, self.repeat)


class Draw(models.Model):
    """One person's contacts of one period, and the lot by which they were drawn. Added, never changed or removed.

    `pool` are the rows of every contact that could have been drawn, `wanted` what the rule asked for then; with `seed`
    they give the same contacts again, whenever anybody checks.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(SelectionRule, on_delete=models.PROTECT, related_name="draws")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    seed = models.CharField(max_length=64)
    wanted = models.JSONField()
    pool = models.JSONField()
    drawn_at = models.DateTimeField()

    objects = OfOrganisations.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "person", "since"], name="one_draw_per_person_and_period"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="draw_is_of_a_period"),
        ]
        triggers = [pgtrigger.Protect(name="draws_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}, {self.since:%-d %B %Y}"

    @property
    def last_day(self) -> date:
        """The last day of its period."""
        return self.until - timedelta(days=1)

    @property
    def candidates(self) -> list[Candidate]:
        """The pool, as it was drawn from."""
        return [Candidate(*row) for row in self.pool]
