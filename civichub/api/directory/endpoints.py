"""The endpoints of Open Referral UK 3.0. None of them ever sees a draft, an ended, hidden or withheld record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from civichub.api.directory import asking, shapes
from civichub.api.directory.answering import open_data
from civichub.api.directory.specification import PROFILE, VERSION, specification
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.directory.matching import distance
from civichub.directory.models import ServiceAtLocation
from civichub.directory.queries.published import (
    as_uuid,
    offered,
    place_by_uuid,
    places_offered,
    service_by_uuid,
    taxonomies,
    taxonomy_terms,
)


def _today() -> Any:
    return london_date(timezone.now())


@open_data
def about(request: HttpRequest) -> Any:
    """What this is, by which profile, and where its description lies."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": settings.PUBLIC_URL + reverse("oruk-openapi")}


@open_data
def openapi(request: HttpRequest) -> Any:
    """The description of these endpoints as OpenAPI 3."""
    return specification(settings.PUBLIC_URL + reverse("oruk").rstrip("/"))


@open_data
def services(request: HttpRequest) -> Any:
    """Services that fit every filter, by name."""
    rows = asking.filtered(request, offered(on=_today())).select_related("organization").order_by("name", "pk")
    return asking.page_of(request, rows, shapes.service_in_list)


@open_data
def service(request: HttpRequest, key: str) -> Any:
    """One service in full."""
    found = service_by_uuid(key, on=_today())
    if found is None:
        raise NotFound
    return shapes.service_in_full(found)


@open_data
def service_at_locations(request: HttpRequest) -> Any:
    """Services at locations that fit every filter, the nearest first where a postcode is given."""
    today = _today()
    rows = places_offered(on=today).filter(service__in=asking.filtered(request, offered(on=today)))
    rows = rows.order_by("service__name", "pk")
    where = asking.near(request)
    if where is None:
        return asking.page_of(request, rows, shapes.place_in_list)
    return asking.page_of(request, _near(where, rows), shapes.place_in_list)


def _near(where: asking.Near, rows: Any) -> list[ServiceAtLocation]:
    found = []
    for place in rows.prefetch_related("service__service_areas"):
        codes = {area.extent for area in place.service.service_areas.all() if area.extent}
        at = place.location
        metres = distance(where.point, (at.easting, at.northing)) if at.easting is not None else None
        outside = codes and not codes & where.codes
        too_far = where.metres is not None and (metres is None or metres > where.metres)
        if not outside and not too_far:
            found.append((metres if metres is not None else float("inf"), place.pk, place))
    return [place for _, _, place in sorted(found, key=lambda one: one[:2])]


@open_data
def service_at_location(request: HttpRequest, key: str) -> Any:
    """One service at one location in full."""
    today = _today()
    place = place_by_uuid(key, on=today)
    found = service_by_uuid(str(place.service.uuid), on=today) if place else None
    if place is None or found is None:
        raise NotFound
    return shapes.place_in_full(place, found)


@open_data
def every_taxonomy(request: HttpRequest) -> Any:
    """The lists of kinds, by name."""
    return asking.page_of(request, taxonomies(), shapes.taxonomy)


@open_data
def taxonomy(request: HttpRequest, key: str) -> Any:
    """One list with its kinds."""
    found = taxonomies().filter(uuid=as_uuid(key)).first() if as_uuid(key) else None
    if found is None:
        raise NotFound
    kinds = [shapes.term(one) for one in taxonomy_terms().filter(taxonomy=found)]
    return shapes.taxonomy(found) | {"taxonomy_terms": kinds}


@open_data
def every_term(request: HttpRequest) -> Any:
    """The kinds, by list and name."""
    return asking.page_of(request, taxonomy_terms(), shapes.term)


@open_data
def term(request: HttpRequest, key: str) -> Any:
    """One kind."""
    found = taxonomy_terms().filter(uuid=as_uuid(key)).first() if as_uuid(key) else None
    if found is None:
        raise NotFound
    return shapes.term(found)


@open_data
def missing(request: HttpRequest, rest: str) -> Any:
    """Anything else under this address: the same refusal, readable by programs."""
    raise NotFound
