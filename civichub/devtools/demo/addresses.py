"""The addresses of Brackenshire, as many as asked for: streets about each ward's centre, with numbers on both sides.

The same count gives the same addresses at every run. UPRNs are ``99900`` and seven digits, USRNs ``99`` and six:
shaped like real ones, and in no custodian's range.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import BinaryIO, NamedTuple

import shapely

from civichub.devtools.demo.county_data import WARDS, Ward
from civichub.devtools.demo.names import (
    BLOCK_NAMES,
    FARM_NAMES,
    HOUSE_NAMES,
    SHOPS,
    STREET_FIRST,
    STREET_KINDS,
    STREET_PREFIXES,
    TOWN_STREETS,
    VILLAGE_STREETS,
)
from civichub.devtools.demo.site_data import SITE_ADDRESSES
from civichub.devtools.demo.terrain import terrain

DEMO_COUNT = 6000
FIRST_UPRN = 999_000_000_001
FIRST_USRN = 99_000_001
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
RESERVED_UNITS = 20  # of each outward code, for sites: their postcodes are printed in letterheads
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class DemoAddress(NamedTuple):
    """One row, under the names that `places.imports` knows without being told."""

    uprn: str
    usrn: str
    organisation_name: str
    sub_building: str
    building_name: str
    building_number: str
    street: str
    locality: str
    town: str
    postcode: str
    easting: str
    northing: str
    classification: str
    status: str


class _Street(NamedTuple):
    usrn: str
    name: str
    postcode: str
    easting: float
    northing: float
    bearing: float
    spacing: float
    houses: int
    is_high_street: bool


def generate_addresses(count: int = DEMO_COUNT) -> Iterator[DemoAddress]:
    """Exactly `count` addresses inside the right wards, the sites' own first; at least as many as there are sites."""
    yield from SITE_ADDRESSES_AS_ROWS
    left = count - len(SITE_ADDRESSES_AS_ROWS)
    weights = sum(ward.weight for ward in WARDS)
    numbers = _Numbers()
    done = 0
    for ward in WARDS:
        share = round(left * sum(other.weight for other in WARDS[: WARDS.index(ward) + 1]) / weights) - done
        done += share
        yield from _addresses_of(ward, share, numbers)


def address_file(count: int = DEMO_COUNT) -> BinaryIO:
    """The same addresses as a CSV file in memory, as `civichub places import-addresses` takes it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(DemoAddress._fields)
    writer.writerows(generate_addresses(count))
    return io.BytesIO(text.getvalue().encode())


class _Numbers:
    """What has been given out: identifiers, postcodes by outward code, street names by post town."""

    def __init__(self) -> None:
        self._uprn, self._usrn = FIRST_UPRN + 1000, FIRST_USRN
        self._units = Counter[str]()
        self._names: dict[str, Iterator[str]] = {}

    def uprn(self) -> str:
        self._uprn += 1
        return str(self._uprn)

    def usrn(self) -> str:
        self._usrn += 1
        return str(self._usrn)

    def postcode(self, outcode: str) -> str:
        unit = RESERVED_UNITS + self._units[outcode]
        self._units[outcode] += 1
        letters = len(UNIT_LETTERS)
        sector, place = divmod(unit, letters * letters)
        first, second = divmod(place, letters)
        return f"{outcode} {(sector + 1) % 10}{UNIT_LETTERS[first]}{UNIT_LETTERS[second]}"

    def street_name(self, town: str) -> str:
        if town not in self._names:
            self._names[town] = _street_names(town)
        return next(self._names[town])


def _street_names(town: str) -> Iterator[str]:
    """Names that do not repeat within a town, in an order of its own."""
    given = {*TOWN_STREETS, *VILLAGE_STREETS}
    plain = [name for first in STREET_FIRST for kind in STREET_KINDS if (name := f"{first} {kind}") not in given]
    random.Random(town).shuffle(plain)
    for prefix in STREET_PREFIXES:
        yield from (f"{prefix} {name}".strip() for name in plain)


def _addresses_of(ward: Ward, count: int, numbers: _Numbers) -> Iterator[DemoAddress]:
    dice = random.Random(f"{ward.name} {count}")
    farms = count // 30 if ward.village else 0
    left = count - farms
    for street in _streets_of(ward, left, numbers, dice):
        houses = min(street.houses, left)
        yield from _houses_on(street, ward, houses, numbers, dice)
        left -= houses
    yield from _farms(ward, farms, numbers, dice)


def _streets_of(ward: Ward, houses: int, numbers: _Numbers, dice: random.Random) -> Iterator[_Street]:
    """Streets on a sunflower's spiral about the centre, drawn in until the furthest house is inside the ward."""
    sizes = list(_street_sizes(houses, dice))
    reach = shapely.Point(ward.centre).distance(terrain().wards[ward.name].boundary) * 0.92
    step = min(130.0, reach / (math.sqrt(len(sizes)) + 1.5))
    is_first_of_town = ward is next(other for other in WARDS if other.town == ward.town)
    known = VILLAGE_STREETS if ward.village else TOWN_STREETS if is_first_of_town else ()
    for place, size in enumerate(sizes):
        away, turn = step * math.sqrt(place), place * GOLDEN_ANGLE
        yield _Street(
            usrn=numbers.usrn(),
            name=known[place] if place < len(known) else numbers.street_name(ward.town),
            postcode=numbers.postcode(ward.outcode),
            easting=ward.centre[0] + away * math.cos(turn),
            northing=ward.centre[1] + away * math.sin(turn),
            bearing=dice.choice((0.3, 0.3 + math.pi / 2)) + dice.uniform(-0.15, 0.15),
            spacing=step / 14,
            houses=size,
            is_high_street=place == 0,
        )


def _street_sizes(houses: int, dice: random.Random) -> Iterator[int]:
    while houses > 0:
        size = min(houses, dice.randint(10, 36))
        yield size
        houses -= size


def _houses_on(
    street: _Street, ward: Ward, houses: int, numbers: _Numbers, dice: random.Random
) -> Iterator[DemoAddress]:
    """Odd numbers on one side and even on the other; now and then a block of flats, a shop or a house with a name."""
    along, across = (
        (math.cos(street.bearing), math.sin(street.bearing)),
        (-math.sin(street.bearing), math.cos(street.bearing)),
    )
    block = dice.randrange(2, houses) if houses > 14 and not ward.village and dice.random() < 0.3 else -1
    flats = min(8, houses - block) if block > 0 else 0
    for house in range(houses):
        flat = house - block + 1 if 0 <= house - block < flats else 0
        door = block if flat else house
        ahead = (door // 2 - houses / 4) * street.spacing
        aside = street.spacing * (0.8 if door % 2 else -0.8)
        organisation, building, kind = _named(street, ward, flat, dice)
        yield DemoAddress(
            uprn=numbers.uprn(),
            usrn=street.usrn,
            organisation_name=organisation,
            sub_building=f"Flat {flat}" if flat else "",
            building_name=building,
            building_number=str(door + 1),
            street=street.name,
            locality=ward.village,
            town=ward.town,
            postcode=street.postcode,
            easting=f"{street.easting + ahead * along[0] + aside * across[0]:.1f}",
            northing=f"{street.northing + ahead * along[1] + aside * across[1]:.1f}",
            classification=kind,
            status="live",
        )


def _named(street: _Street, ward: Ward, flat: int, dice: random.Random) -> tuple[str, str, str]:
    """An organisation, a building's name and a class of use (AddressBase codes), mostly a plain house."""
    if flat:
        return "", BLOCK_NAMES[int(street.usrn) % len(BLOCK_NAMES)], "RD06"
    if street.is_high_street and dice.random() < 0.25:
        return dice.choice(SHOPS), "", "CR08"
    if ward.village and dice.random() < 0.2:
        return "", dice.choice(HOUSE_NAMES), "RD02"
    return "", "", dice.choice(("RD02", "RD03", "RD03", "RD04"))


def _farms(ward: Ward, count: int, numbers: _Numbers, dice: random.Random) -> Iterator[DemoAddress]:
    """Farms anywhere in the ward, with a name and no number."""
    shape = terrain().wards[ward.name]
    west, south, east, north = shape.bounds
    usrn, postcode = numbers.usrn(), numbers.postcode(ward.outcode)
    names = cycle(dice.sample(FARM_NAMES, len(FARM_NAMES)))
    while count > 0:
        easting, northing = round(dice.uniform(west, east), 1), round(dice.uniform(south, north), 1)
        if shape.contains(shapely.Point(easting, northing)):
            count -= 1
            yield DemoAddress(
                numbers.uprn(), usrn, "", "", next(names), "", f"{ward.village} Road", ward.village,
                ward.town, postcode, str(easting), str(northing), "RD02", "live",
            )  # fmt: skip


def _site_rows() -> Iterator[DemoAddress]:
    centres = {ward.name: ward for ward in WARDS}
    for number, site in enumerate(SITE_ADDRESSES):
        ward = centres[site.ward]
        yield DemoAddress(
            str(FIRST_UPRN + number), "", site.name, "", "", site.number, site.street, ward.village, ward.town,
            site.postcode, str(ward.centre[0] + 37.0 + 9 * number), str(ward.centre[1] - 41.0), "CC", "live",
        )  # fmt: skip


SITE_ADDRESSES_AS_ROWS = tuple(_site_rows())
