"""Volunteers with their checks, and offers of help: who was asked to help with which case, and what came of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from civichub.directory.matching import Check
from civichub.directory.models.records import Service
from civichub.directory.states import HELP_OFFER, VolunteerState

SEE_VOLUNTEERS, KEEP_VOLUNTEERS = "volunteer.match", "volunteer.manage"


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, user: Any) -> Self:
        """The volunteers of the organisations for which this account matches or keeps them."""
        if user.is_system:
            return self
        homes = set(user.organisations_with(SEE_VOLUNTEERS)) | set(user.organisations_with(KEEP_VOLUNTEERS))
        return self.filter(organisation__in=homes)


class Volunteer(models.Model):
    """Somebody who helps. `skills` are kinds of need, `times` like ``tue-morning``, `capacity` requests at a time.

    `easting` and `northing` are the middle of their postcode in OSGB metres, `reach_metres` how far they go.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=8)
    easting = models.FloatField()
    northing = models.FloatField()
    reach_metres = models.PositiveIntegerField(default=5_000)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    times = ArrayField(models.CharField(max_length=16), default=list)
    languages = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=6, choices=VolunteerState, default=VolunteerState.ACTIVE)
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["organisation", "state"], name="volunteers_by_state")]

    def __str__(self) -> str:
        return self.name


class VolunteerCheck(models.Model):
    """That somebody saw a check of this volunteer: its level and days, never the certificate or its number."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="checks")
    level = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Check if one != Check.NONE])
    issued_on = models.DateField()
    good_until = models.DateField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-good_until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(good_until__gte=models.F("issued_on")), name="a_check_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} until {self.good_until}"


class HelpOfferQuerySet(models.QuerySet["HelpOffer"]):
    def visible_to(self, user: Any) -> Self:
        """The offers made for the organisations for which this account matches volunteers."""
        if user.is_system:
            return self
        return self.filter(organisation__in=user.organisations_with(SEE_VOLUNTEERS))


class HelpOffer(models.Model):
    """One volunteer or community service asked to help with one case. `need` is all that they learn before they accept:
    kinds of need, the rough place, and when; never a name, a telephone number or an address."""

    case_reference = models.CharField(max_length=9)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_email = models.EmailField()
    state = models.CharField(max_length=9, choices=list(HELP_OFFER.states.items()), default="offered")
    need = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    words = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelpOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(volunteer__isnull=False, service=None) | Q(volunteer=None, service__isnull=False),
                name="an_offer_goes_to_one",
            ),
            models.UniqueConstraint(
                fields=["case_reference", "volunteer"],
                condition=Q(state__in=["offered", "accepted"], volunteer__isnull=False),
                name="a_volunteer_is_asked_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["case_reference"], name="help_offers_of_case")]

    def __str__(self) -> str:
        return f"{self.case_reference} {self.state}"

    @property
    def named(self) -> str:
        """Who was asked."""
        return str(self.volunteer or self.service)
