"""Times that are taken, and by whom."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from civichub.appointments.models.setup import Absence, Kind, Room, RoomFeature, Way
from civichub.appointments.states import APPOINTMENT, OFFER, TAKING
from civichub.customers.queries import own_customer_ids


def _taken_range() -> Func:
    return Func(F("starts_at"), F("busy_until"), function="tstzrange", output_field=DateTimeRangeField())


def _never_twice(what: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"{what}_is_never_double_booked",
        expressions=[(what, RangeOperators.EQUAL), (_taken_range(), RangeOperators.OVERLAPS)],
        condition=Q(live=True) & Q(**{f"{what}__isnull": False}),
    )


class Sitting(models.Model):
    """One stretch of an officer's or a room's time, for one person or, with several `places`, for a group.

    `busy_until` is the end and the buffer after it. Not `live`: the time is free again. The exclusion constraints are
    what makes a double booking impossible, whatever any program does.
    """

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="sittings")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sittings")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_until = models.DateTimeField()
    places = models.PositiveSmallIntegerField(default=1)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            _never_twice("officer"),
            _never_twice("room"),
            models.UniqueConstraint(
                fields=["kind", "starts_at", "site"],
                condition=Q(live=True, officer=None, room=None),
                name="one_sitting_of_a_session_at_a_time",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), busy_until__gte=F("ends_at")), name="sitting_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["site", "starts_at"], name="sittings_of_site")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.starts_at:%Y-%m-%d %H:%M}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations for which this person books; their own as officer, booker, host or resident.

        Of a sensitive service only with the power for those, or as the officer or whoever booked it.
        """
        if user.is_system:
            return self
        if user.kind == "resident":
            return self.filter(customer__in=own_customer_ids(user))
        books = user.organisations_with("appointments.book")
        trusted = books & user.organisations_with("case.view_sensitive")
        ordinary = Q(organisation__in=books) & ~Q(kind__service__sensitivity="sensitive")
        own = Q(sitting__officer=user.pk) | Q(booked_by=user.pk) | Q(kind__session__councillor__account=user.pk)
        return self.filter(ordinary | Q(organisation__in=trusted) | own)

    def taking(self) -> Self:
        """Those that take their time and place."""
        return self.filter(state__in=TAKING)


class Appointment(models.Model):
    """Somebody's appointment. While `held` it is being booked, until `hold_until`, and may have no name yet.

    `asked_at` and `first_offered_on`: when they asked, and the first day we could then offer anywhere, which measures
    the standard. `sequence` counts changes, as iCalendar wants. `interpreter` is the key of a skill, as `bsl`.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="appointments")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="appointments")
    place = models.PositiveSmallIntegerField(default=1)
    of_places = models.PositiveSmallIntegerField(default=1)
    way = models.CharField(max_length=6, choices=Way)
    state = models.CharField(max_length=10, choices=list(APPOINTMENT.states.items()), default="held")
    hold_until = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=RoomFeature), default=list, blank=True)
    interpreter = models.CharField(max_length=40, blank=True)
    notes = models.TextField(blank=True)
    video_link = models.URLField(max_length=300, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_online = models.BooleanField(default=False)

    asked_at = models.DateTimeField()
    first_offered_on = models.DateField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    bulk = models.ForeignKey(
        "BulkCancellation", null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["sitting__starts_at", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "place"], condition=Q(state__in=sorted(TAKING)), name="one_person_per_place"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=F("of_places")), name="place_is_one_of_the_sitting"
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="one_appointment_per_key"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(hold_until__isnull=False), name="held_appointment_runs_out"
            ),
        ]
        indexes = [
            models.Index(fields=["hold_until"], condition=Q(state="held"), name="appointments_being_booked"),
            models.Index(fields=["organisation", "asked_at"], name="appointments_by_asking"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def starts_at(self) -> Any:
        return self.sitting.starts_at

    @property
    def ends_at(self) -> Any:
        return self.sitting.ends_at

    @property
    def need_words(self) -> list[str]:
        return [RoomFeature(need).label for need in self.needs]

    @property
    def was_late(self) -> bool:
        """Whether they came after it had begun."""
        return self.arrived_at is not None and self.arrived_at > self.sitting.starts_at


class Happening(models.Model):
    """Something that happened to an appointment, in words, in order. Added, never changed."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words


class Reminder(models.Model):
    """That a reminder went out for one time of one appointment: never twice for the same."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="reminded")
    sequence = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "sequence", "days"], name="one_reminder_per_time_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.appointment_id}"


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, user: Any) -> Self:
        """As appointments: those of organisations for which this person books, what they entered, and their own."""
        if user.is_system:
            return self
        if user.kind == "resident":
            return self.filter(customer__in=own_customer_ids(user))
        books = user.organisations_with("appointments.book")
        trusted = books & user.organisations_with("case.view_sensitive")
        ordinary = Q(organisation__in=books) & ~Q(kind__service__sensitivity="sensitive")
        return self.filter(ordinary | Q(organisation__in=trusted) | Q(asked_by=user.pk))


class Wish(models.Model):
    """Somebody who has no appointment and would take a time that suits: any of `ways`, in person at any of `sites`,
    on `weekdays` (Monday is 0), beginning from `earliest` to `latest` (local), from `from_day` to `until_day`.

    `first_free_on`: the first day that we could have offered when they asked, which measures the standard.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="wishes")
    ways = ArrayField(models.CharField(max_length=6, choices=Way))
    sites = models.ManyToManyField("places.Site", related_name="+", blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    earliest = models.TimeField()
    latest = models.TimeField()
    from_day = models.DateField()
    until_day = models.DateField()
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=RoomFeature), default=list, blank=True)
    interpreter = models.CharField(max_length=40, blank=True)
    notes = models.TextField(blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_online = models.BooleanField(default=False)
    first_free_on = models.DateField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day"), latest__gte=F("earliest")), name="wish_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Waiting(models.Model):
    """A place in line for a time that comes free, in order of asking: of somebody with an appointment who would like an
    earlier one, or of somebody without (`wish`). One line for both."""

    appointment = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.CASCADE, related_name="waits")
    wish = models.OneToOneField(Wish, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(ended_at=None), name="one_wait_per_appointment"
            ),
            models.CheckConstraint(
                condition=Q(appointment=None, wish__isnull=False) | Q(appointment__isnull=False, wish=None),
                name="waits_with_an_appointment_or_without",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} waits"

    @property
    def who(self) -> Appointment | Wish:
        """Whoever waits: both have a kind, a name, needs and a reference."""
        found = self.appointment or self.wish
        assert found is not None, "the database holds that there is one"
        return found


class EarlierOffer(models.Model):
    """A freed time kept for somebody who waits, until `expires_at`, by `hold`, an appointment in that state."""

    waiting = models.ForeignKey(Waiting, on_delete=models.CASCADE, related_name="offers")
    hold = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="offered")
    state = models.CharField(max_length=8, choices=list(OFFER.states.items()), default="open")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(fields=["waiting"], condition=Q(state="open"), name="one_open_offer_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.hold_id} offered"


class BulkCancellation(models.Model):
    """Many appointments cancelled at once: nobody is told before `undo_until`, and until then it can be undone."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    absence = models.OneToOneField(Absence, on_delete=models.PROTECT, related_name="cancelled")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.reason
