"""A county whose advisor has handled contacts, in last month and this one, with a rule by which they are scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.contacts.models import Contact
from civichub.contacts.operations import begin_wrap_up, close_contact, open_contact
from civichub.feedback.quality.models import SelectionRule
from civichub.feedback.quality.operations import keep_rule, load_library
from tests.factories.world import BEFORE, NOON, World, make_world

RULE = {
    "title": "Three a month", "form_key": "conversation", "period": "month", "count": 3, "low_survey": 0, "longest": 1,
    "shortest": 0, "repeat": 0, "new_for_months": 0, "new_times": 1, "due_days": 10,
}  # fmt: skip
PASSWORD = "a-long-enough-passphrase"


def join(world: World, name: str, role: str, team: str = "desk") -> User:
    """Somebody more in the county."""
    return add_staff(
        email=f"{name.lower()}@county.example", name=name, organisation=world.county, team=world.teams[team], role=role,
        password=PASSWORD, actor=world.system, at=BEFORE,
    )  # fmt: skip


def handle(world: World, by: User, began: datetime, *, minutes: int = 5, outcome: str = "resolved") -> Contact:
    """A counter contact that was begun, wrapped up and closed."""
    mine = {"actor": by}
    contact = open_contact(
        organisation=world.county, channel="counter", reason="Asked about a pothole", at=began, **mine
    )
    contact = begin_wrap_up(contact=contact, at=began + timedelta(minutes=minutes - 1), **mine)
    return close_contact(
        contact=contact, outcome=outcome, avoidable="not", at=began + timedelta(minutes=minutes), **mine
    )


def scoring_world(*, contacts: int = 6, rule: Mapping[str, Any] | None = None) -> tuple[World, SelectionRule]:
    """Two team leaders (`leader`, `second`) and a manager; the advisor had `contacts` in February, each longer."""
    world = make_world()
    world.people["second"] = join(world, "Second", Role.TEAM_LEADER)
    load_library(actor=world.system, at=BEFORE)
    for number in range(contacts):
        handle(world, world.people["advisor"], NOON - timedelta(days=10, hours=number), minutes=number + 2)
    kept = keep_rule(
        rule=None, organisation=world.county, values={**RULE, **(rule or {})}, actor=world.people["manager"], at=NOON
    )
    return world, kept
