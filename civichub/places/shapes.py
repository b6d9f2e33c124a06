"""Boundaries: reading and repairing polygons, and the one rule that says which of two neighbours a point is in.

The rule: a point within a millimetre of several areas of one kind and layer belongs to the one whose code comes first.
A millimetre is the resolution at which points and borders are kept, so every point of a shared border, and of a sliver
that rounding has opened between two neighbours, belongs to exactly one area, the same one every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from civichub.core.errors import Invalid
from civichub.places.grid import require_in_great_britain, to_grid

TOLERANCE_METRES = 0.001
DECIMALS = 3
LEAST_AREA_SQUARE_METRES = 1.0
LARGEST_REPAIR = 0.01  # a repair that changes more than this share of the area changes the boundary's meaning
Ring = list[list[float]]
MultiPolygonCoordinates = list[list[Ring]]


class Claim(Protocol):
    """What the border rule needs to know of an area."""

    kind: str
    layer: str
    code: str


@dataclass(frozen=True)
class ReadShape:
    """A boundary ready to keep: ``[polygon][ring][corner] -> [easting, northing]`` in metres, outer ring first."""

    coordinates: MultiPolygonCoordinates
    bounds: tuple[float, float, float, float]
    repair: str = ""


def read_shape(geometry: Any, *, degrees: bool) -> ReadShape:
    """A GeoJSON Polygon or MultiPolygon, in WGS84 `degrees` or in grid metres, checked, repaired and rounded.

    A ring that crosses itself is repaired when that changes at most one per cent of the area; `repair` then says so.
    Raises `Invalid` on ``geometry`` for anything else that is wrong: another type, no area, a larger repair, outside
    Great Britain.
    """
    shape = _as_polygons(geometry)
    shape = shapely.transform(shape, _grid_corners) if degrees else shape
    shape = shapely.transform(shape, lambda corners: np.round(corners, DECIMALS))
    repair = ""
    if not shapely.is_valid(shape):
        repair = shapely.is_valid_reason(shape)
        shape = _repaired(shape, repair)
    west, south, east, north = shape.bounds
    for easting, northing in ((west, south), (east, north)):
        _require_inside(easting, northing)
    return ReadShape(coordinates_of(shape), (west, south, east, north), repair)


def _as_polygons(geometry: Any) -> BaseGeometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Invalid({"geometry": f"Give a Polygon or MultiPolygon, not {kind or 'nothing'}."})
    try:
        shape = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise Invalid({"geometry": "The corners cannot be read: give rings of at least four [x, y] pairs."}) from error
    corners = shapely.get_coordinates(shape)
    if not len(corners) or not np.isfinite(corners).all():
        raise Invalid({"geometry": "The boundary has no corners, or corners that are not numbers."})
    return shapely.force_2d(shape)


def _grid_corners(corners: np.ndarray) -> np.ndarray:
    """GeoJSON corners are longitude first."""
    points = [to_grid(latitude, longitude) for longitude, latitude in corners.tolist()]
    return np.array([(point.easting, point.northing) for point in points])


def _require_inside(easting: float, northing: float) -> None:
    """The corners of a county's bounding box may lie in the sea, so only wild positions are refused."""
    if not (-50_000 <= easting <= 750_000 and -50_000 <= northing <= 1_300_000):
        require_in_great_britain(easting, northing)
        raise Invalid({"geometry": "The boundary reaches outside Great Britain."})
    if 0 <= easting <= 180 and 0 <= northing <= 90:
        raise Invalid({"geometry": "The corners look like degrees. Say that the file is in WGS84."})


def _repaired(shape: BaseGeometry, reason: str) -> BaseGeometry:
    mended = polygons_of(shapely.make_valid(shape))
    before, after = abs(_ring_area(shape)), mended.area
    if after < LEAST_AREA_SQUARE_METRES or abs(before - after) > LARGEST_REPAIR * max(before, after):
        raise Invalid({"geometry": f"The boundary crosses itself ({reason}). Correct it at its source."})
    return mended


def _ring_area(shape: BaseGeometry) -> float:
    """The area that the rings enclose as drawn: outer rings less holes, by the shoelace formula."""
    total = 0.0
    for part in shapely.get_parts(shape):
        total += abs(_shoelace(shapely.get_coordinates(part.exterior)))
        total -= sum(abs(_shoelace(shapely.get_coordinates(ring))) for ring in part.interiors)
    return total


def _shoelace(corners: np.ndarray) -> float:
    x, y = (corners - corners[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def polygons_of(shape: BaseGeometry) -> BaseGeometry:
    """The polygons in `shape` as one MultiPolygon, without stray lines and points. Raises `Invalid` without any."""
    parts = [part for part in _flat(shape) if part.geom_type == "Polygon" and part.area > 0]
    merged = shapely.unary_union(parts)
    if merged.is_empty or merged.area < LEAST_AREA_SQUARE_METRES:
        raise Invalid({"geometry": "The boundary encloses no ground."})
    return merged if merged.geom_type == "MultiPolygon" else shapely.MultiPolygon([merged])


def _flat(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        yield from _flat(part) if part.geom_type.startswith(("Multi", "Geometry")) else (part,)


def coordinates_of(shape: BaseGeometry) -> MultiPolygonCoordinates:
    """The corners of one or more polygons as plain lists, rounded to the millimetre."""
    return [
        [np.round(shapely.get_coordinates(ring), DECIMALS).tolist() for ring in (part.exterior, *part.interiors)]
        for part in polygons_of(shape).geoms
    ]


def shape_from(coordinates: MultiPolygonCoordinates) -> BaseGeometry:
    """A prepared MultiPolygon from kept corners; it may be shared between threads."""
    shape = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in coordinates])
    shapely.prepare(shape)
    return shape


def touches(shape: BaseGeometry, eastings: np.ndarray, northings: np.ndarray) -> np.ndarray:
    """For each point, whether it lies in `shape` or within a millimetre of its border."""
    return shapely.dwithin(shape, shapely.points(eastings, northings), TOLERANCE_METRES)


def settle(claims: Sequence[Claim]) -> list[Claim]:
    """Of the areas that touch one point, those it belongs to: one per kind and layer, the one whose code is first."""
    winners: dict[tuple[str, str], Claim] = {}
    for claim in sorted(claims, key=lambda found: found.code):
        winners.setdefault((claim.kind, claim.layer), claim)
    return list(winners.values())
