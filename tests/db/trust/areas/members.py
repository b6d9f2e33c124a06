"""A councillor of the county acts for a resident."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.accounts.roles import Role
from civichub.cases.operations.representing import Asked, record_representation
from civichub.core.clocks import london_date
from civichub.notifications.links import acting_link
from civichub.places.operations import add_councillor
from tests.factories.places import box, take_in_areas


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """The case in which they act, by its reference; the representation; and the resident's link."""
    world = found.world
    (area,) = take_in_areas(("W1", "Ward", box(400_000, 250_000, 401_000, 251_000)), organisation=world.county)
    member = found.people[Role.COUNCILLOR, "county"]
    seat = add_councillor(name="Birch", area=area, organisation=world.county, account=member,
                          starts_on=date(2023, 5, 4), actor=world.system, at=at)  # fmt: skip
    begun = record_representation(
        case=case, seat=seat, asked=Asked("phone", london_date(at)), actor=world.system, at=at
    )
    return {
        "staff/ward/": {"reference": case.reference},
        "staff/cases/{reference}/acting/": {"reference": case.reference, "pk": str(begun.pk)},
        "acting-for/": {"token": acting_link(begun.pk).rstrip("/").rpartition("/")[2]},
    }
