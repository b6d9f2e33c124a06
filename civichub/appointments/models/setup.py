"""What can be booked, the rooms and hours for it, and when nobody is there."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from civichub.core.clocks.hours import WEEKDAYS


class Way(models.TextChoices):
    SITE = "site", "In person"
    PHONE = "phone", "By telephone"
    VIDEO = "video", "By video call"


class RoomFeature(models.TextChoices):
    """What a room has, and what somebody may need of one."""

    WHEELCHAIR = "wheelchair", "Room for a wheelchair"
    PRIVATE = "private", "A private room"
    HEARING_LOOP = "hearing_loop", "A hearing loop"


class Room(models.Model):
    """A room of a site in which appointments are held."""

    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    features = ArrayField(models.CharField(max_length=20, choices=RoomFeature), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["site__name", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="one_room_per_name_and_site")]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        return self.site.organisation_id

    @property
    def feature_words(self) -> list[str]:
        return [RoomFeature(feature).label for feature in self.features]


class KindQuerySet(models.QuerySet["Kind"]):
    def bookable_online(self) -> Self:
        """What residents may book by themselves."""
        return self.filter(is_active=True, online=True, organisation__is_active=True)


class Kind(models.Model):
    """A kind of appointment of one organisation.

    Its own hours (`KindHours`, `KindDay`) narrow those of the site. With `session` it is held in that recurring session
    of another body or a member; else, with `needs_officer`, by whoever has hours at the site and the `skill`. A sitting
    has `places`. `video_address`: where video calls are held; `{room}` in it becomes a room that nobody can guess.
    `notice_minutes` and `furthest_days` bound what is offered; `most_each` what one person may have to come.
    `reminders` are days before, 0 for the morning. `standard_days`: working days within which the first time must be
    offered, with its source.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    explains = models.TextField(blank=True)
    bring = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    ways = ArrayField(models.CharField(max_length=6, choices=Way), default=list)
    sites = models.ManyToManyField("places.Site", related_name="+", blank=True)
    video_address = models.CharField(max_length=200, blank=True)
    session = models.OneToOneField(
        "places.SiteSession", null=True, blank=True, on_delete=models.PROTECT, related_name="bookable_as"
    )
    needs_officer = models.BooleanField(default=True)
    skill = models.ForeignKey("workforce.Skill", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    needs_room = models.BooleanField(default=True)
    room_features = ArrayField(models.CharField(max_length=20, choices=RoomFeature), default=list, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    notice_minutes = models.PositiveIntegerField(default=120)
    furthest_days = models.PositiveSmallIntegerField(default=42)
    most_each = models.PositiveSmallIntegerField(default=2)
    online = models.BooleanField(default=True)
    reminders = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    standard_days = models.PositiveSmallIntegerField(null=True, blank=True)
    standard_source = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    objects = KindQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="appointment_lasts_5_to_480_minutes"),
            models.CheckConstraint(condition=Q(places__range=(1, 200)), name="sitting_has_1_to_200_places"),
            models.CheckConstraint(condition=Q(furthest_days__range=(1, 366)), name="booked_at_most_a_year_ahead"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sensitive(self) -> bool:
        """As its service: no message, list or feed says what it is for."""
        return bool(self.service.is_sensitive)


class KindHours(models.Model):
    """When a kind is held on one weekday (Monday is 0), local times, at one site or at all of them.

    A kind with no row for a day in force has the site's own hours; with any, only these.
    """

    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="own_hours")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="kind_weekday_is_0_to_6"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="kind_hours_end_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.day_name}"

    @property
    def day_name(self) -> str:
        return WEEKDAYS[self.weekday].capitalize()


class KindDay(models.Model):
    """A day on which a kind has other hours, or none (both times empty): it counts before the week's hours, the site's
    hours and bank holidays."""

    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="other_days")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "site", "day"], name="one_exception_a_day", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(ends__gt=F("starts")), name="exception_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.day}"


class OfficerHours(models.Model):
    """When somebody takes appointments at a site, on one weekday (Monday is 0), local times."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="officer_weekday_is_0_to_6"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="officer_hours_end_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.site}"

    @property
    def day_name(self) -> str:
        return WEEKDAYS[self.weekday].capitalize()

    @property
    def organisation_id(self) -> int:
        return self.site.organisation_id


class Absence(models.Model):
    """When an officer, a room, a whole site or a recurring session (one of the four) takes no appointments.

    `during` is half open.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="absences")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        "places.SiteSession", null=True, blank=True, on_delete=models.PROTECT, related_name="absences"
    )
    during = DateTimeRangeField()
    reason = models.CharField(max_length=120)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, room=None, site=None, session=None)
                | Q(person=None, room__isnull=False, site=None, session=None)
                | Q(person=None, room=None, site__isnull=False, session=None)
                | Q(person=None, room=None, site=None, session__isnull=False),
                name="absence_of_one_officer_room_site_or_session",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person or self.room or self.site or self.session}: {self.reason}"


class SessionRoom(models.Model):
    """In which room a recurring session is held; nobody else has the room then."""

    session = models.OneToOneField("places.SiteSession", on_delete=models.PROTECT, related_name="held_in")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="sessions")

    def __str__(self) -> str:
        return f"{self.session} in {self.room}"


class CalendarFeed(models.Model):
    """A secret address at which a calendar program reads the appointments of one officer or room.

    Only the SHA-256 of its token is kept; the address is shown once.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, room=None) | Q(person=None, room__isnull=False),
                name="feed_of_one_officer_or_room",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.room)

    def owner(self) -> Any:
        """The officer or the room."""
        return self.person or self.room
