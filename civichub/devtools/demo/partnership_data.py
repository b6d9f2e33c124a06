"""The demonstration's partnership: Brackenshire, a county that does not exist, its councils and its agencies.

Every name, number and code is invented. There is no Brackenshire and no postcode area BK, which nevertheless has the
right shape; telephone numbers are from the ranges Ofcom keeps for drama (03069 990 and 01632 960); email addresses end
in ``.example``, which RFC 2606 keeps free; area codes follow the ONS pattern with numbers beyond those in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NAME = "Brackenshire Together"
STRAPLINE = "One front door for every council in Brackenshire"

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
NINE_TO_FIVE: dict[str, Any] = {day: ["09:00-17:00"] for day in _WEEKDAYS}
CONTACT_CENTRE_HOURS: dict[str, Any] = {day: ["08:30-18:00"] for day in _WEEKDAYS} | {"saturday": ["09:00-12:30"]}
ROUND_THE_CLOCK: dict[str, Any] = {
    **{day: ["00:00-24:00"] for day in (*_WEEKDAYS, "saturday", "sunday")},
    "bank_holidays": "open",
}

_ALL_MODULES = (
    "reports",
    "applications",
    "contact_desk",
    "casework",
    "accounts",
    "payments",
    "api",
    "performance",
)


@dataclass(frozen=True)
class Partner:
    """One organisation of the partnership; `parent` is a slug."""

    slug: str
    name: str
    short_name: str
    kind: str
    brand_colour: str
    strapline: str
    phone: str
    gss_code: str = ""
    parent: str = ""
    modules: tuple[str, ...] = _ALL_MODULES
    office_hours: dict[str, Any] = field(default_factory=lambda: dict(NINE_TO_FIVE))
    postal_address: str = ""

    @property
    def email(self) -> str:
        """Where the organisation reads its mail."""
        return f"hello@{self.slug}.example"

    def details(self) -> dict[str, Any]:
        """What `found_organisation` takes besides actor, time and the parent record."""
        return {
            "slug": self.slug,
            "name": self.name,
            "short_name": self.short_name,
            "kind": self.kind,
            "gss_code": self.gss_code,
            "modules": sorted(self.modules),
            "brand_colour": self.brand_colour,
            "strapline": self.strapline,
            "phone": self.phone,
            "email": self.email,
            "postal_address": self.postal_address,
            "office_hours": self.office_hours,
        }


COUNTY = "brackenshire"
# All brand colours reach at least 5 to 1 with white (WCAG 2.2, 1.4.3 asks 4.5), so text on them is white.
PARTNERSHIP: tuple[Partner, ...] = (
    Partner(
        slug=COUNTY,
        name="Brackenshire County Council",
        short_name="Brackenshire",
        kind="county",
        brand_colour="#1d5b4f",
        strapline="Working for every part of the county",
        phone="03069 990001",
        gss_code="E10999001",
        office_hours=CONTACT_CENTRE_HOURS,
        postal_address="County Hall\n1 Castle Street\nLodebury\nBK1 1AA",
    ),
    Partner(
        slug="lodebury",
        name="Lodebury Borough Council",
        short_name="Lodebury",
        kind="district",
        brand_colour="#7a1f3d",
        strapline="A county town for everyone",
        phone="03069 990010",
        gss_code="E07999001",
        parent=COUNTY,
        postal_address="Town Hall\nMarket Place\nLodebury\nBK1 1AB",
    ),
    Partner(
        slug="harnwick",
        name="Harnwick District Council",
        short_name="Harnwick",
        kind="district",
        brand_colour="#1f4e8c",
        strapline="Market towns and meadows",
        phone="03069 990020",
        gss_code="E07999002",
        parent=COUNTY,
        postal_address="Guildhall\nMarket Place\nHarnwick\nBK4 1AA",
    ),
    Partner(
        slug="pellingford",
        name="Pellingford Borough Council",
        short_name="Pellingford",
        kind="district",
        brand_colour="#5b2c83",
        strapline="A new town that keeps its promises",
        phone="03069 990030",
        gss_code="E07999003",
        parent=COUNTY,
        postal_address="Civic Centre\nQueensway\nPellingford\nBK7 1AA",
    ),
    Partner(
        slug="tarrow-vale",
        name="Tarrow Vale District Council",
        short_name="Tarrow Vale",
        kind="district",
        brand_colour="#3c5a14",
        strapline="Rural, and well connected",
        phone="03069 990040",
        gss_code="E07999004",
        parent=COUNTY,
        modules=tuple(module for module in _ALL_MODULES if module != "payments"),
        postal_address="The Old Maltings\nMill Lane\nTarrowby\nBK10 1AA",
    ),
    Partner(
        slug="dunmarrow",
        name="Dunmarrow Forest District Council",
        short_name="Dunmarrow Forest",
        kind="district",
        brand_colour="#8a3a0c",
        strapline="Between the forest and the edge",
        phone="03069 990050",
        gss_code="E07999005",
        parent=COUNTY,
        modules=("reports", "contact_desk", "casework", "performance"),
        postal_address="Forest House\nStation Road\nDunmarrow\nBK13 1AA",
    ),
    Partner(
        slug="kestleham",
        name="Kestleham Town Council",
        short_name="Kestleham",
        kind="parish",
        brand_colour="#0f5c73",
        strapline="Your town, your say",
        phone="01632 960101",
        gss_code="E04999001",
        parent="harnwick",
        modules=("reports", "contact_desk", "casework"),
        office_hours={"tuesday": ["10:00-13:00"], "thursday": ["10:00-13:00", "14:00-16:00"]},
        postal_address="The Old Courthouse\nBridge Street\nKestleham\nHarnwick\nBK5 1AA",
    ),
    Partner(
        slug="upper-tarrow",
        name="Upper Tarrow Parish Council",
        short_name="Upper Tarrow",
        kind="parish",
        brand_colour="#4d4a12",
        strapline="Looking after the hill villages",
        phone="01632 960102",
        gss_code="E04999002",
        parent="tarrow-vale",
        modules=("reports", "casework"),
        office_hours={"wednesday": ["18:00-20:00"]},
        postal_address="Village Hall\nChurch Lane\nUpper Tarrow\nTarrowby\nBK11 1AA",
    ),
    Partner(
        slug="brackenshire-fire",
        name="Brackenshire Fire and Rescue Service",
        short_name="Brackenshire Fire",
        kind="agency",
        brand_colour="#a3171f",
        strapline="Preventing, protecting, responding",
        phone="03069 990060",
        modules=("contact_desk", "casework", "api"),
        office_hours=ROUND_THE_CLOCK,
    ),
    Partner(
        slug="brackenshire-police",
        name="Brackenshire Police",
        short_name="Brackenshire Police",
        kind="agency",
        brand_colour="#16325c",
        strapline="Safer streets, stronger communities",
        phone="03069 990070",
        modules=("contact_desk", "casework", "api"),
        office_hours=ROUND_THE_CLOCK,
    ),
    Partner(
        slug="brackenshire-health",
        name="Brackenshire Community Health NHS Trust",
        short_name="Brackenshire Health",
        kind="agency",
        brand_colour="#005a9c",
        strapline="Care close to home",
        phone="03069 990080",
        modules=("contact_desk", "casework"),
    ),
    Partner(
        slug="five-vales-homes",
        name="Five Vales Homes",
        short_name="Five Vales",
        kind="agency",
        brand_colour="#6b2f6b",
        strapline="A good home for every tenant",
        phone="03069 990090",
        modules=("contact_desk", "casework", "accounts"),
    ),
)
COUNCILS = tuple(partner for partner in PARTNERSHIP if partner.kind in ("county", "district"))
DISTRICTS = tuple(partner for partner in PARTNERSHIP if partner.kind == "district")
PARISHES = tuple(partner for partner in PARTNERSHIP if partner.kind == "parish")
AGENCIES = tuple(partner for partner in PARTNERSHIP if partner.kind == "agency")
