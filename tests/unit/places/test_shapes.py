"""Boundaries: read, repaired or refused; and the border rule on points, edges and corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.devtools.demo.county_data import WARDS
from civichub.devtools.demo.terrain import terrain
from civichub.places.grid import to_latlon
from civichub.places.shapes import coordinates_of, read_shape, settle, shape_from, touches


@dataclass(frozen=True)
class Claimed:
    kind: str
    code: str
    layer: str = ""


def square(west: float = 400_000, south: float = 250_000, size: float = 1000) -> dict[str, Any]:
    corners = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def ring(*corners: tuple[float, float]) -> dict[str, Any]:
    """A closed ring, its corners counted from the square's south-west."""
    return {"type": "Polygon", "coordinates": [[[400_000 + x, 250_000 + y] for x, y in (*corners, corners[0])]]}


def test_a_square_is_kept_in_metres_with_its_bounds() -> None:
    shape = read_shape(square(), degrees=False)
    assert shape.bounds == (400_000, 250_000, 401_000, 251_000)
    assert (len(shape.coordinates), len(shape.coordinates[0][0]), shape.repair) == (1, 5, "")


def test_degrees_become_metres() -> None:
    corners = []
    for easting, northing in square()["coordinates"][0]:
        position = to_latlon(easting, northing)
        corners.append([position.longitude, position.latitude, 12.0])
    shape = read_shape({"type": "Polygon", "coordinates": [corners]}, degrees=True)
    assert shape.bounds == pytest.approx((400_000, 250_000, 401_000, 251_000), abs=0.05)


def test_a_small_spike_is_mended_and_said_so() -> None:
    ring = square()["coordinates"][0]
    spiked = [*ring[:2], [401_000, 250_500], [401_100, 250_500], [401_000, 250_500], *ring[2:]]
    shape = read_shape({"type": "Polygon", "coordinates": [spiked]}, degrees=False)
    assert shape.repair
    assert shape_from(shape.coordinates).area == pytest.approx(1_000_000, rel=0.001)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "not nothing"),
        ({"type": "Point", "coordinates": [1, 2]}, "not Point"),
        ({"type": "Polygon", "coordinates": []}, "corners"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3]]]}, "corners"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, "corners"),
        (ring((0, 0), (1000, 1000), (1000, 0), (0, 1000)), "crosses itself"),
        (ring((0, 0), (1000, 0), (2000, 0)), "crosses itself|no ground"),
        (square(10, 10, 50), "look like degrees"),
        (square(2_000_000, 250_000), "outside Great Britain"),
    ],
)
def test_what_cannot_be_a_boundary_is_refused(geometry: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_shape(geometry, degrees=False)


def test_holes_and_islands_survive() -> None:
    hole = square(400_200, 250_200, 100)["coordinates"][0]
    ring = {"type": "MultiPolygon", "coordinates": [[*square()["coordinates"], hole], square(405_000)["coordinates"]]}
    shape = shape_from(read_shape(ring, degrees=False).coordinates)
    points = (
        np.array([400_250.0, 400_100.0, 405_500.0, 403_000.0]),
        np.array([250_250.0, 250_100.0, 250_500.0, 250_500.0]),
    )
    assert touches(shape, *points).tolist() == [False, True, True, False]


@given(st.integers(0, 10**9), st.booleans())
def test_every_point_of_a_shared_border_touches_both_and_goes_to_one(where: int, upright: bool) -> None:
    along = where / 10**9 * 1000
    first, second = (square(), square(401_000)) if upright else (square(), square(400_000, 251_000))
    point = (401_000.0, 250_000 + along) if upright else (400_000 + along, 251_000.0)
    shapes = [shape_from(read_shape(shape, degrees=False).coordinates) for shape in (first, second)]
    at = [touches(shape, np.array([point[0]]), np.array([point[1]]))[0] for shape in shapes]
    assert all(at)
    claims = [Claimed("ward", "B"), Claimed("ward", "A")]
    assert settle(claims) == settle(claims[::-1]) == [Claimed("ward", "A")]


@given(st.floats(0, 1), st.integers(0, 10_000))
def test_any_point_on_any_border_of_the_demonstration_county_belongs_to_a_ward(share: float, pick: int) -> None:
    wards = terrain().wards
    names = sorted(wards)
    border = wards[names[pick % len(names)]].exterior
    point = border.interpolate(share, normalized=True)
    claims = [Claimed("ward", name) for name in names if wards[name].distance(point) <= 0.001]
    assert len(settle(claims)) == 1


def test_settling_keeps_one_of_each_kind_and_layer() -> None:
    claims = [
        Claimed("ward", "2"),
        Claimed("ward", "1"),
        Claimed("patch", "9", "grounds"),
        Claimed("patch", "8", "bins"),
    ]
    assert {claim.code for claim in settle(claims)} == {"1", "9", "8"}


def test_the_demonstration_county_has_no_gap_and_no_overlap() -> None:
    ground = terrain()
    assert len(ground.wards) == len(WARDS) == 30
    assert sum(shape.area for shape in ground.wards.values()) == pytest.approx(ground.county.area, abs=0.01)
    assert {shape.geom_type for shape in ground.districts.values()} == {"Polygon"}
    assert len(ground.county.interiors) == 0
    for parish in ground.parishes.values():
        assert any(ward.covers(parish.buffer(-0.01)) for ward in ground.wards.values())
    for ward in (*ground.wards.values(), *ground.divisions.values()):
        assert shape_from(coordinates_of(ward)).is_valid
