"""Opening a case: one transaction holds the case, its history, clocks, tasks, audit, facts and jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import CaseOpened
from civichub.cases.models import Case, CaseContact, EntryKind
from civichub.cases.operations.effects import follow_through
from civichub.cases.operations.history import add_history
from civichub.cases.placing import Place
from civichub.contacts.queries import is_self_service
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require
from civichub.core.prepared import insert
from civichub.core.references import unused_reference
from civichub.core.text import clean_text
from civichub.procedures.engine import opening_events
from civichub.procedures.queries import procedure_by_version


@dataclass(frozen=True)
class Reporter:
    """What the person gave about themselves for this case. Not verified, so it never changes a customer's record."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class NewCase:
    """Everything a case begins with. `answers` are the form's, already validated by it.

    `received_at` is when it reached us, where that was before it was opened: a letter of last Friday, a complaint found
    in an enquiry. Clocks count from it.
    """

    service: Any
    organisation: Any
    front_door: Any
    procedure_version_id: int
    channel: str
    title: str
    description: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    form_version_id: int | None = None
    team: Any = None
    customer: Any = None
    reporter: Reporter = field(default_factory=Reporter)
    place: Place = field(default_factory=Place)
    source_reference: str = ""
    received_at: datetime | None = None


@operation
def open_case(*, new: NewCase, actor: Any, at: datetime, contact: Any = None) -> Case:
    """Open a case at the first stage of its procedure. `contact` is the interaction it came from.

    Raises `Invalid` naming the field, `NotAllowed` when `actor` may not open cases by that channel.
    """
    require(policies.may_open_case(actor, new.organisation.pk, self_service=is_self_service(new.channel)))
    procedure, received_at = procedure_by_version(new.procedure_version_id), new.received_at or at
    if received_at > at:
        raise Invalid({"received_on": "The day on which it was received must be today or in the past."})
    case = _insert(new, stage=procedure.stages[0].key, sensitive=procedure.sensitive, at=at)
    came_by = {"received_at": received_at.isoformat()} if received_at < at else {}
    if contact is not None:
        insert(CaseContact(case=case, contact=contact, opened_it=True))
        came_by |= {} if is_self_service(new.channel) else {"contact": contact.reference}
    add_history(case, EntryKind.OPENED, actor=actor, at=at, public=True, channel=new.channel, **came_by)
    audit("case.opened", case, actor=actor, at=at, service=new.service.pk, channel=new.channel)
    followed = follow_through(case, procedure, opening_events(procedure), actor=actor, at=at, received_at=received_at)
    opened = CaseOpened(case_id=case.pk, organisation_id=case.organisation_id, service_id=case.service_id)
    publish(opened, *followed, at=at)
    return case


def _insert(new: NewCase, *, stage: str, sensitive: bool, at: datetime) -> Case:
    if (new.place.easting is None) != (new.place.northing is None):
        raise Invalid({"place": "Give both easting and northing, or neither."})
    reporter, place = new.reporter, new.place
    case = Case(
        reference=unused_reference(Case),
        service=new.service,
        organisation=new.organisation,
        front_door=new.front_door,
        team=new.team,
        procedure_version_id=new.procedure_version_id,
        form_version_id=new.form_version_id,
        stage=stage,
        sensitive=sensitive or new.service.sensitivity == "sensitive",
        channel=new.channel,
        title=clean_text(new.title, field="title", max_length=200, required=True),
        description=clean_text(new.description, field="description", max_length=10_000, lines=True),
        answers=new.answers,
        customer=new.customer,
        reporter_name=clean_text(reporter.name, field="name", max_length=200),
        reporter_email=clean_text(reporter.email, field="email", max_length=254).lower(),
        reporter_phone=clean_text(reporter.phone, field="phone", max_length=20),
        uprn=place.uprn,
        place=clean_text(place.words, field="place", max_length=300),
        easting=place.easting,
        northing=place.northing,
        ward_code=place.ward_code,
        opened_at=at,
        updated_at=at,
        source_reference=clean_text(new.source_reference, field="source_reference", max_length=80),
    )
    return insert(case)
