"""Who provides a service where, on which channel, and what they promise."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.catalogue.models.service import Service
from civichub.catalogue.states import Level, Reach, ServiceChannelKind


class ServiceProvisionQuerySet(models.QuerySet["ServiceProvision"]):
    def in_force(self, on: date) -> ServiceProvisionQuerySet:
        """Provisions that hold on that day: from `live_from` to the end of `live_until`."""
        started = Q(live_from=None) | Q(live_from__lte=on)
        return self.filter(started & (Q(live_until=None) | Q(live_until__gte=on)))


class ServiceProvision(models.Model):
    """That an organisation provides a service. `area_codes` narrow it to those areas; none means all of its own area.

    `module` names the part of the hub that it runs through: while the organisation has that part switched off, people
    are told who provides the service and how to reach them, but do not begin it here. `hours` is as `core.clocks.hours`
    reads it.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="provisions")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="service_provisions"
    )
    level = models.CharField(max_length=10, choices=Level)
    area_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    team = models.ForeignKey(
        "organisations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="service_provisions"
    )
    hours = models.JSONField(default=dict, blank=True)
    hours_note = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=400, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    live_from = models.DateField(null=True, blank=True)
    live_until = models.DateField(null=True, blank=True)
    module = models.CharField(max_length=20, blank=True)

    objects = ServiceProvisionQuerySet.as_manager()

    class Meta:
        ordering = ["service", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["service", "organisation"], name="one_provision_per_organisation"),
            models.CheckConstraint(
                condition=Q(live_from=None) | Q(live_until=None) | Q(live_until__gte=F("live_from")),
                name="provision_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} by {self.organisation}"


class ServiceChannel(models.Model):
    """One cell of the matrix: how far the service goes on this channel, at this site if it is a place (A2).

    Without a provision it holds for every organisation that provides the service.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="channels")
    provision = models.ForeignKey(
        ServiceProvision, null=True, blank=True, on_delete=models.CASCADE, related_name="channels"
    )
    channel = models.CharField(max_length=20, choices=ServiceChannelKind)
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(choices=Reach, default=Reach.COMPLETE)
    hours = models.JSONField(default=dict, blank=True)
    hours_note = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["service", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "provision", "channel", "site"], name="one_cell_per_channel", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_channel_display()}"


class ServiceStandard(models.Model):
    """A promise about the service: the words people read, and the clock that proves it (for `clocks.parse_rule`)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="standards")
    provision = models.ForeignKey(
        ServiceProvision, null=True, blank=True, on_delete=models.CASCADE, related_name="standards"
    )
    key = models.SlugField()
    text = models.CharField(max_length=300)
    clock = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["service", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "provision", "key"], name="one_standard_per_key", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.text
