"""The record, by the tables of HSDS 3.0: organisations, services, locations, and what hangs on them.

`Organization` is spelt as the standard spells it, and is whoever offers help; the councils and agencies that run the
hub are `organisations.Organisation`, one of which keeps each service's record.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Func, Q

from civichub.directory.assurance import Dates
from civichub.directory.states import OFFERED, ServiceStatus


class Identified(models.Model):
    """What other systems know by a UUID."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)

    class Meta:
        abstract = True


class Organization(Identified):
    """Whoever offers help. `keeper_email`, which is not published, is where we ask whether their records are right."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=200, blank=True)
    identifier_scheme = models.CharField(max_length=200, blank=True)
    identifier = models.CharField(max_length=200, blank=True)
    keeper_email = models.EmailField(blank=True)
    feed = models.ForeignKey("directory.Feed", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(models.functions.Lower("name"), name="organizations_by_name")]

    def __str__(self) -> str:
        return self.name


class Location(Identified):
    """A place, a postal address or something virtual. A `withheld` one shows neither address nor position."""

    name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    location_type = models.CharField(max_length=8, default="physical")
    address_1 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, default="GB")
    external_identifier = models.CharField(max_length=12, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    accessibility = models.TextField(blank=True)
    withheld = models.BooleanField(default=False)
    feed = models.ForeignKey("directory.Feed", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(easting=None, northing=None) | Q(easting__isnull=False, northing__isnull=False),
                name="location_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(location_type__in=["physical", "postal", "virtual"]), name="location_is_of_a_known_type"
            ),
        ]
        indexes = [
            GistIndex(
                Func("easting", "northing", function="point"),
                condition=Q(easting__isnull=False),
                name="locations_by_position",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.address_1, self.city)))


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self, on: date) -> Self:
        """What residents and other systems see on that day: published, running or closed for now, and not too old."""
        return self.filter(is_published=True, status__in=OFFERED, hidden_from__gt=on)


class Service(Identified):
    """Something offered. `keeper` is the council or agency that keeps the record; `imported` is the last document that
    its `feed` gave, to see later which side changed what."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="services")
    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    alternate_name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=400, blank=True)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    alert = models.TextField(blank=True)
    eligibility_description = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    application_process = models.TextField(blank=True)
    fees_description = models.TextField(blank=True)
    required_documents = models.TextField(blank=True)
    interpretation_services = models.TextField(blank=True)
    accreditations = models.TextField(blank=True)
    is_published = models.BooleanField(default=False)
    assured_date = models.DateField(null=True, blank=True)
    assurer_email = models.EmailField(blank=True)
    assured_until = models.DateField()
    unconfirmed_from = models.DateField()
    hidden_from = models.DateField()
    terms = models.ManyToManyField("directory.TaxonomyTerm", related_name="services")
    locations = models.ManyToManyField(Location, through="ServiceAtLocation", related_name="services")
    feed = models.ForeignKey("directory.Feed", null=True, blank=True, on_delete=models.PROTECT, related_name="services")
    imported = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_modified = models.DateTimeField()

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ServiceStatus.values), name="service_status_is_of_hsds"),
            models.CheckConstraint(
                condition=Q(assured_until__lte=models.F("unconfirmed_from"))
                & Q(unconfirmed_from__lte=models.F("hidden_from")),
                name="assurance_ends_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "assured_until"], name="services_by_assurance"),
            models.Index(fields=["last_modified"], name="services_by_change"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dates(self) -> Dates:
        """The days on which its standing changes."""
        return Dates(self.assured_until, self.unconfirmed_from, self.hidden_from)


class ServiceAtLocation(Identified):
    """That a service is to be had at a place."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_at_locations")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="service_at_locations")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="a_service_is_once_at_a_location")]

    def __str__(self) -> str:
        return f"{self.service} at {self.location}"


class Schedule(Identified):
    """When it is on, at all its locations or at one; the fields of RFC 5545 as text, times of the day in London."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="every_schedule")
    service_at_location = models.ForeignKey(
        ServiceAtLocation, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules"
    )
    freq = models.CharField(max_length=7, blank=True)
    interval = models.PositiveSmallIntegerField(default=1)
    byday = models.CharField(max_length=60, blank=True)
    bymonthday = models.CharField(max_length=200, blank=True)
    dtstart = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    opens_at = models.CharField(max_length=5, blank=True)
    closes_at = models.CharField(max_length=5, blank=True)
    description = models.TextField(blank=True)
    attending_type = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.freq} {self.byday}".strip()


class _OfService(Identified):
    class Meta:
        abstract = True
        ordering = ["id"]


class Contact(_OfService):
    """Somebody to ask."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)

    def __str__(self) -> str:
        return self.name


class Phone(_OfService):
    """A number to call, as its provider writes it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=30, blank=True)
    description = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.number


class CostOption(_OfService):
    """What it costs somebody, in pounds."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(max_length=200, blank=True)
    amount = models.FloatField(null=True, blank=True)
    amount_description = models.CharField(max_length=200, blank=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.option


class Language(_OfService):
    """A language it is to be had in."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name or self.code


class ServiceArea(_OfService):
    """Whom it serves: an area in words, with its national code (`extent`) where there is one."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_areas")
    name = models.CharField(max_length=200, blank=True)
    extent = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name or self.extent


class Taxonomy(Identified):
    """A list of kinds, such as needs and situations, or the Local Government Services List."""

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=400, blank=True)
    version = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Identified):
    """One kind. `phrases` are what people in that situation say; search reads them, other systems do not."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    term_uri = models.CharField(max_length=400, blank=True)
    phrases = models.JSONField(default=list)

    class Meta:
        ordering = ["taxonomy__name", "name"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "name"], name="a_term_is_once_in_its_taxonomy")]

    def __str__(self) -> str:
        return self.name
