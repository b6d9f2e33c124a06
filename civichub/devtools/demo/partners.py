"""The partnership at work: referrals on their way, a contractor's orders, service levels, and what is in the log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.models import Case
from civichub.cases.operations.assigning import reroute_case
from civichub.cases.operations.intake import Request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.parts import answer_part, ask_partner
from civichub.cases.operations.referring import send_referral
from civichub.cases.operations.steps import move_case
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.forms.queries import form_in_force
from civichub.organisations.operations import (
    agree_sharing,
    comment_on_issue,
    found_organisation,
    raise_issue,
    settle_issue,
)
from civichub.organisations.queries import team_by_slug
from civichub.performance.operations import agree_service_level, count_service_level
from civichub.performance.queries.service_levels import first_of

MONTHS = 6
# Hours ago, who, what is needed.
REFERRED = (
    (5, "Edna Marlow", "She came home from hospital on Friday and cannot manage the stairs."),
    (30, "Walter Pike", "Two falls in a month. His daughter visits at weekends."),
    (52, "Joyce Tunnicliffe", "She cooks by candlelight when the meter runs out."),
)


def work_together(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """One referral waits, one is accepted under a sharing agreement, one was passed on; and the rest of the picture."""
    county = organisations[COUNTY]
    _refer(organisations, services, people, now)
    contractor = found_organisation(
        slug="vale-roads", name="Vale Roads Contracting", short_name="Vale Roads", kind="contractor",
        modules=["casework"], phone="03069 990095", email="hello@vale-roads.example", brand_colour="#3a4a1f",
        actor=actor, at=now - timedelta(days=300),
    )  # fmt: skip
    foreman = add_staff(email=f"contractor@{MAIL}", name="Jo Hammond", organisation=contractor,
                        role=Role.SERVICE_OFFICER, actor=actor, at=now - timedelta(days=300))  # fmt: skip
    agree_sharing(
        from_organisation=county, to_organisation=contractor, title="Term contract for repairs",
        purpose="to repair what residents report", fields=["case.answers", "case.attachments"],
        legal_basis="UK GDPR Article 28, contract with a processor", services=[services["pothole"].pk],
        starts_on=london_date(now - timedelta(days=300)), expires_on=london_date(now + timedelta(days=600)),
        actor=people[f"governance@{COUNTY}"], at=now - timedelta(days=299),
    )  # fmt: skip
    _order(contractor, foreman, people, now)
    _promise(organisations, services, people, contractor, actor, now)
    _log(organisations, services, people, now)


def _refer(organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
    health, county, fire = (organisations[slug] for slug in ("brackenshire-health", COUNTY, "brackenshire-fire"))
    referrer, care = people[f"referrer@{MAIL}"], people[f"care@{MAIL}"]
    service, sent = services["help-at-home-referral"], []
    version = form_in_force("referral", health, now)
    for hours, name, need in REFERRED:
        given, family = name.split()
        answers = {"agreed": "yes", "agreed_how": "Said so on our visit", "name": {"first": given, "last": family},
                   "safe": "any", "need": need, "danger": "no"}  # fmt: skip
        request = Request(
            service=service, front_door=health, channel="partner", title=f"Referral of {name}", description=need,
            answers=answers, form_version_id=version.pk if version else None, reporter=Reporter(name),
        )  # fmt: skip
        sent.append(send_referral(request=request, kind="person", actor=referrer, at=now - timedelta(hours=hours)))
    agree_sharing(
        from_organisation=county, to_organisation=health, title="Home from hospital",
        purpose="so that the ward knows what was arranged", fields=["case.summary", "case.history"],
        legal_basis="Health and Social Care Act 2012 section 251B, duty to share", services=[service.pk],
        starts_on=london_date(now - timedelta(days=60)), expires_on=london_date(now + timedelta(days=300)),
        actor=people[f"governance@{COUNTY}"], at=now - timedelta(days=59),
    )  # fmt: skip
    move_case(case=sent[1].case, step="accept", public_note="We come on Tuesday at ten, with a frame to try.",
              actor=care, at=now - timedelta(hours=20))  # fmt: skip
    reroute_case(
        case=sent[2].case, organisation=fire, team=team_by_slug(fire.pk, "prevention"),
        service=services["safe-and-well-visit"], why="The fire service can visit this week", actor=care,
        at=now - timedelta(hours=47),
    )  # fmt: skip


def _order(contractor: Any, foreman: Any, people: dict[str, Any], now: datetime) -> None:
    """Orders for open potholes: one late, one running, one done."""
    officer = people[f"highways@{MAIL}"]
    open_ones = Case.objects.visible_to(officer).open().filter(service__slug="pothole", organisation__slug=COUNTY)
    for case, days in zip(open_ones.order_by("-opened_at", "pk")[:3], (9, 1, 6), strict=False):
        part = ask_partner(case=case, organisation=contractor, asked="Please repair it with hot material.",
                           working_days=3, actor=officer, at=now - timedelta(days=days))  # fmt: skip
        if days == 6:
            answer_part(part=part, state="done", answer="Patched, 2 square metres.", actor=foreman,
                        at=now - timedelta(days=4))  # fmt: skip


def _promise(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], contractor: Any, actor: Any,
    now: datetime,
) -> None:  # fmt: skip
    county, manager = organisations[COUNTY], people[f"manager@{MAIL}"]
    starts = london_date(now - timedelta(days=300))
    source = "Agreement between the hub and services, schedule 2"
    levels = [
        agree_service_level(
            promised_by=by, promised_to=to, title=title, counts=counts, target=target, source=source,
            service=service, starts_on=starts, actor=keeper, at=now - timedelta(days=299),
        )
        for by, to, title, counts, target, service, keeper in (
            (county, organisations["lodebury"], "Potholes repaired in time", "cases", 90, services["pothole"], manager),
            (contractor, county, "Orders carried out in time", "parts", 95, services["pothole"], manager),
            (county, organisations["harnwick"], "Calls answered within the standard", "calls", 80, None, manager),
        )
    ]  # fmt: skip
    for level in levels:
        month = first_of(london_date(now))
        for _ in range(MONTHS):
            count_service_level(level=level, month=month, actor=actor, at=now)
            month = first_of(month - timedelta(days=1))


def _log(organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
    leader, manager = people[f"leader@{MAIL}"], people[f"manager@{MAIL}"]
    today, county, lodebury = london_date(now), organisations[COUNTY], organisations["lodebury"]

    def issue(title: str, details: str, due: date, days: int, service: str) -> Any:
        return raise_issue(
            raised_by=county, raised_with=lodebury, title=title, details=details, owner=leader, due_on=due,
            service=services[service], actor=leader, at=now - timedelta(days=days),
        )  # fmt: skip

    late = issue("Bin rounds change without the hub being told", "Callers know before we do.",
                 today - timedelta(days=3), 20, "missed-bin")  # fmt: skip
    comment_on_issue(issue=late, text="The round sheets come by email from Monday.", actor=manager,
                     at=now - timedelta(days=6))  # fmt: skip
    issue("Photos do not reach the crews", "They ask for them again.", today + timedelta(days=12), 4, "pothole")
    settled = issue("Wrong telephone number on the letter", "", today - timedelta(days=30), 45, "missed-bin")
    settle_issue(issue=settled, how="The letter was changed and sent to the printer.", actor=leader,
                 at=now - timedelta(days=33))  # fmt: skip
