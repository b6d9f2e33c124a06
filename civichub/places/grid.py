"""The National Grid: latitude and longitude to metres and back, and grid references such as ``SP 1234 5678``.

We use the single seven-parameter transformation EPSG:1314, pinned here, and not the grid file OSTN15: that file is not
on every machine, and the same point must give the same answer everywhere. Against nine of Ordnance Survey's published
OSTN15 test points it is 0.2 to 4.8 metres out (over 4 in west Cornwall and Scilly, under 2.5 at the others): enough
to name a ward and a street, not to draw a boundary. Coordinates that arrive in metres (AddressBase, boundary files)
are kept as they are.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from pyproj import Transformer

from civichub.core.errors import Invalid

# Parameters: EPSG:1314, as in Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6;
# projection constants: the same guide, annex A. Heights are passed round the shift, as we have none.
_PIPELINE = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SECOND_LETTERS = {
    "H": "PTUWXYZ",
    "N": "ABCDFGHJKLMNORSTUWXYZ",
    "O": "V",
    "S": "DEHJKMNOPRSTUVWXYZ",
    "T": "AFGLMQRV",
}
SQUARES_WITH_LAND = frozenset(first + second for first, seconds in _SECOND_LETTERS.items() for second in seconds)
# Corners (least and greatest easting and northing) of what lies in those squares and is not Great Britain.
_ELSEWHERE = (
    ("Northern Ireland", (100_000, 500_000, 188_000, 600_000)),
    ("Northern Ireland", (100_000, 600_000, 150_000, 620_000)),
    ("the Isle of Man", (210_000, 460_000, 253_000, 507_000)),
    ("France", (645_000, 100_000, 700_000, 150_000)),
)
_REFERENCE = re.compile(r"([A-HJ-Z]{2})((?:\d\d){0,5})")


@dataclass(frozen=True, order=True)
class GridPoint:
    """A point on the National Grid (OSGB36): metres east and north of its origin, kept to the millimetre."""

    easting: float
    northing: float

    def distance_to(self, other: GridPoint) -> float:
        """Metres in a straight line."""
        return math.hypot(self.easting - other.easting, self.northing - other.northing)


@dataclass(frozen=True)
class LatLon:
    """Degrees north and east in WGS84, as phones and web maps give them; seven decimals are a centimetre."""

    latitude: float
    longitude: float


@functools.lru_cache(maxsize=1)
def _transformer() -> Transformer:
    """Built once (it takes milliseconds); pyproj's transformers may be shared between threads since 3.1."""
    return Transformer.from_pipeline(_PIPELINE)


def to_grid(latitude: float, longitude: float) -> GridPoint:
    """The grid point of a WGS84 position in degrees. Raises `Invalid` on ``position`` when outside Great Britain."""
    if not (_is_number(latitude) and _is_number(longitude)):
        raise Invalid({"position": "Give latitude and longitude as numbers, such as 52.3064, -1.9417."})
    if not (49 <= latitude <= 61.5 and -9.5 <= longitude <= 2.5):
        swapped = 49 <= longitude <= 61.5 and -9.5 <= latitude <= 2.5
        hint = " They look swapped: give latitude first." if swapped else ""
        raise Invalid({"position": f"{latitude:g}, {longitude:g} is outside Great Britain.{hint}"})
    easting, northing = _transformer().transform(longitude, latitude)
    point = GridPoint(round(easting, 3), round(northing, 3))
    require_in_great_britain(point.easting, point.northing)
    return point


def to_latlon(easting: float, northing: float) -> LatLon:
    """The WGS84 position of a grid point, to seven decimals. Raises `Invalid` when outside Great Britain."""
    require_in_great_britain(easting, northing)
    longitude, latitude = _transformer().transform(easting, northing, direction="INVERSE")
    return LatLon(round(latitude, 7), round(longitude, 7))


def require_in_great_britain(easting: float, northing: float) -> None:
    """Raise `Invalid` on ``position`` unless the point is in or close to Great Britain.

    Coarse on purpose: it works with 100-kilometre squares and four rectangles, and is there to catch coordinates in
    the wrong order or system, not to draw the coast.
    """
    if not (_is_number(easting) and _is_number(northing)):
        raise Invalid({"position": "Give easting and northing as numbers of metres, such as 404321 and 267890."})
    if (-10 <= easting <= 3 and 49 <= northing <= 61) or (-10 <= northing <= 3 and 49 <= easting <= 61):
        raise Invalid({"position": "These look like degrees. Give them as latitude and longitude, or in metres."})
    place = next((name for name, corners in _ELSEWHERE if _within(easting, northing, corners)), "")
    square = _square(easting, northing)
    if place or square not in SQUARES_WITH_LAND:
        where = f" It is in {place}." if place else ""
        raise Invalid({"position": f"{easting:.0f}, {northing:.0f} is outside Great Britain.{where}"})


def grid_reference(easting: float, northing: float, *, digits: int = 8) -> str:
    """The reference of the square that holds a point; `digits` 0 to 10, even: 8 names a square of ten metres."""
    if digits not in (0, 2, 4, 6, 8, 10):
        raise ValueError("digits must be an even number from 0 to 10")
    require_in_great_britain(easting, northing)
    half = digits // 2
    unit = 10 ** (5 - half)
    east, north = (f"{math.floor(value % 100_000 / unit):0{half}d}" if half else "" for value in (easting, northing))
    return " ".join(part for part in (_square(easting, northing), east, north) if part)


def parse_grid_reference(text: str) -> GridPoint | None:
    """The middle of the square that ``SP 1234 5678`` names; None when `text` is no grid reference.

    Raises `Invalid` when it is one, and lies outside Great Britain.
    """
    match = _REFERENCE.fullmatch("".join(text.upper().split()))
    if not match:
        return None
    letters, digits = match.groups()
    first, second = (_LETTERS.index(letter) for letter in letters)
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    # The letters count rows downwards from the north-west corner; square S has the grid's origin in its south-west.
    east = (first % 5 - 2) * 500_000 + second % 5 * 100_000
    north = (3 - first // 5) * 500_000 + (4 - second // 5) * 100_000
    point = GridPoint(
        east + int(digits[:half] or 0) * unit + unit / 2, north + int(digits[half:] or 0) * unit + unit / 2
    )
    if letters not in SQUARES_WITH_LAND:
        raise Invalid({"position": f"{text.strip()} is outside Great Britain."})
    require_in_great_britain(point.easting, point.northing)
    return point


def _square(easting: float, northing: float) -> str:
    """The two letters of a point's 100-kilometre square, empty outside the lettered grid."""
    column, row = math.floor(easting / 100_000), math.floor(northing / 100_000)
    if not (0 <= column < 15 and 0 <= row < 15):
        return ""
    first = (3 - row // 5) * 5 + column // 5 + 2
    second = (4 - row % 5) * 5 + column % 5
    return _LETTERS[first] + _LETTERS[second] if first < 25 else ""


def _within(easting: float, northing: float, corners: tuple[int, int, int, int]) -> bool:
    west, south, east, north = corners
    return west <= easting <= east and south <= northing <= north


def _is_number(value: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
