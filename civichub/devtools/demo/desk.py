"""What makes the desk alive: a caller with a missed promise, notices, one of them in that caller's street, prompts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import make_promise
from civichub.cases.placing import Whereabouts
from civichub.catalogue.operations import NoticeWords, declare_notice
from civichub.contacts.operations import close_contact, open_contact
from civichub.core.clocks import london_date
from civichub.customers.queries import get_customer_for, search_customers
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.knowledge.operations.prompts import PromptText, answer_prompt, write_prompt
from civichub.places.queries import address_by_uprn

CALLER = "Gordon Tyler"
# (service offered, offer, reason, words, condition): each reason may be said aloud.
PROMPTS = (
    ("home-fire-safety", "a free home fire safety check", "they asked for a blue badge, and the check is free at home",
     "The fire service fits smoke alarms and checks plugs. It takes half an hour.", 'asked == "blue-badge"'),
    ("adult-social-care", "a talk about help at home", "they have turned 65 this year",
     "From 65 they can ask for an assessment of what would help at home.", "age == 65"),
    ("bus-pass", "a bus pass", "they are old enough for one and asked about getting about",
     "", 'age >= 66 and asked in ["blue-badge", "rights-of-way"]'),
    ("council-tax-reduction", "a check for council tax reduction", "they asked about housing benefit",
     "Whoever gets housing benefit can often pay less council tax.", 'asked == "housing-benefit"'),
)  # fmt: skip
SAID = ("accepted", "accepted", "declined", "unfit")


def furnish_desk(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, now: datetime
) -> None:
    """All of it, by the team leader, the manager and the advisor of the contact centre."""
    county = organisations[COUNTY]
    place = _late_case(county, services, people, now)
    leader = people[f"leader@{MAIL}"]
    if place is not None and place.on_street is not None:
        words = NoticeWords(
            title=f"Burst water main in {place.street}",
            text="The road is closed and bins cannot be reached. The water company expects to finish this evening. "
            "Leave bins out; the crew comes back tomorrow.",
            ends_at=now + timedelta(hours=8),
            services=(services["missed-bin"],),
        )
        declare_notice(organisation=county, words=words, streets=[place.on_street], actor=leader, at=now)
    lines = NoticeWords(
        title="Blue badges take two weeks longer",
        text="New applications are decided within eight weeks for now. Those that are running keep their date.",
        ends_at=now + timedelta(days=12),
        services=(services["blue-badge"],),
    )
    declare_notice(organisation=county, words=lines, actor=leader, at=now - timedelta(minutes=4))
    _prompts(county, services, people, now)


def _late_case(county: Any, services: dict[str, Any], people: dict[str, Any], now: datetime) -> Any:
    advisor, opened = people[f"advisor@{MAIL}"], now - timedelta(days=8)
    found = search_customers(advisor, CALLER, limit=1)
    if not found:
        return None
    caller, points = get_customer_for(advisor, found[0].customer.reference), found[0].customer.contact_points
    uprn = next((point.uprn for point in points if point.uprn), "")
    contact = open_contact(organisation=county, channel="phone", caller=CALLER, actor=advisor, at=opened)
    request = Request(
        service=services["missed-bin"], front_door=county, channel="phone", title="Missed bin: brown bin left full",
        reporter=Reporter(CALLER), customer=caller, where=Whereabouts(uprn=uprn), contact=contact,
    )  # fmt: skip
    case = take_request(request=request, actor=advisor, at=opened)
    officer = people[f"officer@{case.organisation.slug}"]
    due = london_date(now - timedelta(days=2))
    make_promise(case=case, text="The crew comes back for the brown bin", due_on=due, actor=officer, at=opened)
    close_contact(contact=contact, outcome="case_opened", avoidable="not", reason=request.title, actor=advisor,
                  at=opened + timedelta(minutes=5))  # fmt: skip
    return address_by_uprn(uprn)


def _prompts(county: Any, services: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
    manager, advisor = people[f"manager@{MAIL}"], people[f"advisor@{MAIL}"]
    begun = now - timedelta(days=60)
    for slug, offer, because, words, condition in PROMPTS:
        text = PromptText(offer, because, condition, services[slug], london_date(begun), words)
        rule = write_prompt(organisation=county, text=text, actor=manager, at=begun)
        for number, said in enumerate(SAID[: 4 if slug == "home-fire-safety" else 1]):
            at = now - timedelta(days=20 + number)
            contact = open_contact(organisation=county, channel="phone", service=services["blue-badge"],
                                   actor=advisor, at=at)  # fmt: skip
            answer_prompt(rule=rule, contact=contact, said=said, actor=advisor, at=at)
            close_contact(contact=contact, outcome="resolved", avoidable="not", reason="Blue badge", actor=advisor,
                          at=at + timedelta(minutes=6))  # fmt: skip
