"""A councillor with a seat, and a resident who asked them to act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.cases.models import Representation
from civichub.cases.operations.intake import Request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.representing import Asked, take_up_for_resident
from civichub.cases.placing import Whereabouts
from civichub.places.models import Councillor
from civichub.places.operations import add_councillor
from tests.factories.places import box, take_in_areas
from tests.factories.world import NOON, World

WARD = (400_000, 250_000, 401_000, 251_000)
INSIDE, OUTSIDE = (400_500.0, 250_500.0), (402_500.0, 250_500.0)
RESIDENT = Reporter("Ada Quill", "ada.quill@home.example", "07700 900321")


def seat(world: World, who: str = "councillor", *, code: str = "W1", **texts: Any) -> Councillor:
    """A seat of the county for somebody of the world, in the ward `WARD` unless `code` names another."""
    west = 400_000 if code == "W1" else 405_000
    bounds = WARD if code == "W1" else (west, 250_000, west + 1_000, 251_000)
    (area,) = take_in_areas((code, f"Ward {code}", box(*bounds)), organisation=world.county)
    return add_councillor(name=who.title(), area=area, organisation=world.county, account=world.people[who],
                          starts_on=date(2023, 5, 4), actor=world.system, at=NOON, **texts)  # fmt: skip


def asked(**fields: Any) -> Asked:
    """At a surgery, on the day before; sharing the words."""
    return Asked(**{"how": "surgery", "on": date(2026, 3, 2), "shares": ("words",), **fields})


def take_up(world: World, seat: Councillor, *, service: str = "pothole", at: datetime = NOON, actor: Any = None,
            reporter: Reporter = RESIDENT, **more: Any) -> Representation:  # fmt: skip
    """A request taken up by the member of `seat` for Ada Quill, inside the ward."""
    easting, northing = more.pop("where", INSIDE)
    wanted = Request(
        service=world.services[service], front_door=world.county, channel="partner", title="Deep hole at 3 Elm Row",
        description="It is at 3 Elm Row, where Ada lives.", reporter=reporter,
        where=Whereabouts(words="3 Elm Row", easting=easting, northing=northing),
    )  # fmt: skip
    return take_up_for_resident(request=wanted, seat=seat, asked=asked(**more), actor=actor or seat.account, at=at)
