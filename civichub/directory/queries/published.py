"""Reads for everybody: what is published and not too old, and nothing of what is withheld."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from civichub.directory.models import Schedule, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from civichub.directory.storing import document_of, with_parts

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def offered(*, on: date) -> QuerySet[Service]:
    """Every service that may be seen on that day."""
    return Service.objects.offered(on)


def service_by_uuid(text: str, *, on: date) -> Service | None:
    """One service that may be seen, by its UUID; None for anything else."""
    key = as_uuid(text)
    return with_parts(offered(on=on).filter(uuid=key)).first() if key else None


def public_document(service: Service) -> dict[str, Any]:
    """The document as others may have it: of a withheld place neither its address nor where it is, nor its number."""
    document = document_of(service)
    for row in document["locations"]:
        location = row["location"]
        if location["withheld"]:
            location |= dict.fromkeys(
                ("address_1", "city", "region", "postal_code", "external_identifier", "description", "name"), ""
            )
            location |= {"latitude": None, "longitude": None, "location_type": "virtual"}
    return document


def places_offered(*, on: date) -> QuerySet[ServiceAtLocation]:
    """Every service at a location of what may be seen; withheld locations are not places that can be listed."""
    shown = ServiceAtLocation.objects.filter(service__in=offered(on=on), location__withheld=False)
    return shown.select_related("location", "service__organization")


def place_by_uuid(text: str, *, on: date) -> ServiceAtLocation | None:
    """One of them, or None."""
    key = as_uuid(text)
    return places_offered(on=on).filter(uuid=key).first() if key else None


def taxonomies() -> QuerySet[Taxonomy]:
    """Every list of kinds."""
    return Taxonomy.objects.order_by("name", "pk")


def taxonomy_terms() -> QuerySet[TaxonomyTerm]:
    """Every kind with its list and the kind above it."""
    return TaxonomyTerm.objects.select_related("taxonomy", "parent").order_by("taxonomy__name", "name", "pk")


def terms_in_use(*, on: date) -> list[TaxonomyTerm]:
    """The kinds of which something may be seen, by list and name, with how many as `number`."""
    counted = taxonomy_terms().annotate(number=Count("services", filter=Q(services__in=offered(on=on)), distinct=True))
    return [one for one in counted if one.number]


def with_times(services: QuerySet[Service], *, day: str = "", starts: str = "", ends: str = "") -> QuerySet[Service]:
    """Those with a schedule on that day (``MO``), that begins at `starts` (``10:00``) or later and ends by `ends`.

    All three are asked of one and the same schedule.
    """
    wanted = Q()
    if day:
        wanted &= Q(byday__contains=day)
    if starts:
        wanted &= Q(opens_at__gte=starts)
    if ends:
        wanted &= Q(closes_at__lte=ends) & ~Q(closes_at="")
    return services.filter(Exists(Schedule.objects.filter(wanted, service=OuterRef("pk")))) if wanted else services


def as_uuid(text: str) -> uuid.UUID | None:
    """A UUID that somebody gave, or None."""
    try:
        return uuid.UUID(text[:50])
    except (ValueError, AttributeError):
        return None
