"""What has happened: requests of the past by the bulk import, and the newest hundred worked by people, each through its
own operation. Real ones where a folder of samples is there (`samples`), else a generated month.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from civichub.cases.extracts.files import SourceRow
from civichub.cases.extracts.mapping import Mapping311
from civichub.cases.extracts.planning import PlannedCase, Planner
from civichub.cases.extracts.reading import ExtractReader, PastRequest
from civichub.cases.models import Case
from civichub.cases.operations.extracts import begin_case_import, finish_case_import, import_case_rows
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import make_promise
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import Whereabouts
from civichub.cases.policies import may_act_on_case
from civichub.cases.sharing import powers_on
from civichub.contacts.operations import begin_wrap_up, close_contact, open_contact
from civichub.contacts.queries import is_self_service
from civichub.core.clocks import london_date
from civichub.core.errors import HubError
from civichub.devtools.demo.month import generated_rows, month_mapping
from civichub.devtools.demo.names import FIRST_NAMES, LAST_NAMES
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.devtools.demo.samples import recorded_rows, sample_mapping
from civichub.devtools.demo.stories import tell_stories
from civichub.places.queries.addresses import sample_addresses
from civichub.procedures.definition import Procedure, Transition
from civichub.procedures.engine import allowed_transitions
from civichub.procedures.queries import procedure_by_version

SEED = 2026
RECORDED = 1_000
LIVE = 100
ADDRESSES = 800
ROWS_IN_A_BATCH = 500
WORKED_BY_HAND = ("phone", "counter", "email", "letter", "social", "partner")


def replay(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Load the past and work the newest of it. The same every time, but for the dates."""
    dice = random.Random(SEED)
    addresses = sample_addresses(ADDRESSES)
    rows, mapping = recorded_rows(addresses, most=RECORDED, now=now), sample_mapping()
    if not rows:
        rows, mapping = generated_rows(addresses, dice, now=now), month_mapping()
    reader, planner = ExtractReader(mapping, at=now), Planner(mapping, None, now)
    _bulk(rows[:-LIVE], mapping, reader, planner, actor=actor, now=now)
    read = [found for row in rows[-LIVE:] if isinstance(found := reader.read(row), PastRequest)]
    for plan in planner.plan(read):
        if isinstance(plan, PlannedCase):
            _live(plan, organisations, people, dice, actor=actor, now=now)
    tell_stories(organisations, services, people, addresses, now=now)


def _bulk(
    rows: Sequence[SourceRow],
    mapping: Mapping311,
    reader: ExtractReader,
    planner: Planner,
    *,
    actor: Any,
    now: datetime,
) -> None:
    name = f"{mapping.source or 'requests'} of the past"
    batch = begin_case_import(
        file_name=name,
        file_digest=f"demonstration {name}",
        source=mapping.source,
        organisation=None,
        actor=actor,
        at=now,
    )
    for start in range(0, len(rows), ROWS_IN_A_BATCH):
        part = rows[start : start + ROWS_IN_A_BATCH]
        batch = import_case_rows(batch=batch, rows=part, reader=reader, planner=planner, actor=actor, at=now)
    finish_case_import(batch=batch, actor=actor, at=now)


def _live(
    plan: PlannedCase,
    organisations: dict[str, Any],
    people: dict[str, Any],
    dice: random.Random,
    *,
    actor: Any,
    now: datetime,
) -> None:
    """A request taken as it would be today: by the resident, or by an advisor who wraps the contact up."""
    past, at = plan.request, plan.request.opened_at
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES)}"
    by_hand = past.channel in WORKED_BY_HAND and not is_self_service(past.channel)
    advisor, contact = people[f"advisor@{MAIL}"], None
    front_door = organisations[COUNTY]
    if by_hand:
        contact = open_contact(
            organisation=front_door, channel=past.channel, caller=name, service=plan.service, actor=advisor, at=at
        )
    request = Request(
        service=plan.service,
        front_door=front_door,
        channel=past.channel,
        title=past.title,
        description=past.description,
        reporter=Reporter(name, f"{name.replace(' ', '.').lower()}{dice.randrange(90)}@resident.example"),
        where=Whereabouts(uprn=plan.place.uprn),
        contact=contact,
        source_reference=past.reference,
    )
    case = take_request(request=request, actor=advisor if by_hand else actor, at=at)
    if contact is not None:
        spoken = at + timedelta(seconds=dice.randrange(120, 540))
        begin_wrap_up(contact=contact, actor=advisor, at=spoken)
        avoidable = dice.choices(("not", "repeat_notice", "signposting"), (80, 12, 8))[0]
        close_contact(
            contact=contact, outcome="case_opened", avoidable=avoidable, reason=past.title, actor=advisor,
            at=spoken + timedelta(seconds=dice.randrange(20, 90)),
        )  # fmt: skip
    officer = people[f"officer@{case.organisation.slug}"]
    if may_act_on_case(officer, case):  # a sensitive case waits for its own team
        _work(case, officer, dice, at=at, now=now)


def _work(case: Case, officer: Any, dice: random.Random, *, at: datetime, now: datetime) -> None:
    """An officer's steps, some hours apart, until it is done, left for later, or today has come."""
    procedure = procedure_by_version(case.procedure_version_id)
    while dice.random() < 0.8 and case.closed_at is None:
        at = _working_hour(at + timedelta(hours=3 + 50 * dice.random()))
        if at >= now:
            return
        if dice.random() < 0.15:
            add_note(case=case, text="Spoke to the crew: it is on their list.", public=False, actor=officer, at=at)
        if dice.random() < 0.15:
            due_on = london_date(at + timedelta(days=5))
            make_promise(case=case, text="Let you know what we found", due_on=due_on, actor=officer, at=at)
        moved = _step(case, procedure, officer, dice, at)
        if moved is None:
            return
        case = moved


def _step(case: Case, procedure: Procedure, officer: Any, dice: random.Random, at: datetime) -> Case | None:
    open_steps = allowed_transitions(procedure, case.stage, powers_on(officer, case))
    steps = [step for step in open_steps if not step.decision and step.key not in ("withdraw", "ask_customer")]
    if not steps:
        return None
    step = steps[0] if dice.random() < 0.7 else dice.choice(steps)
    outcome = _outcome(procedure, step, dice)
    told = procedure.outcome(outcome).resident if outcome else ""
    try:
        return move_case(
            case=case,
            step=step.key,
            outcome=outcome,
            reason=step.reasons[0][0] if step.reasons else "As found on site",
            note=told or "Looked at it on site today.",
            public_note=told,
            actor=officer,
            at=at,
        )
    except HubError:  # a task is in the way: it stays for the people who look round
        return None


def _outcome(procedure: Procedure, step: Transition, dice: random.Random) -> str:
    """Mostly what was asked for, now and then the other kind: no council fixes everything."""
    if not step.outcomes:
        return ""
    resolving = [key for key in step.outcomes if procedure.outcome(key).resolves]
    return dice.choice(resolving) if resolving and dice.random() < 0.8 else dice.choice(step.outcomes)


def _working_hour(at: datetime) -> datetime:
    """The same moment, or the next morning of a working day."""
    local = at.astimezone(ZoneInfo("Europe/London"))
    while local.weekday() >= 5 or not 8 <= local.hour < 17:
        local = (local + timedelta(days=1 if local.hour >= 17 or local.weekday() >= 5 else 0)).replace(hour=8)
    return local.astimezone(at.tzinfo)
