"""What is dialled, and what is rung."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    WELSH = "cy", "Cymraeg"


class Recorded(models.TextChoices):
    NOTHING = "nothing", "Record nothing"
    CALLS = "calls", "Record calls, and say so first"


class Relay(models.TextChoices):
    """Who speaks in between: an assistant who types and reads aloud, or an interpreter of sign language on video."""

    TEXT = "text", "Relay UK"
    VIDEO = "video", "BSL video relay"


class LineQuerySet(models.QuerySet["Line"]):
    def kept_by(self, user: Any) -> Self:
        """The lines of organisations whose day this person runs."""
        if user.is_system:
            return self
        return self.filter(organisation__in=user.organisations_with("work.supervise"))


class Line(models.Model):
    """A number that people dial, the queue it leads to, and what they hear.

    `number` is written as the trunk delivers it. Words left empty are the hub's own, in the line's language. `urgent`
    is said before all else until `urgent_until`. The hours are those of the queue. `survey_share` is how many of a
    hundred callers are asked how it was, unless a `SurveyShare` of the service that it was about says otherwise; a
    recording is kept for `keep_days`, and one that was paused goes on after `resume_minutes`. With `survey_comments`
    those who are asked may say why, and `by_name` lets callers spell whom they want. With a `text_link` whoever waits
    on a mobile may have it sent by text; `text_about` says what it tells, in the line's language. Every call
    to a line with a `relay` comes through it, and `relay_link` is where its users begin.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    queue = models.ForeignKey("routing.Queue", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    greeting = models.CharField(max_length=500, blank=True)
    urgent = models.CharField(max_length=500, blank=True)
    urgent_until = models.DateTimeField(null=True, blank=True)
    recorded = models.CharField(max_length=8, choices=Recorded, default=Recorded.CALLS)
    keep_days = models.PositiveSmallIntegerField(default=90)
    announce_seconds = models.PositiveSmallIntegerField(default=45)
    offers_call_back = models.BooleanField(default=True)
    takes_messages = models.BooleanField(default=True)
    survey_share = models.PositiveSmallIntegerField(default=0)
    survey_comments = models.BooleanField(default=False)
    by_name = models.BooleanField(default=False)
    resume_minutes = models.PositiveSmallIntegerField(default=5)
    text_about = models.CharField(max_length=80, blank=True)
    text_link = models.URLField(max_length=300, blank=True)
    relay = models.CharField(max_length=5, choices=Relay, blank=True)
    relay_link = models.URLField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "name", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(survey_share__lte=100), name="survey_share_is_of_a_hundred"),
            models.CheckConstraint(condition=Q(announce_seconds__gte=1), name="announcements_leave_some_music"),
            models.CheckConstraint(
                condition=Q(text_link="", text_about="") | ~(Q(text_link="") | Q(text_about="")),
                name="a_link_by_text_says_what_it_tells",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def urgent_at(self, at: datetime) -> str:
        """What has to be said before all else at that moment, if anything."""
        return self.urgent if self.urgent_until is None or at < self.urgent_until else ""


class Handset(models.Model):
    """A telephone of one person, known to the exchange as `endpoint`.

    One that `answers_itself` is rung only when its person has accepted on the screen; any other rings with the offer,
    and taking it off the hook accepts. Its password is worked out from the installation's key and `password_number`.
    Of one that is `in_browser`, `window` is the window that has the line: the one that was opened last.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handset")
    extension = models.CharField(max_length=10, unique=True)
    answers_itself = models.BooleanField(default=False)
    in_browser = models.BooleanField(default=False)
    window = models.CharField(max_length=40, blank=True)
    password_number = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["extension"]

    def __str__(self) -> str:
        return f"{self.extension}, {self.person}"

    @property
    def endpoint(self) -> str:
        return f"phone-{self.extension}"
