"""The areas of many places at once, for what comes in by the thousand: a few queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from civichub.places.boundaries import Coverage
from civichub.places.models import Address, AddressArea, Area
from civichub.places.shapes import settle


def addresses_by_uprns(uprns: Iterable[str]) -> dict[str, Address]:
    """The addresses with these UPRNs (1 to 12 digits, no leading zeros), by UPRN."""
    return {address.uprn: address for address in Address.objects.filter(uprn__in=set(uprns))}


def areas_of_many(addresses: Iterable[Address], *, on: date) -> dict[int, list[Area]]:
    """As `areas_of` for each address, by its id."""
    pks = [address.pk for address in addresses]
    pairs = list(AddressArea.objects.filter(address__in=pks).values_list("address_id", "area_id"))
    in_force = Area.objects.in_force(on).defer("geometry")
    areas = {area.pk: area for area in in_force.filter(pk__in={area for _, area in pairs})}
    found: dict[int, list[Area]] = defaultdict(list)
    for address, area in pairs:
        if area in areas:
            found[address].append(areas[area])
    return {pk: settle(found[pk]) for pk in pks}


def areas_at_many(points: Sequence[tuple[float, float]], *, on: date) -> list[list[Area]]:
    """As `areas_at` for each grid point (easting, northing in metres), in their order."""
    if not points:
        return []
    eastings, northings = (np.array(axis, dtype=float) for axis in zip(*points, strict=True))
    found: list[list[Area]] = [[] for _ in points]
    near = Area.objects.in_force(on).filter(
        west__lte=eastings.max() + 1, east__gte=eastings.min() - 1,
        south__lte=northings.max() + 1, north__gte=northings.min() - 1,
    )  # fmt: skip
    for area, inside in Coverage(near).touching(eastings, northings):
        for position in inside:
            found[position].append(area)
    return [settle(areas) for areas in found]
