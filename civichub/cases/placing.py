"""Where something is: from what a channel gives (words, a UPRN, a position) to a place and the areas it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from civichub.core.errors import Invalid
from civichub.places.grid import GridPoint, to_grid
from civichub.places.queries.addresses import address_by_uprn
from civichub.places.queries.areas import areas_at, areas_of


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
    point = None
    if given.easting is not None and given.northing is not None:
        point = GridPoint(given.easting, given.northing)
    elif given.latitude is not None and given.longitude is not None:
        point = to_grid(given.latitude, given.longitude)
    if point is None:
        return Place(words=given.words)
    return _place(given.words, "", point, areas_at(point.easting, point.northing, on=on))


def _place(words: str, uprn: str, point: GridPoint, areas: list) -> Place:  # type: ignore[type-arg]
    codes: list[str | int] = [area.code for area in areas]
    codes += [area.organisation_id for area in areas if area.organisation_id]
    ward = next((area.code for area in areas if area.kind == "ward"), "")
    return Place(words, uprn, point.easting, point.northing, ward, tuple(codes))
