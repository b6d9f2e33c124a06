"""Loading Brackenshire: its areas, addresses, members and sites, through the same operations as a real county."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from civichub.devtools.demo.addresses import DEMO_COUNT, FIRST_UPRN, address_file, generate_addresses
from civichub.devtools.demo.county_data import DIVISION_CODES, PARISH_AREAS, WARD_CODES, WARDS
from civichub.devtools.demo.names import FIRST_NAMES, LAST_NAMES, PARTIES
from civichub.devtools.demo.partnership_data import COUNTY, PARTNERSHIP
from civichub.devtools.demo.site_data import SESSIONS, SITE_ADDRESSES, SessionAt
from civichub.devtools.demo.terrain import terrain
from civichub.places.imports.area_file import AreaFile, ReadArea
from civichub.places.imports.reading import AddressFile
from civichub.places.operations import add_councillor, add_session, add_site, import_addresses, import_areas
from civichub.places.queries import address_by_uprn, areas_of_kind
from civichub.places.shapes import read_shape

__all__ = ["IN_FORCE_FROM", "Geography", "generate_addresses", "load_geography"]

IN_FORCE_FROM = date(2023, 5, 1)
LAYER_OF_CREWS = "grounds maintenance"
MEMBERS_OF_A_PARISH = 3


@dataclass(frozen=True)
class Geography:
    """What was loaded, in numbers."""

    areas: int
    addresses: int
    councillors: int
    sites: int


@dataclass(frozen=True)
class _Outline:
    """An area to be: whose it is (a slug), and its boundary."""

    kind: str
    code: str
    name: str
    holder: str
    shape: BaseGeometry


def load_geography(
    *, organisations: Mapping[str, Any], actor: Any, at: datetime, addresses: int = DEMO_COUNT
) -> Geography:
    """Load the whole county for `organisations` (every slug of `partnership_data.PARTNERSHIP`); `actor` is the hub's.

    Boundaries and seats hold from `IN_FORCE_FROM`. Areas and addresses that are there already stay as they are;
    members and sites must be absent.
    """
    outlines = list(_outlines())
    for kind in dict.fromkeys(outline.kind for outline in outlines):
        found = [outline for outline in outlines if outline.kind == kind]
        import_areas(
            file=AreaFile([ReadArea(one.code, one.name, _read(one.shape)) for one in found]),
            kind=kind,
            layer=LAYER_OF_CREWS if kind == "patch" else "",
            valid_from=IN_FORCE_FROM,
            organisations={one.code: organisations[one.holder] for one in found},
            actor=actor,
            at=at,
        )
    rows = AddressFile(address_file(addresses))
    digest = f"brackenshire {addresses}"
    taken = import_addresses(rows=rows, file_name="brackenshire.csv", file_digest=digest, actor=actor, at=at)
    seats = list(_seats(organisations))
    for seat in seats:
        add_councillor(**seat, starts_on=IN_FORCE_FROM, actor=actor, at=at)
    _load_sites(organisations, actor, at)
    return Geography(len(outlines), taken.rows, len(seats), len(SITE_ADDRESSES))


def _outlines() -> Iterator[_Outline]:
    ground, partners = terrain(), {partner.slug: partner for partner in PARTNERSHIP}
    county = partners[COUNTY]
    yield _Outline("county", county.gss_code, county.short_name, COUNTY, ground.county)
    for slug, shape in ground.districts.items():
        yield _Outline("district", partners[slug].gss_code, partners[slug].short_name, slug, shape)
        yield _Outline("patch", f"crew-{slug}", f"{partners[slug].short_name} crew", COUNTY, shape)
    for ward in WARDS:
        yield _Outline("ward", WARD_CODES[ward.name], ward.name, ward.district, ground.wards[ward.name])
    for name, code in DIVISION_CODES.items():
        yield _Outline("division", code, name, COUNTY, ground.divisions[name])
    for parish in PARISH_AREAS:
        yield _Outline("parish", parish.code, parish.name, parish.slug, ground.parishes[parish.slug])


def _read(shape: BaseGeometry) -> Any:
    return read_shape(mapping(shape), degrees=False)


def _seats(organisations: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Members: two for a town's ward, one for others and for divisions, three for a parish."""
    dice = random.Random("members")
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    dice.shuffle(names)
    halls = {ward.name: "the one-stop shop" if not ward.village else f"{ward.village} village hall" for ward in WARDS}
    number = 0
    for kind in ("ward", "division", "parish"):
        for area in areas_of_kind(kind, on=IN_FORCE_FROM):
            members = (
                MEMBERS_OF_A_PARISH if kind == "parish" else 2 if halls.get(area.name) == "the one-stop shop" else 1
            )
            for _ in range(members):
                name = names[number]
                hall, day = halls.get(area.name, "County Hall"), dice.choice(("first", "second", "last"))
                yield {
                    "name": name,
                    "party": dice.choice(PARTIES),
                    "email": f"cllr.{name.lower().replace(' ', '.')}@{area.organisation.slug}.example",
                    "phone": f"01632 960{200 + number:03}",
                    "area": area,
                    "organisation": organisations[area.organisation.slug],
                    "surgeries": f"The {day} Saturday of the month, 10am to 11am, {hall}.",
                }
                number += 1


def _load_sites(organisations: Mapping[str, Any], actor: Any, at: datetime) -> None:
    """Sites, and what is held at them: the sessions of `site_data`, and a members' surgery at each one-stop shop."""
    loaded = {}
    for number, site in enumerate(SITE_ADDRESSES):
        loaded[site.slug] = add_site(
            organisation=organisations[site.organisation],
            slug=site.slug,
            name=site.name,
            kind=site.kind,
            address=address_by_uprn(str(FIRST_UPRN + number)),
            opening_hours=site.hours,
            hours_note=site.hours_note,
            phone=organisations[site.organisation].phone,
            facilities=list(site.facilities),
            channels=list(site.channels),
            actor=actor,
            at=at,
        )
    shops = (site for site in SITE_ADDRESSES if site.kind == "one_stop_shop")
    surgeries = (
        SessionAt(
            shop.slug, "Councillors' surgery", organisations[shop.organisation].name,
            5 if "saturday" in shop.hours else 4, time(10), time(11), week=1,
        )
        for shop in shops
    )  # fmt: skip
    for held in (*SESSIONS, *surgeries):
        add_session(
            site=loaded[held.site],
            title=held.title,
            provider=held.provider,
            weekday=held.weekday,
            week_of_month=held.week,
            starts=held.starts,
            ends=held.ends,
            how_to_book=held.how_to_book,
            from_day=IN_FORCE_FROM,
            actor=actor,
            at=at,
        )
