"""Addresses, areas and people of places, made by the product's own operations; and two councils on a plain grid.

The plain grid: two square districts of a kilometre, side by side, that share the border at easting 401,000. West is
Elmbridge (ward codes E1, E2: south and north halves), east is Oakham Hill (ward O1). Both lie in one county.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from civichub.accounts.models import Membership, User, UserKind
from civichub.accounts.queries import system_account
from civichub.organisations.models import Organisation
from civichub.places.imports.area_file import AreaFile, ReadArea
from civichub.places.imports.reading import AddressFile
from civichub.places.imports.report import ImportReport
from civichub.places.models import Address, Area
from civichub.places.operations import import_addresses, import_areas
from civichub.places.queries import address_by_uprn
from civichub.places.shapes import read_shape

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = date(2023, 5, 1)
HEADER = [
    *("uprn", "organisation", "building_name", "building_number", "street", "town", "postcode", "easting", "northing"),
    *("usrn", "status"),
]


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle as GeoJSON."""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def areas_file(*areas: tuple[str, str, dict[str, Any]]) -> AreaFile:
    """(code, name, GeoJSON in metres) as a file that has been read."""
    return AreaFile([ReadArea(code, name, read_shape(shape, degrees=False)) for code, name, shape in areas])


def council(slug: str, kind: str = "district") -> Organisation:
    """An organisation called by its slug."""
    return Organisation.objects.create(slug=slug, name=f"{slug.title()} Council", short_name=slug, kind=kind)


def keeper_of_places(organisation: Organisation) -> User:
    """An administrator of one organisation, who holds ``places.edit`` there."""
    user = User.objects.create_user(f"places@{organisation.slug}.example", name="Keeper", kind=UserKind.STAFF)
    Membership.objects.create(user=user, organisation=organisation, role="administrator")
    return user


@dataclass
class Grid:
    """The plain grid's organisations."""

    county: Organisation
    west: Organisation
    east: Organisation


def plain_grid() -> Grid:
    """Load the two districts, their wards and the county round them."""
    grid = Grid(council("shire", "county"), council("elmbridge"), council("oakham-hill"))
    for kind, holder, areas in (
        ("county", grid.county, [("C", "Shire", box(400_000, 250_000, 402_000, 251_000))]),
        ("district", grid.west, [("D1", "Elmbridge", box(400_000, 250_000, 401_000, 251_000))]),
        ("district", grid.east, [("D2", "Oakham Hill", box(401_000, 250_000, 402_000, 251_000))]),
        ("ward", grid.west, [("E1", "Elm South", box(400_000, 250_000, 401_000, 250_500))]),
        ("ward", grid.west, [("E2", "Elm North", box(400_000, 250_500, 401_000, 251_000))]),
        ("ward", grid.east, [("O1", "Oak", box(401_000, 250_000, 402_000, 251_000))]),
    ):
        take_in_areas(*areas, kind=kind, organisation=holder)
    return grid


def take_in_areas(*areas: tuple[str, str, dict[str, Any]], kind: str = "ward", **more: Any) -> list[Area]:
    """Import areas as the hub itself; returns the new rows."""
    kept = {"valid_from": START, "actor": system_account(), "at": NOW, **more}
    report = import_areas(file=areas_file(*areas), kind=kind, **kept)
    assert not report.problems, report.problems
    return report.areas


def csv_file(*rows: dict[str, Any], header: list[str] = HEADER) -> io.BytesIO:
    """Rows as a CSV file in memory; a column that a row leaves out is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def row(uprn: Any = 1001, number: str = "12", **more: Any) -> dict[str, Any]:
    """A good row: 12 Acacia Road in Elm South."""
    kept = {
        "uprn": uprn,
        "building_number": number,
        "street": "Acacia Road",
        "town": "Elmbridge",
        "postcode": "BK1 1AA",
    }
    return {**kept, "easting": 400_200, "northing": 250_200, **more}


def take_in(*rows: dict[str, Any], **more: Any) -> ImportReport:
    """Import rows as the hub itself."""
    kept = {"file_name": "addresses.csv", "file_digest": "1", "actor": system_account(), "at": NOW, **more}
    return import_addresses(rows=AddressFile(csv_file(*rows)), **kept)


def address(uprn: Any = 1001, **more: Any) -> Address:
    """One address, imported."""
    report = take_in(row(uprn, **more))
    assert report.written, report.problems
    found = address_by_uprn(str(uprn))
    assert found
    return found
