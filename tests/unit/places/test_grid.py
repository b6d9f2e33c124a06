"""Latitude and longitude to the National Grid and back, and grid references."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.places.grid import (
    GridPoint,
    grid_reference,
    parse_grid_reference,
    require_in_great_britain,
    to_grid,
    to_latlon,
)

# Ordnance Survey's published OSTN15 test points: ETRS89 latitude and longitude, then exact grid coordinates.
OSTN15 = [
    ("St Mary's", 49.92226393730, -6.29977752014, 91492.146, 11318.804),
    ("Newlyn", 49.96006137820, -5.20304609998, 170370.718, 11572.405),
    ("Plymouth", 50.43885825610, -4.10864563561, 250359.811, 62016.569),
    ("Isle of Wight", 50.57563665000, -1.29782277240, 449816.371, 75335.861),
    ("Southampton", 50.93127937910, -1.45051433700, 438710.920, 114792.250),
    ("Cardiff", 51.40078220140, -3.55128349240, 292184.870, 168003.465),
    ("Margate", 51.37447025550, 1.44454730409, 639821.835, 169565.858),
    ("Bristol", 51.42754743020, -2.54407618349, 362269.991, 169978.690),
    ("London", 51.48936564950, -0.11992557180, 530624.974, 178388.464),
]


@pytest.mark.parametrize(("place", "latitude", "longitude", "easting", "northing"), OSTN15)
def test_positions_agree_with_ordnance_survey_within_five_metres(
    place: str, latitude: float, longitude: float, easting: float, northing: float
) -> None:
    error = to_grid(latitude, longitude).distance_to(GridPoint(easting, northing))
    assert error < 5, f"{place} is {error:.2f} m out"


@given(st.floats(300_001, 599_999), st.floats(150_001, 499_999))
def test_there_and_back_is_within_two_centimetres(easting: float, northing: float) -> None:
    start = GridPoint(easting, northing)
    position = to_latlon(easting, northing)
    assert to_grid(position.latitude, position.longitude).distance_to(start) < 0.02


@given(st.floats(51, 54), st.floats(-3.5, -0.5))
def test_back_and_there_is_within_a_millionth_of_a_degree(latitude: float, longitude: float) -> None:
    point = to_grid(latitude, longitude)
    back = to_latlon(point.easting, point.northing)
    assert abs(back.latitude - latitude) < 1e-6
    assert abs(back.longitude - longitude) < 1e-6


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        (-1.9, 52.3, "swapped"),
        (54.6, -5.93, "Northern Ireland"),
        (54.15, -4.48, "Isle of Man"),
        (50.95, 1.85, "France"),
        (53.35, -6.26, "outside Great Britain"),
        (40.7, -74.0, "outside Great Britain"),
        (float("nan"), 0.0, "as numbers"),
    ],
)
def test_positions_elsewhere_are_refused_with_the_reason(latitude: float, longitude: float, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        to_grid(latitude, longitude)
    assert refused.value.field == "position"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (60.8, -0.8),
        (49.96, -5.2),
        (54.84, -5.12),
        (55.31, -5.8),
        (51.38, 1.44),
        (52.48, 1.76),
        (55.6, -6.4),
        (54.63, -4.86),
    ],
)
def test_the_far_corners_of_great_britain_are_inside(latitude: float, longitude: float) -> None:
    assert to_grid(latitude, longitude).easting > 0


def test_degrees_given_as_metres_are_recognised() -> None:
    with pytest.raises(Invalid, match="look like degrees"):
        require_in_great_britain(52.3, -1.9)


@pytest.mark.parametrize(
    ("easting", "northing", "digits", "reference"),
    [
        (404_321, 267_890, 8, "SP 0432 6789"),
        (404_321, 267_890, 6, "SP 043 678"),
        (404_321, 267_890, 10, "SP 04321 67890"),
        (404_321, 267_890, 0, "SP"),
        (91_492, 11_318, 8, "SV 9149 1131"),
        (651_409, 313_177, 8, "TG 5140 1317"),
        (450_000, 1_150_000, 4, "HU 50 50"),
    ],
)
def test_a_grid_reference_names_the_square(easting: int, northing: int, digits: int, reference: str) -> None:
    assert grid_reference(easting, northing, digits=digits) == reference


@given(
    st.floats(300_001, 599_999), st.floats(150_001, 499_999),
    st.sampled_from([4, 6, 8, 10]),
)  # fmt: skip
def test_reading_a_reference_gives_the_middle_of_its_square(easting: float, northing: float, digits: int) -> None:
    written = grid_reference(easting, northing, digits=digits)
    middle = parse_grid_reference(written)
    half = 10 ** (5 - digits // 2) / 2
    assert middle is not None
    assert abs(middle.easting - easting) <= half
    assert abs(middle.northing - northing) <= half
    assert grid_reference(middle.easting, middle.northing, digits=digits) == written


@pytest.mark.parametrize("text", ["", "SP 123", "SP1234567", "12 High Street", "B97", "SPX 12 34", "sp 0432 6789 1"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_grid_reference(text) is None


@pytest.mark.parametrize("text", ["AA 12 34", "SC 38 75"])
def test_a_reference_outside_great_britain_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="outside Great Britain"):
        parse_grid_reference(text)


def test_threads_share_the_transformation() -> None:
    results: list[GridPoint] = []

    def work() -> None:
        results.extend(to_grid(52.3 + step / 10_000, -1.9) for step in range(200))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 1600
    assert set(results) == {to_grid(52.3 + step / 10_000, -1.9) for step in range(200)}
