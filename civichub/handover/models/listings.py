"""Services that anybody may report by Open311."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ListingKind(models.TextChoices):
    """GeoReport v2, GET Service List, `type`: whether the reply to a report has its number, or a token for it."""

    REALTIME = "realtime", "The number at once"
    BATCH = "batch", "A token, by which the number is fetched"


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> ListingQuerySet:
        """What is published now."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: Any) -> ListingQuerySet:
        """Listings of the organisations in which this account may see what is handed over."""
        return self.filter(organisation__in=user.organisations_with("handover.view"))


class Listing(models.Model):
    """That an organisation (the jurisdiction) publishes a service by Open311, under `code` in `group`."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=ListingKind, default=ListingKind.REALTIME)
    group = models.CharField(max_length=80, blank=True)
    keywords = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["group", "service__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service"], condition=Q(withdrawn_at=None), name="one_listing_per_service"
            ),
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=Q(withdrawn_at=None), name="one_listing_per_code"
            ),
        ]

    def __str__(self) -> str:
        return self.code
