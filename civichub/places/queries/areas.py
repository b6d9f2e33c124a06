"""Which areas a place lies in, and so which bodies serve it and who represents it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from civichub.core.clocks import london_date
from civichub.core.prepared import Given, prepared
from civichub.places.boundaries import Coverage, areas_touching_point
from civichub.places.grid import GridPoint, to_latlon
from civichub.places.models import Address, AddressArea, Area, AreaKind, Councillor
from civichub.places.shapes import TOLERANCE_METRES, settle


@dataclass(frozen=True)
class Answer:
    """Who serves a place on one day. A level is None where no boundary of that kind is known for the place.

    `patches` are by layer; `codes` holds every area's code by kind (a patch by ``patch:layer``); `councillors` sit for
    the ward, the division or the parish, in that order, and then by name.
    """

    county: Area | None = None
    district: Area | None = None
    parish: Area | None = None
    ward: Area | None = None
    division: Area | None = None
    patches: dict[str, Area] = field(default_factory=dict)
    councillors: tuple[Councillor, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def areas(self) -> list[Area]:
        """Every area, widest first."""
        levels = (self.county, self.district, self.parish, self.division, self.ward)
        return [area for area in levels if area] + list(self.patches.values())

    @property
    def organisation_ids(self) -> list[int]:
        """The councils whose areas these are, widest first, each once."""
        held = (area.organisation_id for area in self.areas if area.kind != AreaKind.PATCH)
        return list(dict.fromkeys(pk for pk in held if pk))


def areas_at(easting: float, northing: float, *, on: date | None = None) -> list[Area]:
    """The areas that hold a grid point on a day (today without one): at most one per kind and layer of patch."""
    slack = TOLERANCE_METRES
    near = _near(
        on=on or _today(), west=easting + slack, east=easting - slack, south=northing + slack, north=northing - slack
    )
    return areas_touching_point(near, easting, northing)


@prepared
def _near() -> QuerySet[Area]:
    box = {"west__lte": "west", "east__gte": "east", "south__lte": "south", "north__gte": "north"}
    return _without_geometry(Given("on")).filter(**{bound: Given(name) for bound, name in box.items()})


def areas_of(address: Address, *, on: date | None = None) -> list[Area]:
    """As `areas_at`, for an address, from what was worked out when it was imported."""
    inside = AddressArea.objects.filter(address=address, area=OuterRef("pk"))
    return settle(list(_without_geometry(on).filter(Exists(inside))))


def who_serves(place: Address | GridPoint, *, on: date | None = None) -> Answer:
    """The councils, parish, ward, division, patches and members for an address or a grid point, on a day or today."""
    day = on or _today()
    areas = areas_of(place, on=day) if isinstance(place, Address) else areas_at(place.easting, place.northing, on=day)
    levels = {area.kind: area for area in areas if area.kind != AreaKind.PATCH}
    patches = {area.layer: area for area in areas if area.kind == AreaKind.PATCH}
    return Answer(
        **levels,
        patches=patches,
        councillors=tuple(councillors_for(areas, on=day)),
        codes={**{kind: area.code for kind, area in levels.items()}, **_patch_codes(patches)},
    )


def _patch_codes(patches: dict[str, Area]) -> dict[str, str]:
    return {f"patch:{layer}": area.code for layer, area in patches.items()}


def councillors_for(areas: list[Area], *, on: date | None = None) -> list[Councillor]:
    """The members who sit for any of `areas` on that day, wards before divisions before parishes, then by name."""
    codes = {kind: [area.code for area in areas if area.kind == kind] for kind in {area.kind for area in areas}}
    sits = Q(pk__in=())
    for kind, found in codes.items():
        sits |= Q(area__kind=kind, area__code__in=found)
    order = {AreaKind.WARD: 0, AreaKind.DIVISION: 1}
    return sorted(sitting_councillors(on=on).filter(sits), key=lambda seat: (order.get(seat.area.kind, 2), seat.name))


def sitting_councillors(*, on: date | None = None) -> QuerySet[Councillor]:
    """Every member with a seat on that day, with their area and council."""
    day = on or _today()
    seats = Councillor.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    return seats.select_related("area", "organisation").defer("area__geometry")


def seats_of(user: Any, *, on: date | None = None) -> QuerySet[Councillor]:
    """The seats held by an account: its areas are the wards and divisions whose cases a member may see."""
    return sitting_councillors(on=on).filter(account=user.pk)


def addresses_in(area: Area, *, on: date | None = None) -> QuerySet[Address]:
    """The current addresses that belong to an area on that day; one on a shared border counts in one area only."""
    day = on or _today()
    rival = AddressArea.objects.filter(
        Q(area__valid_until=None) | Q(area__valid_until__gt=day),
        address=OuterRef("pk"),
        area__kind=area.kind,
        area__layer=area.layer,
        area__code__lt=area.code,
        area__valid_from__lte=day,
    )
    return Address.objects.current().filter(areas=area).exclude(Exists(rival))


def area_by_code(kind: str, code: str, *, layer: str = "", on: date | None = None) -> Area | None:
    """The boundary of an area that holds on that day, or None."""
    return _in_force(on).filter(kind=kind, layer=layer, code=code).first()


def areas_of_kind(kind: str, *, on: date | None = None) -> QuerySet[Area]:
    """Every area of a kind on that day, by name, without its geometry."""
    return _without_geometry(on).filter(kind=kind).order_by("name")


def boundary_today(area: Area) -> Area:
    """The boundary of the same area that holds today, or the one given where it was abolished."""
    return _in_force(None).filter(kind=area.kind, layer=area.layer, code=area.code).first() or area


def within_area(area: Area, points: Sequence[tuple[float, float]]) -> list[bool]:
    """For each grid point, whether it lies in the area or within a millimetre of its border."""
    if not points:
        return []
    eastings, northings = np.array(points).T
    return Coverage([area]).covers(eastings, northings).tolist()


def outline(area: Area) -> dict[str, Any]:
    """The boundary as a GeoJSON MultiPolygon in WGS84, for a web map; six decimals, about a decimetre."""
    polygons = [[[_corner(*corner) for corner in ring] for ring in rings] for rings in area.geometry]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _corner(easting: float, northing: float) -> list[float]:
    position = to_latlon(easting, northing)
    return [round(position.longitude, 6), round(position.latitude, 6)]


def _in_force(on: date | None) -> QuerySet[Area]:
    return Area.objects.in_force(on or _today()).select_related("organisation")


def _without_geometry(on: date | None) -> QuerySet[Area]:
    return _in_force(on).defer("geometry")


def _today() -> date:
    return london_date(timezone.now())
