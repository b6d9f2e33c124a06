"""Councillor Birch acts for two residents of her division: one request is new, of the other the team has written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.cases.operations.intake import Request
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.representing import Asked, take_up_for_resident, write_for_resident
from civichub.cases.placing import Whereabouts
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.places.queries import addresses_in, boundary_today, seats_of

# Days ago, service, title, what was said, resident, how they asked, what they share.
TAKEN_UP = (
    (6, "pothole", "Pothole outside the school", "Children on bicycles swerve round it every morning.",
     Reporter("Doreen Askew", "doreen.askew@home.example"), "surgery", ("words",)),
    (1, "street-light", "Street light out at the bus stop", "It has been dark there for three weeks.",
     Reporter("Imran Shah", "", "07700 900461"), "phone", ()),
)  # fmt: skip


def act_for_residents(services: dict[str, Any], people: dict[str, Any], *, now: datetime) -> None:
    """She takes both up; highways answers the first, and she asks back."""
    member = people[f"councillor@{MAIL}"]
    seat = seats_of(member).first()
    if seat is None:
        return
    homes = list(addresses_in(boundary_today(seat.area)).order_by("uprn")[: len(TAKEN_UP)])
    begun = []
    for (days, slug, title, words, resident, how, shares), home in zip(TAKEN_UP, homes, strict=False):
        at = now - timedelta(days=days, hours=2)
        wanted = Request(
            service=services[slug], front_door=seat.organisation, channel="partner", title=title, description=words,
            reporter=resident, where=Whereabouts(uprn=home.uprn),
        )  # fmt: skip
        asked = Asked(how, london_date(at) - timedelta(days=1), shares)
        begun.append(take_up_for_resident(request=wanted, seat=seat, asked=asked, actor=member, at=at))
    if begun and begun[0].case.organisation.slug == COUNTY:
        answer = "We inspected it yesterday. The repair is planned for the coming week."
        officer = people[f"highways@{MAIL}"]
        add_note(case=begun[0].case, text=answer, public=True, actor=officer, at=now - timedelta(days=2))
        question = "Can it be done before school begins on Monday?"
        write_for_resident(representation=begun[0], text=question, actor=member, at=now - timedelta(hours=20))
