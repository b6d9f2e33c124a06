"""Where people are seen in Brackenshire: one-stop shops, libraries, depots, and what is held there week by week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from civichub.devtools.demo.partnership_data import NINE_TO_FIVE

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
SHOP_HOURS: dict[str, Any] = {day: ["08:45-17:15"] for day in _WEEKDAYS} | {"saturday": ["09:00-13:00"]}
RURAL_HOURS: dict[str, Any] = {
    day: ["09:30-12:30", "13:30-16:00"] for day in ("monday", "tuesday", "thursday", "friday")
}
LIBRARY_HOURS: dict[str, Any] = {day: ["09:30-17:30"] for day in _WEEKDAYS[:4]} | {"saturday": ["09:30-16:00"]}
DEPOT_HOURS: dict[str, Any] = {day: ["06:30-15:30"] for day in _WEEKDAYS}
TIP_HOURS: dict[str, Any] = {day: ["08:00-18:00"] for day in (*_WEEKDAYS, "saturday", "sunday")}

SHOP_FACILITIES = (
    "Step-free entrance",
    "Hearing loop",
    "Private interview room",
    "Public computers",
    "Accessible toilet",
)
LIBRARY_FACILITIES = ("Step-free entrance", "Public computers", "Free wifi", "Printing")
SHOP_CHANNELS = ("one_stop_shop", "kiosk")


@dataclass(frozen=True)
class SiteAddress:
    """A site and its address; the position is beside the ward's centre."""

    slug: str
    name: str
    organisation: str
    kind: str
    ward: str
    number: str
    street: str
    postcode: str
    hours: dict[str, Any] = field(default_factory=lambda: dict(NINE_TO_FIVE))
    facilities: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    hours_note: str = ""
    phone: str = ""


def _shop(
    slug: str, name: str, organisation: str, ward: str, number: str, street: str, postcode: str, **more: Any
) -> SiteAddress:
    kept = {"hours": SHOP_HOURS, "facilities": SHOP_FACILITIES, "channels": SHOP_CHANNELS, **more}
    return SiteAddress(slug, name, organisation, "one_stop_shop", ward, number, street, postcode, **kept)


SITE_ADDRESSES: tuple[SiteAddress, ...] = (
    SiteAddress("county-hall", "County Hall", "brackenshire", "office", "Castle", "1", "Castle Street", "BK1 1AA"),
    _shop("lodebury-one-stop-shop", "Lodebury One-Stop Shop", "lodebury", "Castle", "12", "Market Place", "BK1 1AB"),
    _shop(
        "harnwick-one-stop-shop",
        "Harnwick One-Stop Shop",
        "harnwick",
        "Harnwick Guildhall",
        "1",
        "Market Place",
        "BK4 1AA",
    ),
    _shop(
        "pellingford-one-stop-shop",
        "Pellingford One-Stop Shop",
        "pellingford",
        "Pellingford Central",
        "40",
        "Queensway",
        "BK7 1AA",
    ),
    _shop(
        "tarrowby-one-stop-shop",
        "Tarrowby One-Stop Shop",
        "tarrow-vale",
        "Tarrowby",
        "3",
        "Mill Lane",
        "BK10 1AA",
        hours=RURAL_HOURS,
        hours_note="Closed between half past twelve and half past one, and on Wednesdays.",
    ),
    _shop(
        "dunmarrow-one-stop-shop",
        "Dunmarrow One-Stop Shop",
        "dunmarrow",
        "Dunmarrow",
        "8",
        "Station Road",
        "BK13 1AA",
        hours=RURAL_HOURS,
        hours_note="Closed between half past twelve and half past one, and on Wednesdays.",
    ),
    SiteAddress(
        "lodebury-library",
        "Lodebury Library",
        "brackenshire",
        "library",
        "Abbey",
        "5",
        "Abbey Walk",
        "BK1 1AD",
        LIBRARY_HOURS,
        LIBRARY_FACILITIES,
        ("kiosk",),
    ),
    SiteAddress(
        "kestleham-library",
        "Kestleham Library",
        "brackenshire",
        "library",
        "Kestleham",
        "2",
        "Bridge Street",
        "BK5 1AA",
        LIBRARY_HOURS,
        LIBRARY_FACILITIES,
        ("kiosk",),
    ),
    SiteAddress(
        "pellingford-library",
        "Pellingford Library",
        "brackenshire",
        "library",
        "Newlands",
        "20",
        "Jubilee Square",
        "BK8 1AA",
        LIBRARY_HOURS,
        LIBRARY_FACILITIES,
        ("kiosk",),
    ),
    SiteAddress(
        "lodebury-depot",
        "Riverside Depot",
        "lodebury",
        "depot",
        "Riverside",
        "90",
        "Wharf Road",
        "BK2 1AA",
        DEPOT_HOURS,
        hours_note="Not open to the public.",
    ),
    SiteAddress(
        "tarrowby-recycling-centre",
        "Tarrowby Recycling Centre",
        "brackenshire",
        "recycling_centre",
        "Tarrowby Wharf",
        "15",
        "Basin Road",
        "BK10 1AB",
        TIP_HOURS,
        hours_note="Last entry a quarter of an hour before closing.",
    ),
    SiteAddress(
        "upper-tarrow-village-hall",
        "Upper Tarrow Village Hall",
        "upper-tarrow",
        "community_centre",
        "Upper Tarrow",
        "7",
        "Church Lane",
        "BK11 1AA",
        {"wednesday": ["18:00-20:00"]},
        ("Step-free entrance", "Hearing loop"),
    ),
)


@dataclass(frozen=True)
class SessionAt:
    """Something held regularly: weekday from Monday, 0; week 0 is every week, 5 the last of the month."""

    site: str
    title: str
    provider: str
    weekday: int
    starts: time
    ends: time
    week: int = 0
    how_to_book: str = "Drop in, no appointment needed."


SESSIONS: tuple[SessionAt, ...] = (
    SessionAt(
        "lodebury-one-stop-shop", "Debt and benefits advice", "Advice Brackenshire", 1, time(9, 30), time(12, 30)
    ),
    SessionAt("lodebury-one-stop-shop", "Credit union", "Vale Credit Union", 4, time(10), time(12)),
    SessionAt(
        "lodebury-one-stop-shop", "Neighbourhood police surgery", "Brackenshire Police", 3, time(17), time(18), 1
    ),
    SessionAt("harnwick-one-stop-shop", "Debt and benefits advice", "Advice Brackenshire", 2, time(10), time(13)),
    SessionAt(
        "harnwick-one-stop-shop", "Home fire safety advice", "Brackenshire Fire and Rescue", 0, time(14), time(16), 2
    ),
    SessionAt(
        "pellingford-one-stop-shop",
        "Housing advice for tenants",
        "Five Vales Homes",
        1,
        time(13),
        time(16),
        how_to_book="Ring 03069 990090 for a time.",
    ),
    SessionAt("pellingford-one-stop-shop", "Credit union", "Vale Credit Union", 2, time(10), time(12)),
    SessionAt("tarrowby-one-stop-shop", "Debt and benefits advice", "Advice Brackenshire", 3, time(10), time(12), 3),
    SessionAt(
        "dunmarrow-one-stop-shop", "Neighbourhood police surgery", "Brackenshire Police", 4, time(10), time(11), 5
    ),
    SessionAt(
        "kestleham-library",
        "Health checks for over-forties",
        "Brackenshire Community Health",
        0,
        time(10),
        time(13),
        4,
        how_to_book="Ask at the desk for a time.",
    ),
)
