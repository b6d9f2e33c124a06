"""Several cases of one story: a request and a complaint about it, each with its own procedure and clocks.

Raising a complaint must not stop the service request (Complaint Handling Code 1.7): linking changes nothing in either.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.models import Case, CaseLink, EntryKind, LinkKind
from civichub.cases.operations.history import add_history
from civichub.cases.operations.opening import NewCase, Reporter, open_case
from civichub.cases.placing import Place
from civichub.catalogue.responsibility import provision_by, responsible_body
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require
from civichub.core.references import parse_reference
from civichub.core.text import clean_text
from civichub.procedures.queries import procedure_in_force

FALLBACK_PROCEDURE = "general-enquiry"


@operation
def open_beside(
    *,
    case: Case,
    service: Any,
    description: str,
    actor: Any,
    at: datetime,
    title: str = "",
    since_first: bool = False,
    contact: Any = None,
) -> Case:
    """Open a further case for the same person, linked to this one, under the procedure of `service`.

    `since_first`: it was in what they first told us, so its clocks count from then, not from now. Raises `Invalid` when
    the service has no procedure in force, or nobody here is responsible for it.
    """
    case = lock(case)
    require(
        policies.may_act_on_case(actor, case) and policies.may_open_case(actor, case.front_door_id, self_service=False)
    )
    body, team = _responsible(case, service, at)
    version = procedure_in_force(service.procedure_key or FALLBACK_PROCEDURE, body, at)
    if version is None:
        raise Invalid({"service": f"{service.title} cannot be taken here yet: it has no procedure in force."})
    words = clean_text(description, field="description", max_length=10_000, required=True, lines=True)
    opened = open_case(
        new=NewCase(
            service=service,
            organisation=body,
            front_door=case.front_door,
            procedure_version_id=version.pk,
            channel=case.channel,
            title=title or service.title,
            description=words,
            team=team,
            customer=case.customer,
            reporter=Reporter(case.reporter_name, case.reporter_email, case.reporter_phone),
            place=Place(case.place, case.uprn, case.easting, case.northing, ward_code=case.ward_code),
            received_at=first_received(case) if since_first else None,
        ),
        contact=contact,
        actor=actor,
        at=at,
    )
    tie(opened, case, actor=actor, at=at)
    audit("case.opened_beside", opened, actor=actor, at=at, beside=case.pk, since_first=since_first)
    return opened


def _responsible(case: Case, service: Any, at: datetime) -> tuple[Any, Any]:
    """Who answers for the service: the body of this case where it provides it, else whoever does so at its place."""
    today = london_date(at)
    own = provision_by(service, [case.organisation_id, case.front_door_id], on=today)
    provision = own or responsible_body(service, (), on=today).provision
    if provision is None:
        raise Invalid({"service": f"{case.organisation.name} does not provide {service.title}."})
    return provision.organisation, provision.team


def first_received(case: Case) -> datetime:
    """When what became this case first reached us: before it was opened, where somebody said so."""
    told = case.history.filter(kind=EntryKind.OPENED).values_list("detail__received_at", flat=True).first()
    return datetime.fromisoformat(told) if told else case.opened_at


def tie(case: Case, other: Case, *, actor: Any, at: datetime, kind: str = LinkKind.RELATED) -> CaseLink:
    """Link two cases; both histories show it. Twice is once."""
    link, created = CaseLink.objects.get_or_create(case=case, other=other, defaults={"kind": kind, "at": at})
    if created:
        add_history(case, EntryKind.LINK, actor=actor, at=at, kind_of_link=kind, other=other.reference)
        add_history(other, EntryKind.LINK, actor=actor, at=at, kind_of_link=kind, other=case.reference)
        audit("case.linked", case, actor=actor, at=at, other=other.pk, kind=kind)
    return link


def body_of(reference: str) -> int | None:
    """The body responsible for the case with this reference, as somebody typed it, or None."""
    known = parse_reference(reference)
    return Case.objects.filter(reference=known).values_list("organisation_id", flat=True).first() if known else None


def tie_to_its_story(case: Case, *, about: str, contact: Any, actor: Any, at: datetime) -> None:
    """Link a new case to the others that the same contact opened, and to the one that the customer says it is about.

    A reference that somebody types counts only for a case of the same customer or of the same body: it must not write
    into the record of a stranger.
    """
    others = list(Case.objects.filter(contact_links__contact=contact, contact_links__opened_it=True)) if contact else []
    if reference := parse_reference(about):
        others += Case.objects.filter(reference=reference)
    for other in others:
        same_person = case.customer_id is not None and other.customer_id == case.customer_id
        if other.pk != case.pk and (same_person or other.organisation_id == case.organisation_id):
            tie(case, lock(other), actor=actor, at=at)
