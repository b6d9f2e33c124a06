"""At the counter: the next thing they came for, setting aside, passing on, and the end of the visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.contacts.operations import close_contact, describe_contact, pause_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.text import clean_text
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitEnded
from civichub.frontdesk.models import Visit, VisitService
from civichub.frontdesk.operations.arriving import tell
from civichub.frontdesk.operations.calling import begin_with, call_next
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.states import VISIT
from civichub.routing.operations import finish_work, hand_back
from civichub.routing.queries import item_about


def _current(visit: Visit) -> VisitService | None:
    return visit.services.filter(done_at=None).select_related("service").first()


def _done(service: VisitService, at: datetime) -> None:
    service.done_at = at
    save(service, "done_at")


@operation
def serve_next_service(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """The first thing is done; go on with the next that they came for, in the same contact."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    left = list(visit.services.filter(done_at=None).select_related("service"))
    if visit.state != "with_us" or visit.contact is None:
        raise Conflict("Begin with them first.")
    if len(left) < 2:
        raise Conflict("They came for nothing else. Finish the visit, or pass them on.")
    _done(left[0], at)
    contact = visit.contact
    reason, notes = contact.reason, f"{contact.notes}\nAlso: {left[1]}".strip()
    describe_contact(contact=contact, service=contact.service, reason=reason, notes=notes, actor=actor, at=at)
    audit("visit.next_service", visit, actor=actor, at=at, service=left[1].service_id)
    tell(visit)
    return visit


@operation
def park_visit(*, visit: Visit, actor: Any, at: datetime, notes: str = "") -> Visit:
    """Set somebody aside, to fill in a form or fetch a paper: the counter is free, and they keep their ticket."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    visit.state = VISIT.target(visit.state, "park")
    _note(visit, notes, required=False)
    visit.counter = None
    save(visit, "state", "counter")
    if visit.contact and visit.contact.state == "open":
        pause_contact(contact=visit.contact, actor=actor, at=at)
    if item := item_about("visit", visit.pk):
        finish_work(item=item, actor=actor, at=at)
    audit("visit.parked", visit, actor=actor, at=at)
    tell(visit)
    return visit


def _note(visit: Visit, notes: str, *, required: bool) -> str:
    notes = clean_text(notes, field="notes", max_length=10_000, lines=True, required=required)
    if notes:
        visit.notes = f"{visit.notes}\n{notes}".strip()
        save(visit, "notes")
    return notes


@operation
def pass_on(*, visit: Visit, notes: str, actor: Any, at: datetime, queue: Any = None, service: Any = None) -> Visit:
    """To a colleague of this desk with what was said, at the place their arrival gives them, for `service` if given.

    Once at most for each thing they came for: nobody is passed around (K rec 15; B3). Raises `Conflict`.
    """
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    queues = {line.queue_id: line.queue for line in visit.desk.lines.select_related("queue")}
    if queue is not None and queue.pk not in queues:
        raise Invalid({"queue": "Choose a line of this desk."})
    current = _current(visit)
    if current and current.passed_on:
        raise Conflict("This has been passed on once already. Take the details or promise a call-back instead.")
    visit.state, visit.counter, visit.served_by = VISIT.target(visit.state, "pass_on"), None, None
    notes = _note(visit, notes, required=True)
    if visit.contact:
        _close(visit.contact, "handed_off", "not", actor, at, notes)
        visit.contact = None
    save(visit, "state", "counter", "served_by", "contact")
    if current:
        current.passed_on, current.service = True, service or current.service
        save(current, "passed_on", "service")
    if item := item_about("visit", visit.pk):
        hand_back(item=item, notes=notes, queue=queue, actor=actor, at=at)
    audit("visit.passed_on", visit, actor=actor, at=at, queue=queue.pk if queue else None)
    tell(visit)
    return visit


@operation
def finish_visit(
    *, visit: Visit, outcome: str, avoidable: str, actor: Any, at: datetime, reason: str = "", notes: str = ""
) -> Visit:
    """They have gone: wrap up the contact, and be free for the next. Raises `Invalid` like the wrap-up of a contact."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    if visit.state == "called":
        visit = begin_with(visit=visit, actor=actor, at=at)
    visit.state, visit.ended_at = VISIT.target(visit.state, "finish"), at
    save(visit, "state", "ended_at")
    for service in visit.services.filter(done_at=None):
        _done(service, at)
    if visit.contact:
        _close(visit.contact, outcome, avoidable, actor, at, notes, reason=reason)
    if item := item_about("visit", visit.pk):
        finish_work(item=item, actor=actor, at=at)
    audit("visit.finished", visit, actor=actor, at=at, outcome=outcome)
    publish(VisitEnded(visit_id=visit.pk, state="finished"), at=at)
    tell(visit)
    if visit.counter and visit.counter.calls_at_once and visit.counter.person_id == actor.pk:
        call_next(actor=actor, at=at)
    return visit


def _close(
    contact: Any, outcome: str, avoidable: str, actor: Any, at: datetime, notes: str, *, reason: str = ""
) -> None:
    """Wrap it up, unless that was done on its own page meanwhile."""
    if contact.state == "closed":
        return
    kept = f"{contact.notes}\n{notes}".strip()
    close_contact(contact=contact, outcome=outcome, avoidable=avoidable, reason=reason, notes=kept, actor=actor, at=at)
