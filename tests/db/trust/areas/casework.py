"""One of everything about casework: a complaint with a proposal, its cause and an action, and a member's question."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from civichub.accounts.roles import Role
from civichub.cases.operations.asking_as_member import ask_as_member
from civichub.cases.operations.decisions import propose_decision
from civichub.cases.operations.intake import Request
from civichub.cases.operations.steps import move_case
from civichub.core.clocks import london_date
from civichub.feedback.operations import Found, add_learning_action, record_finding
from civichub.places.operations import add_councillor
from tests.factories.places import box, take_in_areas
from tests.factories.shipped import offer
from tests.factories.world import make_case


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """A proposal, an action that is to be done, a register with a case on it, and a question of the councillor's."""
    world, officer = found.world, found.world.fresh("officer")
    offer(world, "corporate-complaint", "member-enquiry")
    complaint = make_case(world, "corporate-complaint", title="Nobody came", at=at)
    complaint = move_case(case=complaint, step="acknowledge", note="Taken as you wrote it", actor=officer, at=at)
    proposed = propose_decision(
        case=complaint, step="answer_stage_1", amount_pence=60_000, outcome="stage_1_upheld", reason="Weeks without",
        actor=officer, at=at,
    )  # fmt: skip
    cause = Found(about=world.services["pothole"], cause="delay", words="It lay", remedies=("apology",))
    finding = record_finding(case=complaint, found=cause, actor=officer, at=at)
    action = add_learning_action(
        organisation=world.county, about=world.services["pothole"], text="Ring back", owner=officer, watch="cases",
        due_on=london_date(at + timedelta(days=9)), finding=finding, actor=officer, at=at,
    )  # fmt: skip
    (area,) = take_in_areas(("W7", "Ward seven", box(407_000, 250_000, 408_000, 251_000)), organisation=world.county)
    member = found.people[Role.COUNCILLOR, "county"]
    seat = add_councillor(name="Birch", area=area, organisation=world.county, account=member,
                          starts_on=date(2023, 5, 4), actor=world.system, at=at)  # fmt: skip
    wanted = Request(service=world.services["member-enquiry"], front_door=world.county, channel="partner",
                     title="Why is the library shut?")  # fmt: skip
    asked = ask_as_member(request=wanted, seat=seat, shared_with="own", actor=member, at=at)
    return {
        "staff/ward/questions/": {"reference": asked.reference},
        "staff/decisions/": {"pk": str(proposed.pk)},
        "staff/learning/": {"pk": str(action.pk)},
        "staff/cases/{reference}/learning/": {"reference": complaint.reference},
        "staff/registers/endings/": {"key": "corporate-complaint"},
        "staff/registers/": {"register": "complaints"},
    }
