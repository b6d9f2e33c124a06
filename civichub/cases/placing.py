"""Where something is: from what a channel gives (words, a UPRN, a position) to a place and the areas it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civichub.core.errors import Invalid
from civichub.places.grid import GridPoint, to_grid
from civichub.places.queries.addresses import address_by_uprn
from civichub.places.queries.areas import areas_at, areas_of
from civichub.places.queries.many import addresses_by_uprns, areas_at_many, areas_of_many


@dataclass(frozen=True)
class Whereabouts:
    """As given: any of words, a UPRN, WGS84 degrees or OSGB metres."""

    words: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    easting: float | None = None
    northing: float | None = None


@dataclass(frozen=True)
class Place:
    """As kept. `areas` are area codes and ids of the organisations whose area it is: what decides whose duty it is."""

    words: str = ""
    uprn: str = ""
    easting: float | None = None
    northing: float | None = None
    ward_code: str = ""
    areas: tuple[str | int, ...] = ()


def locate(given: Whereabouts, *, on: date) -> Place:
    """The place that `given` means on that day. A UPRN beats a position, a position beats words.

    Raises `Invalid` on ``place`` for an unknown UPRN and on ``position`` for a point outside Great Britain.
    """
    if given.uprn:
        address = address_by_uprn(given.uprn)
        if address is None:
            raise Invalid({"place": "We do not know that address. Choose it from the list, or give its position."})
        areas = areas_of(address, on=on)
        point = GridPoint(address.easting, address.northing)
        return _place(given.words or address.one_line, address.uprn, point, areas)
    point = _point_of(given)
    if point is None:
        return Place(words=given.words)
    return _place(given.words, "", point, areas_at(point.easting, point.northing, on=on))


def _point_of(given: Whereabouts) -> GridPoint | None:
    if given.easting is not None and given.northing is not None:
        return GridPoint(given.easting, given.northing)
    if given.latitude is not None and given.longitude is not None:
        return to_grid(given.latitude, given.longitude)
    return None


def _place(words: str, uprn: str, point: GridPoint, areas: list) -> Place:
    codes: list[str | int] = [area.code for area in areas]
    codes += [area.organisation_id for area in areas if area.organisation_id]
    ward = next((area.code for area in areas if area.kind == "ward"), "")
    return Place(words, uprn, point.easting, point.northing, ward, tuple(codes))


def locate_many(given: Sequence[Whereabouts], *, on: date) -> list[Place | Invalid]:
    """As `locate` for each, in order and in a few queries; where it would raise, the error stands in its place."""
    addresses = addresses_by_uprns(one.uprn.replace(" ", "").lstrip("0") for one in given if one.uprn)
    areas_of_address = areas_of_many(addresses.values(), on=on)
    found: list[Place | Invalid] = []
    points: list[tuple[int, GridPoint]] = []
    for position, one in enumerate(given):
        address = addresses.get(one.uprn.replace(" ", "").lstrip("0")) if one.uprn else None
        if address is not None:
            point = GridPoint(address.easting, address.northing)
            found.append(_place(one.words or address.one_line, address.uprn, point, areas_of_address[address.pk]))
            continue
        try:
            if one.uprn:
                raise Invalid({"place": "We do not know that UPRN. Load the address book first, or map no UPRN."})
            point_or_none = _point_of(one)
        except Invalid as error:
            found.append(error)
            continue
        if point_or_none is not None:
            points.append((position, point_or_none))
        found.append(Place(words=one.words))
    areas = areas_at_many([(point.easting, point.northing) for _, point in points], on=on)
    for (position, point), held in zip(points, areas, strict=True):
        found[position] = _place(given[position].words, "", point, held)
    return found
