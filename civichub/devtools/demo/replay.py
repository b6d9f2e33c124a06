"""A month that has happened: requests over the last thirty days, worked by officers, each through its own operation."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from civichub.cases.models import Case
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import Whereabouts
from civichub.cases.sharing import powers_on
from civichub.core.errors import HubError
from civichub.places.queries.addresses import sample_addresses
from civichub.procedures.engine import allowed_transitions
from civichub.procedures.queries import procedure_by_version

SEED = 2026
REQUESTS = 240
# Worcestershire's year (Appendix 1 of 17 March 2022): 82 in a hundred online, the rest mostly by telephone.
CHANNELS = {"web": 70, "phone": 18, "mobile_app": 8, "email": 2, "counter": 2}
# Every title is our own; the weights follow what residents report most in published street-report counts.
REPORTS = (
    ("pothole", 30, ("Deep pothole by the bus stop", "Road breaking up at the junction", "Pothole on the bend")),
    ("missed-bin", 22, ("Green bin missed again", "Recycling not taken on Tuesday", "Whole street missed")),
    ("street-light", 16, ("Street light out for a week", "Lamp flickering all night", "Light on all day")),
    ("abandoned-vehicle", 8, ("Car with flat tyres left for weeks", "Van without plates in the lay-by")),
    ("general-enquiry", 10, ("Who do I ask about a skip?", "Opening times at Christmas")),
    ("bus-pass", 6, ("Bus pass application",)),
    ("blue-badge", 5, ("Blue badge application",)),
    ("adult-social-care", 3, ("Help at home for my mother",)),
)
GIVEN = ("Amir", "Beth", "Carys", "Dylan", "Esme", "Femi", "Gwen", "Harjit", "Iris", "Joseph", "Kasia", "Leo", "Mina")
FAMILY = ("Abbott", "Begum", "Clarke", "Davies", "Evans", "Fowler", "Grant", "Hughes", "Iqbal", "Jones", "Khan", "Lowe")


def replay(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Thirty days of requests at plausible hours, the older ones mostly closed. The same every time."""
    dice = random.Random(SEED)
    addresses = sample_addresses(REQUESTS)
    moments = sorted(now - timedelta(days=30 * dice.random() ** 1.2, hours=1) for _ in range(REQUESTS))
    for at, address in zip(moments, dice.sample(addresses, len(addresses)), strict=False):
        slug, _, titles = dice.choices(REPORTS, [weight for _, weight, _ in REPORTS])[0]
        name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
        request = Request(
            service=services[slug],
            front_door=organisations["brackenshire"],
            channel=dice.choices(list(CHANNELS), list(CHANNELS.values()))[0],
            title=dice.choice(titles),
            reporter=Reporter(name, f"{name.replace(' ', '.').lower()}{dice.randrange(90)}@resident.example"),
            where=Whereabouts(uprn=address.uprn),
        )
        case = take_request(request=request, actor=actor, at=at)
        _work(case, people[f"officer@{case.organisation.slug}"], dice, at=at, now=now)


def _work(case: Case, officer: Any, dice: random.Random, *, at: datetime, now: datetime) -> None:
    procedure = procedure_by_version(case.procedure_version_id)
    while dice.random() < 0.85:
        at += timedelta(hours=4 + 60 * dice.random())
        steps = [
            step for step in allowed_transitions(procedure, case.stage, powers_on(officer, case)) if not step.decision
        ]
        if not steps or at >= now or case.closed_at:
            return
        step = steps[0] if dice.random() < 0.8 else dice.choice(steps)
        reason = step.reasons[0][0] if step.reasons else "As agreed on site."
        outcome = dice.choice(step.outcomes) if step.outcomes else ""
        try:
            case = move_case(
                case=case,
                step=step.key,
                outcome=outcome,
                reason=reason,
                note="Looked at it today.",
                actor=officer,
                at=at,
            )
        except HubError:
            return
