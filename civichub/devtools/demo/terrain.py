"""The boundaries of Brackenshire: a Voronoi diagram of its wards with roughened edges, the same at every run.

Neighbours share every corner of their border exactly, as real boundary sets do, so that districts made by merging wards
leave no slivers.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from civichub.devtools.demo.county_data import (
    DIVISIONS,
    OUTLINE_KM,
    PARISH_AREAS,
    SOUTH,
    WARDS,
    WEST,
    Ward,
)

ROUGHNESS = 0.11  # how far the middle of an edge may move, as a share of its length
SHORTEST_METRES = 220
Corner = tuple[float, float]


@dataclass(frozen=True)
class Terrain:
    """Polygons on the National Grid, by name (districts and parishes by slug)."""

    county: BaseGeometry
    districts: dict[str, BaseGeometry]
    wards: dict[str, BaseGeometry]
    divisions: dict[str, BaseGeometry]
    parishes: dict[str, BaseGeometry]


@lru_cache(maxsize=1)
def terrain() -> Terrain:
    """The county's boundaries; worked out once in about a tenth of a second."""
    wards = _wards()
    districts = {
        slug: shapely.unary_union([wards[ward.name] for ward in WARDS if ward.district == slug])
        for slug in dict.fromkeys(ward.district for ward in WARDS)
    }
    divisions = {
        name: shapely.unary_union([wards[ward.name] for ward in WARDS if ward.division == name]) for name in DIVISIONS
    }
    by_name = {ward.name: ward for ward in WARDS}
    parishes = {
        parish.slug: _around(by_name[parish.ward], parish.radius_km * 1000).intersection(wards[parish.ward])
        for parish in PARISH_AREAS
    }
    return Terrain(shapely.unary_union(list(wards.values())), districts, wards, divisions, parishes)


def _wards() -> dict[str, BaseGeometry]:
    outline = shapely.Polygon([(WEST + east * 1000, SOUTH + north * 1000) for east, north in OUTLINE_KM])
    centres = shapely.MultiPoint([ward.centre for ward in WARDS])
    cells = [cell.intersection(outline) for cell in shapely.voronoi_polygons(centres, extend_to=outline).geoms]
    edges = shapely.line_merge(shapely.unary_union([shapely.set_precision(cell.boundary, 0.1) for cell in cells]))
    rough = [_roughened(list(edge.coords)) for edge in edges.geoms]
    polygons = shapely.polygonize(rough).geoms
    found = {ward.name: _holding(polygons, ward) for ward in WARDS}
    if len(polygons) != len(WARDS):
        raise AssertionError(f"{len(polygons)} polygons for {len(WARDS)} wards: roughened edges cross each other")
    return found


def _holding(polygons: list[BaseGeometry], ward: Ward) -> BaseGeometry:
    centre = shapely.Point(ward.centre)
    return next(polygon for polygon in polygons if polygon.contains(centre))


def _roughened(corners: list[Corner]) -> shapely.LineString:
    """The same line for both neighbours: the dice are thrown by its own corners, whichever way it runs."""
    if corners[-1] < corners[0]:
        corners = corners[::-1]
    dice = random.Random(repr(corners))
    line = [corners[0]]
    for start, end in pairwise(corners):
        line.extend(_wander(start, end, dice))
    return shapely.LineString([(round(east, 1), round(north, 1)) for east, north in line])


def _wander(start: Corner, end: Corner, dice: random.Random) -> list[Corner]:
    """Corners after `start` up to and with `end`; the middle is moved sideways, then each half is treated alike."""
    east, north = end[0] - start[0], end[1] - start[1]
    if math.hypot(east, north) < SHORTEST_METRES:
        return [end]
    shift = ROUGHNESS * dice.uniform(-1, 1)
    middle = ((start[0] + end[0]) / 2 - north * shift, (start[1] + end[1]) / 2 + east * shift)
    return _wander(start, middle, dice) + _wander(middle, end, dice)


def _around(ward: Ward, radius: float) -> BaseGeometry:
    """A rough round shape about the ward's centre."""
    dice = random.Random(ward.name)
    east, north = ward.centre
    turns = [math.tau * step / 40 for step in range(40)]
    reach = [radius * dice.uniform(0.82, 1.0) for _ in turns]
    return shapely.Polygon(
        [
            (round(east + length * math.cos(turn), 1), round(north + length * math.sin(turn), 1))
            for turn, length in zip(turns, reach, strict=True)
        ]
    )
