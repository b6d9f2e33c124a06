"""Arriving, being answered at the desk, leaving, and coming after all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from civichub.accounts.queries import system_account
from civichub.contacts.operations import close_contact, record_contact
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.delivery.addresses import clean_address
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitEnded
from civichub.frontdesk.models import AccessNeed, CalledBy, FrontDesk, Visit, VisitService
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.states import LANGUAGE_LEVEL, VISIT
from civichub.routing.operations import abandon_work, place_work, tell_wait
from civichub.routing.queries import item_about
from civichub.workforce.queries import active_skills

MOST_SERVICES = 5


@operation
def register_arrival(
    *,
    desk: FrontDesk,
    services: Sequence[Any],
    actor: Any,
    at: datetime,
    called_by: str = "number",
    name: str = "",
    phone: str = "",
    needs: Collection[str] = (),
    language: str = "",
    reason: str = "",
    customer: Any = None,
    text_me: bool = False,
    session: Any = None,
    host: str = "",
) -> Visit:
    """Give a visitor a ticket and a place in line. `services` in the order they want; None is "something else".

    With a `session` of the site or a `host` they wait for those, in no queue. `text_me` is their consent to one text.
    Raises `Invalid` naming what is missing: a name for whoever wishes to be called by it, a telephone number likewise.
    """
    desk = lock(desk)
    require(policies.may_receive(actor, desk))
    _check(called_by, name, phone, needs, language)
    if text_me:
        phone = _number_for_texts(phone)
    if session is not None and session.site_id != desk.site_id:
        raise Invalid({"session": "Choose a session of this site."})
    day = london_date(at)
    number = (Visit.objects.filter(desk=desk, day=day).aggregate(last=Max("number"))["last"] or 0) + 1
    visit = Visit.objects.create(
        desk=desk,
        day=day,
        number=number,
        ticket=f"{desk.prefix}{number:02d}",
        called_by=called_by,
        name=clean_text(name, field="name", max_length=80),
        phone=clean_text(phone, field="phone", max_length=30),
        needs=sorted(set(needs)),
        language=language,
        reason=clean_text(reason, field="reason", max_length=200),
        customer=customer,
        text_me=text_me,
        session=session,
        host=clean_text(host, field="host", max_length=120),
        arrived_at=at,
    )
    for position, service in enumerate(list(services)[:MOST_SERVICES] or [None]):
        VisitService.objects.create(visit=visit, service=service, position=position)
    audit("visit.arrived", visit, actor=actor, at=at, ticket=visit.ticket)
    if visit.waits_for_host:
        tell(visit)
    else:
        tell_wait(item=place_in_line(visit, actor, at, arrived_at=at), actor=system_account(), at=at)
    return visit


def _number_for_texts(phone: str) -> str:
    try:
        return clean_address("sms", phone)
    except Invalid as error:
        raise Invalid({"phone": "Enter a mobile number to which we may send the text."}) from error


def _check(called_by: str, name: str, phone: str, needs: Collection[str], language: str) -> None:
    errors = {}
    if called_by not in CalledBy.values:
        errors["called_by"] = "Choose how they wish to be called."
    if called_by == CalledBy.NAME and not name.strip():
        errors["name"] = "Enter the name they wish to be called by."
    if called_by == CalledBy.PHONE and sum(character.isdigit() for character in phone) < 5:
        errors["phone"] = "Enter the telephone number they wish to be called by."
    if set(needs) - set(AccessNeed.values):
        errors["needs"] = "Choose what they need from the list."
    if language and not active_skills().filter(key=language).exists():
        errors["language"] = "Choose the language from the list."
    if errors:
        raise Invalid(errors)


def place_in_line(visit: Visit, actor: Any, at: datetime, *, arrived_at: datetime, counted: bool = True) -> Any:
    """The item of work by which a visitor waits, in the line for what they want next."""
    current = visit.services.filter(done_at=None).select_related("service").first()
    return place_work(
        queue=line_for(visit.desk, current.service_id if current else None),
        kind="visitor",
        subject_kind="visit",
        subject_id=visit.pk,
        title=f"{visit.ticket} · {current or 'Something else'}"[:200],
        notes=visit.notes,
        skills={visit.language: LANGUAGE_LEVEL} if visit.language else {},
        priority=1 if AccessNeed.CANNOT_WAIT in visit.needs else 0,
        actor=actor,
        at=at,
        arrived_at=arrived_at,
        counted=counted,
    )


def line_for(desk: FrontDesk, service_id: int | None) -> Any:
    """The queue of this desk that names the service, else its first."""
    lines = [line.queue for line in desk.lines.select_related("queue") if line.queue.is_active]
    if not lines:
        raise Conflict(f"{desk} has no line yet. Ask whoever runs it to set one up.")
    return next((queue for queue in lines if service_id in queue.services), lines[0])


def tell(visit: Visit) -> None:
    """Let the screens of this desk ask again."""
    announce(*(f"queue-{queue}" for queue in visit.desk.lines.values_list("queue_id", flat=True)))


@operation
def answer_at_desk(
    *, desk: FrontDesk, actor: Any, at: datetime, service: Any = None, reason: str = "", signposted: bool = False
) -> Any:
    """A quick answer without a ticket: a contact that is over. `signposted` when they were told who can help."""
    require(policies.may_receive(actor, desk))
    return record_contact(
        organisation=desk.organisation,
        channel="counter",
        outcome="signposted" if signposted else "resolved",
        service=service,
        reason=reason,
        actor=actor,
        at=at,
    )


@operation
def leave_building(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """They have gone without being served, or without coming back to the counter. Twice changes nothing."""
    visit = lock_visit(visit)
    require(policies.may_receive(actor, visit.desk) or policies.may_call(actor, visit))
    if visit.state == "left":
        return visit
    visit.state, visit.ended_at = VISIT.target(visit.state, "leave"), at
    save(visit, "state", "ended_at")
    if item := item_about("visit", visit.pk):
        # Whoever receives visitors does not run the queue: it is the hub that takes out who has gone.
        abandon_work(item=item, actor=system_account(), at=at)
    _note_that_they_left(visit, actor, at)
    audit("visit.left", visit, actor=actor, at=at)
    publish(VisitEnded(visit_id=visit.pk, state="left"), at=at)
    tell(visit)
    return visit


def _note_that_they_left(visit: Visit, actor: Any, at: datetime) -> None:
    if visit.contact is None:
        first = visit.services.select_related("service").first()
        record_contact(
            organisation=visit.desk.organisation, channel="counter", outcome="abandoned", customer=visit.customer,
            service=first.service if first else None, reason=visit.reason, actor=system_account(), at=at,
        )  # fmt: skip
    elif visit.contact.state != "closed":
        close_contact(contact=visit.contact, outcome="abandoned", avoidable="not", actor=system_account(), at=at)


@operation
def come_after_all(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """Back in line with the old ticket: they had not heard the call, or came back.

    At the old place within the desk's `back_minutes`, later at the end.
    """
    visit = lock_visit(visit)
    require(policies.may_receive(actor, visit.desk))
    if visit.day != london_date(at):
        raise Conflict("This ticket is of another day. Give them a new one.")
    in_time = visit.ended_at is None or at - visit.ended_at <= timedelta(minutes=visit.desk.back_minutes)
    visit.state, visit.ended_at = VISIT.target(visit.state, "return"), None
    visit.counter, visit.served_by, visit.contact = None, None, None
    save(visit, "state", "ended_at", "counter", "served_by", "contact")
    if visit.waits_for_host:
        tell(visit)
    else:
        place_in_line(visit, actor, at, arrived_at=visit.arrived_at if in_time else at)
    audit("visit.returned", visit, actor=actor, at=at)
    return visit
