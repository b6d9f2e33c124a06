"""Addresses, and which bodies serve them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from civichub.api.doors import needs
from civichub.core.errors import NotFound
from civichub.places.queries.addresses import address_by_uprn
from civichub.places.queries.areas import areas_of
from civichub.places.queries.search import suggest_addresses

router = Router(tags=["Places"])


class AddressOut(Schema):
    """An address. The UPRN is text; `easting` and `northing` are OSGB metres."""

    uprn: str
    address: str
    postcode: str
    easting: float
    northing: float


class AreaOut(Schema):
    """An area that holds the address."""

    kind: str
    code: str
    name: str


class ServedOut(AddressOut):
    """An address with its areas."""

    areas: list[AreaOut]


def _shape(address: Any) -> dict[str, Any]:
    return {
        "uprn": address.uprn,
        "address": address.one_line,
        "postcode": address.postcode,
        "easting": float(address.easting),
        "northing": float(address.northing),
    }


@router.get("/addresses", response=list[AddressOut], summary="Addresses that begin like this")
def addresses(request: HttpRequest, q: str = Query(..., max_length=200)) -> Any:
    """At most ten, by postcode, part of one, or number and street."""
    needs(request, "place.read")
    return [_shape(address) for address in suggest_addresses(q.replace("\x00", " "), limit=10)]


@router.get("/addresses/{uprn}", response=ServedOut, summary="One address and the areas it lies in")
def address(request: HttpRequest, uprn: str) -> Any:
    """By UPRN, with or without leading zeros."""
    needs(request, "place.read")
    found = address_by_uprn(uprn[:20].replace("\x00", ""))
    if found is None:
        raise NotFound("We do not know that UPRN.")
    areas = [{"kind": area.kind, "code": area.code, "name": area.name} for area in areas_of(found)]
    return {**_shape(found), "areas": areas}
