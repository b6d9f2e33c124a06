"""Who serves on the simulated day: people of the contact centre and of the front desk, beside those who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.accounts.operations import add_staff
from civichub.accounts.queries import system_account
from civichub.accounts.roles import Role
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.frontdesk.operations import add_counter
from civichub.frontdesk.queries import counters_of, public_desk
from civichub.organisations.queries import organisation_by_slug, team_by_slug
from civichub.routing.operations import join_queue
from civichub.routing.queries import queue_for

SITE = "lodebury-one-stop-shop"
ADVISORS = ("Aled Pryce", "Bukola Ade", "Chloe Marsden", "Daniel Osei", "Erin Walsh", "Farah Siddiqui", "George Penn")
AT_COUNTERS = ("Hetty Crane", "Ivan Petrov")


@dataclass(frozen=True)
class Cast:
    """The simulated people, the organisations whose doors are open, and the front desk."""

    county: Any
    shop: Any
    desk: Any
    advisors: tuple[Any, ...]
    at_counters: tuple[tuple[Any, Any], ...]


def gather(*, at: datetime) -> Cast:
    """Find them, or take them on; a second call changes nothing. They have no password."""
    actor = system_account()
    county, shop = organisation_by_slug(COUNTY), organisation_by_slug("lodebury")
    desk = public_desk(SITE)
    lines = [queue_for(county, slug=slug) for slug in ("customer-services", "writing", "webchat")]
    advisors = tuple(_employ(name, county, lines, actor, at) for name in ADVISORS)
    counters = {counter.label: counter for counter in counters_of(desk)}
    at_counters = []
    for number, name in enumerate(AT_COUNTERS):
        person = _employ(name, shop, [queue_for(shop, slug="reception")], actor, at)
        label = str(number + 11)
        counter = counters.get(label) or add_counter(desk=desk, label=label, actor=actor, at=at)
        at_counters.append((person, counter))
    return Cast(county, shop, desk, advisors, tuple(at_counters))


def _employ(name: str, organisation: Any, lines: list[Any], actor: Any, at: datetime) -> Any:
    local = name.lower().replace(" ", ".")
    person = add_staff(
        email=f"{local}@{MAIL}", name=name, organisation=organisation, role=Role.ADVISOR,
        team=team_by_slug(organisation.pk, "customer-services"), actor=actor, at=at,
    )  # fmt: skip
    for queue in lines:
        join_queue(queue=queue, person=person, actor=actor, at=at)
    return person
