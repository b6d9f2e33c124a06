"""Back offices of the demonstration: one that works by email, and one by Open311 that does not answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.cases.models import Case
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.handover.models import Connection, Counterpart
from civichub.handover.operations.comparing import compare
from civichub.handover.operations.connections import Particulars, connect_system
from civichub.handover.operations.inbound import apply_report
from civichub.handover.operations.queueing import queue_dispatch
from civichub.handover.operations.routes import add_route, publish_listing, set_status_rule
from civichub.handover.operations.sending import claim_dispatch, record_not_sent, record_sent
from civichub.handover.plugs.base import Accepted, Refused, Report, TryLater
from civichub.handover.states import What

WORKS = Particulars(
    "Highways works system", "https://works.brackenshire.example/open311/v2", secret="demonstration-key",
    options={"jurisdiction_id": "brackenshire"},
)  # fmt: skip
LIGHTS = Particulars("Lighting contractor", "lights@contractor.example")
# Their status, whether they have finished, the steps of our procedure, what the resident reads.
STATUSES = (
    ("open", False, [], ""),
    ("inspecting", False, ["send_inspector"], "The crew has it on its list."),
    ("closed", True, ["finish_repair: fixed"], ""),
)
PUBLISHED = (("pothole", "Roads"), ("street-light", "Roads"))


def connect_back_offices(organisations: dict[str, Any], services: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """Connected a month ago; of what went there this week most arrived, and the newest waits."""
    county, ago = organisations[COUNTY], {"actor": actor, "at": now - timedelta(days=30)}
    for slug, group in PUBLISHED:
        publish_listing(organisation=county, service=services[slug], code=slug, group=group, **ago)
    works, _ = connect_system(organisation=county, plug="open311", particulars=WORKS, **ago)
    lights, _ = connect_system(organisation=county, plug="email", particulars=LIGHTS, **ago)
    add_route(connection=works, service=services["pothole"], code="POT", **ago)
    add_route(connection=lights, service=services["street-light"], **ago)
    for code, closed, steps, words in STATUSES:
        set_status_rule(connection=works, code=code, closed=closed, steps=steps, words=words, **ago)
    cases = list(
        Case.objects.open().filter(organisation=county, service=services["pothole"]).order_by("-opened_at")[:9]
    )
    if len(cases) == 9:
        _past(works, list(reversed(cases)), actor, now)


def _past(works: Connection, cases: list[Case], actor: Any, now: datetime) -> None:
    """Seven cases tried yesterday, of which one was refused; two that came while nobody answers."""
    for case in cases[:7]:
        _queue(works, case, actor, case.opened_at)
    for number in range(7):
        at = now - timedelta(hours=26 - number)
        claim = claim_dispatch(connection_id=works.pk, actor=actor, at=at)
        if claim is None:
            return
        if number == 3:
            record_not_sent(claim=claim, error=Refused("content_refused"), actor=actor, at=at)
        else:
            record_sent(claim=claim, accepted=Accepted(f"HW-{20481 + number}"), actor=actor, at=at)
    told = list(Counterpart.objects.filter(connection=works).order_by("pk"))
    for counterpart, status in ((told[0], "inspecting"), (told[1], "closed")):
        report = Report(counterpart.their_reference, status, now - timedelta(hours=9))
        apply_report(connection=works, report=report, actor=actor, at=now - timedelta(hours=9))
    compare(counterpart=told[1], known=True, actor=actor, at=now - timedelta(hours=8))
    for case in cases[7:]:
        _queue(works, case, actor, now - timedelta(hours=2))
    if claim := claim_dispatch(connection_id=works.pk, actor=actor, at=now - timedelta(hours=2)):
        record_not_sent(claim=claim, error=TryLater("unreachable"), actor=actor, at=now - timedelta(hours=2))


def _queue(works: Connection, case: Case, actor: Any, at: datetime) -> None:
    queue_dispatch(connection=works, case_id=case.pk, what=What.OPENED, occurred_at=case.opened_at, actor=actor, at=at)
