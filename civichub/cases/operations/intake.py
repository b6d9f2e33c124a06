"""Taking a request: the one way from any channel to a contact and a case with the body responsible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases import policies
from civichub.cases.models import Case
from civichub.cases.operations.beside import FALLBACK_PROCEDURE, body_of, tie_to_its_story
from civichub.cases.operations.opening import NewCase, Reporter, open_case
from civichub.cases.placing import Place, Whereabouts, locate
from civichub.catalogue.responsibility import provision_by, responsible_body
from civichub.contacts.operations import record_contact
from civichub.contacts.queries import is_self_service
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.customers.normalising import read_address
from civichub.customers.operations import find_or_create_customer, note_holding
from civichub.customers.queries import sheltered_among
from civichub.forms import engine as forms
from civichub.forms.definition import Form
from civichub.procedures.queries import procedure_in_force


@dataclass(frozen=True)
class Request:
    """What somebody wants, as it reached us, before anybody knows whose duty it is.

    `contact` is the interaction in hand when an advisor takes it; without one a finished self-service contact is
    recorded. `customer` is known for a signed-in resident or an identified caller; otherwise one is looked for.
    `about` is the reference of a case that it is about, and `received_at` when it reached us, where that was earlier.
    """

    service: Any
    front_door: Any
    channel: str
    title: str = ""
    description: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    form_version_id: int | None = None
    reporter: Reporter = field(default_factory=Reporter)
    where: Whereabouts = field(default_factory=Whereabouts)
    customer: Any = None
    date_of_birth: date | None = None
    contact: Any = None
    source_reference: str = ""
    about: str = ""
    received_at: datetime | None = None


def request_from_answers(form: Form, answers: Mapping[str, Any], *, today: date, **known: Any) -> Request:
    """A request from a form's answers, by the facts the form declares. `known` are further fields of `Request`."""
    facts = forms.facts(form, answers, today=today)
    location = facts.get("case.location")
    where = location if isinstance(location, dict) else {}
    words = where.get("description") or where.get("text") or ""
    if where.get("postcode"):
        words = f"{words}, {where['postcode']}" if words else where["postcode"]
    return Request(
        title=forms.case_title(form, answers, today=today),
        description=str(facts.get("case.description", "")),
        answers=dict(answers),
        reporter=Reporter(
            _name(facts.get("customer.name")),
            str(facts.get("customer.email", "")),
            str(facts.get("customer.phone", "")),
        ),
        where=Whereabouts(words, where.get("uprn") or "", where.get("latitude"), where.get("longitude")),
        date_of_birth=_date(facts.get("customer.date_of_birth")),
        about=str(facts.get("case.about") or ""),
        **known,
    )


def _name(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(part for part in (value.get("first", ""), value.get("last", "")) if part)
    return str(value or "")


def _date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


@operation
def take_request(*, request: Request, actor: Any, at: datetime) -> Case:
    """Find whose duty it is, who asks, and open the case; all of it or nothing.

    Raises `Invalid` on ``place`` with where to go instead when no body of the partnership is responsible there.
    """
    self_service = is_self_service(request.channel)
    require(policies.may_open_case(actor, request.front_door.pk, self_service=self_service))
    place = locate(request.where, on=london_date(at))
    provision = _provision(request, place, at)
    body = provision.organisation
    key = request.service.procedure_key or FALLBACK_PROCEDURE
    version = procedure_in_force(key, body, at)
    if version is None:
        raise Invalid({"service": f"{request.service.title} cannot be taken here yet: it has no procedure in force."})
    customer = _known(request, body, actor, at) or _found(request, body, actor, at)
    contact = request.contact or record_contact(
        organisation=request.front_door,
        channel=request.channel,
        outcome="case_opened",
        customer=customer,
        service=request.service,
        reason="" if is_sensitive(request.service) else _title(request, customer)[:200],
        source_reference=request.source_reference,
        actor=_record_keeper(actor),
        at=at,
    )
    case = open_case(
        new=_new_case(request, place, provision, customer, version.pk), contact=contact, actor=actor, at=at
    )
    tie_to_its_story(case, about=request.about, contact=request.contact, actor=system_account(), at=at)
    audit("case.request_taken", case, actor=actor, at=at, front_door=request.front_door.pk)
    return case


def _provision(request: Request, place: Place, at: datetime) -> Any:
    answer = responsible_body(request.service, place.areas, on=london_date(at))
    found = answer.provision
    if found is None and answer.needs_address:  # about no place: it is for the body it is about, or was brought to
        found = provision_by(request.service, [body_of(request.about), request.front_door.pk], on=london_date(at))
    if found is None:
        raise Invalid({"place": " ".join(filter(None, (answer.reason, answer.signpost)))})
    return found


def is_sensitive(service: Any) -> bool:
    """Whether even the wish for this service says something about a person that only its team should know."""
    return service.sensitivity == "sensitive"


def _known(request: Request, body: Any, actor: Any, at: datetime) -> Any:
    """The customer that the channel has identified; the body responsible knows them from now on."""
    if request.customer is not None:
        note_holding(
            customer=request.customer,
            organisation=body,
            reason="Asked for a service",
            service=request.service.pk,
            is_sensitive=is_sensitive(request.service),
            actor=actor,
            at=at,
        )
    return request.customer


def _found(request: Request, body: Any, actor: Any, at: datetime) -> Any:
    reporter = request.reporter
    if not (reporter.name or reporter.email or reporter.phone):
        return None
    return find_or_create_customer(
        name=reporter.name,
        email=reporter.email,
        phone=reporter.phone,
        address=read_address(text=reporter.address) if reporter.address else None,
        date_of_birth=request.date_of_birth,
        organisation=body,
        service=request.service.pk,
        is_sensitive=is_sensitive(request.service),
        actor=_record_keeper(actor),
        at=at,
    ).customer


def _record_keeper(actor: Any) -> Any:
    """Who finds the customer: the hub itself where a councillor typed who it is, as it does for what strangers type."""
    is_member = actor.kind == "staff" and not actor.holds_anywhere("case.open")
    return system_account() if is_member else actor


def _title(request: Request, customer: Any) -> str:
    """It is in every list and export, and often names the place: for a person at risk it names the service only."""
    if not request.title or (customer is not None and sheltered_among([customer])):
        return request.service.title
    return request.title


def _new_case(request: Request, place: Place, provision: Any, customer: Any, procedure_version_id: int) -> NewCase:
    return NewCase(
        service=request.service,
        organisation=provision.organisation,
        front_door=request.front_door,
        procedure_version_id=procedure_version_id,
        channel=request.channel,
        title=_title(request, customer),
        description=request.description,
        answers=dict(request.answers),
        form_version_id=request.form_version_id,
        team=provision.team,
        customer=customer,
        reporter=request.reporter,
        place=place,
        source_reference=request.source_reference,
        received_at=request.received_at,
    )
