"""Skills of people, whereabouts of people, and duty rotas."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class SkillKind(models.TextChoices):
    LANGUAGE = "language", "Language"
    SIGN = "sign", "Sign language"
    SUBJECT = "subject", "Subject"


class Skill(models.Model):
    """Something an item of work can ask for. `said` is how an offer puts it: "you speak Punjabi"."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=SkillKind)
    name = models.CharField(max_length=80, unique=True)
    said = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Level(models.IntegerChoices):
    LEARNING = 1, "Learning"
    WORKING = 2, "Working knowledge"
    CONFIDENT = 3, "Confident"
    FLUENT = 4, "Fluent or expert"
    QUALIFIED = 5, "Qualified"


class PersonSkill(models.Model):
    """What one person can do, how well, and until when that is known. `evidence` says who checked it, or how."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holders")
    level = models.PositiveSmallIntegerField(choices=Level)
    expires_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["skill__kind", "skill__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill"], condition=Q(ended_at=None), name="one_level_per_person_and_skill"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="skill_level_is_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_level_display().lower()})"


class SkillProposal(models.Model):
    """What somebody says they can do, until whoever manages them has confirmed it or not."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="skills_proposed")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    evidence = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill"], condition=Q(decided_at=None), name="one_open_proposal_per_skill"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="proposed_level_is_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill} ({self.get_level_display().lower()})"


class Whereabouts(models.TextChoices):
    """What a colleague needs to know, and no more: illness is "Away", like everything that is nobody's business."""

    AVAILABLE = "available", "Available"
    BUSY = "busy", "Busy"
    MEETING = "meeting", "In a meeting"
    VISIT = "visit", "Out on a visit"
    BREAK = "break", "On a break"
    TRAINING = "training", "In training"
    HOME = "home", "Working at home"
    LEAVE = "leave", "On leave"
    AWAY = "away", "Away"
    OFF = "off", "Not working now"


REACHABLE = frozenset({Whereabouts.AVAILABLE, Whereabouts.HOME})
ABSENT = frozenset({Whereabouts.LEAVE, Whereabouts.AWAY, Whereabouts.OFF})


class Source(models.TextChoices):
    HAND = "hand", "Set by hand"
    CALENDAR = "calendar", "From a calendar"
    API = "api", "From another system"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def visible_to(self, user: Any) -> Self:
        """The whiteboard is for those whose role has it, and for nobody else."""
        if user.is_system or (user.is_staff_member and user.holds_anywhere("whiteboard.view")):
            return self
        return self.none()


class Presence(models.Model):
    """Where somebody is in a stretch of time; rows are history, and the newest that covers a moment counts.

    `during` is half open, and without an upper end until something newer is said. `planned` rows come from a calendar
    or are set ahead; whatever is said on the day by hand counts for more.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="presences")
    status = models.CharField(max_length=10, choices=Whereabouts)
    reason = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    reach = models.CharField(max_length=120, blank=True)
    during = DateTimeRangeField()
    planned = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source, default=Source.HAND)
    source_key = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-id"]
        indexes = [models.Index(fields=["person", "planned", "-set_at"], name="whereabouts_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source_key"],
                condition=Q(withdrawn_at=None) & ~Q(source_key=""),
                name="one_entry_per_calendar_key",
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()


class CalendarFeed(models.Model):
    """The calendar of one person that is read into the whiteboard, and how that went last. An address is a secret."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed")
    address = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    entries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"Calendar of {self.person}"


class Duty(models.Model):
    """Something for which somebody is answerable: "Duty social worker". `services` are catalogue service ids.

    `hours` are ``{"monday": ["09:00-17:00"], …}``, when somebody has to be on duty; empty for those of the office.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="duties")
    title = models.CharField(max_length=80)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    when_nobody = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="one_duty_per_title")]

    def __str__(self) -> str:
        return self.title


class DutyTurn(models.Model):
    """One person's turn. Two turns of one duty never overlap."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="turns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duty_turns")
    reach = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="turn_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_person_on_duty_at_a_time",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_at:%d %B %H:%M}"
