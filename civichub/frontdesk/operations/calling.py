"""Calling a visitor to a counter: the next, or one of those who wait; again; and when nobody comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.contacts.operations import open_contact, resume_contact, take_over_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, NotAllowed
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitEnded, VisitorCalled
from civichub.frontdesk.models import Call, Counter, Visit
from civichub.frontdesk.operations.arriving import place_in_line, tell
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.queries import speaks, waiting_at
from civichub.frontdesk.states import AT_COUNTER, VISIT
from civichub.routing.operations import abandon_work, hand_back, pull_work, take_next
from civichub.routing.operations.offering import alone
from civichub.routing.queries import item_about, work_in_hand


def counter_of(person: Any) -> Counter:
    """The counter at which this person stands. Raises `Conflict` when they stand at none."""
    counter = Counter.objects.select_related("desk", "desk__site").filter(person=person, is_active=True).first()
    if counter is None:
        raise Conflict("Choose your counter first.")
    return counter


def _nobody_in_front_of(person: Any) -> None:
    if Visit.objects.filter(served_by=person, state__in=AT_COUNTER).exists():
        raise Conflict("Finish with the visitor at your counter first, or pass them on.")


@operation
def call_next(*, actor: Any, at: datetime) -> Visit | None:
    """Call the next visitor whom this person can serve, by the rule of the queue; None when there is nobody.

    Whoever they hold already, from an offer that they took before they stood at a counter, is next.
    """
    counter = counter_of(actor)
    require(policies.may_stand_at(actor, counter))
    _nobody_in_front_of(actor)
    queues = [line.queue for line in counter.desk.lines.select_related("queue")]
    held = next((item for item in work_in_hand(actor) if item.subject_kind == "visit"), None)
    if held is None and counter.services:
        return _next_served_here(counter, actor, at)
    item = held or take_next(person=actor, queues=queues, subject_kind="visit", actor=actor, at=at)
    return _call(Visit.objects.get(pk=item.subject_id), "call", counter, actor, at) if item else None


def _next_served_here(counter: Counter, actor: Any, at: datetime) -> Visit | None:
    """The first in line who came for something that this counter serves, whom this person can serve."""
    alone()
    lines = set(counter.desk.lines.filter(queue__members__person=actor).values_list("queue", flat=True))
    for row in waiting_at(counter.desk, at):
        wanted = next((one.service_id for one in row.visit.services.all() if one.done_at is None), None)
        if wanted in counter.services and row.queue.pk in lines and speaks(actor, row.visit.language, at):
            return call_visitor(visit=row.visit, actor=actor, at=at)
    return None


@operation
def call_visitor(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """Call one of those who wait, out of turn; or whoever one has accepted from an offer. Twice changes nothing."""
    counter = counter_of(actor)
    require(policies.may_call(actor, visit))
    visit = lock_visit(visit)
    if visit.served_by_id == actor.pk and visit.state in AT_COUNTER:
        return visit
    _nobody_in_front_of(actor)
    _same_desk(visit, counter)
    item = item_about("visit", visit.pk)
    if item is None:
        raise Conflict(f"{visit} is not waiting any more.")
    pull_work(item=item, person=actor, actor=actor, at=at)
    return _call(visit, "call", counter, actor, at)


def _same_desk(visit: Visit, counter: Counter) -> None:
    if visit.desk_id != counter.desk_id:
        raise Conflict(f"{visit} waits at {visit.desk}, and your counter is at {counter.desk}.")


def _call(visit: Visit, step: str, counter: Counter, actor: Any, at: datetime) -> Visit:
    visit = lock_visit(visit)
    visit.state = VISIT.target(visit.state, step)
    visit.counter, visit.served_by, visit.first_called_at = counter, actor, visit.first_called_at or at
    save(visit, "state", "counter", "served_by", "first_called_at")
    write_call(visit, actor, at, again=False)
    return visit


def write_call(visit: Visit, actor: Any, at: datetime, *, again: bool) -> None:
    """Put a call on the board, to the counter that the visit names."""
    counter = visit.counter
    assert counter is not None  # the constraint called_visitor_has_a_counter
    Call.objects.create(visit=visit, counter=counter, by=actor, at=at, again=again)
    audit("visit.recalled" if again else "visit.called", visit, actor=actor, at=at, counter=counter.pk)
    publish(VisitorCalled(visit_id=visit.pk, counter_id=counter.pk, again=again), at=at)
    tell(visit)


@operation
def recall_visitor(*, visit: Visit, actor: Any, at: datetime, counter: Counter | None = None) -> Visit:
    """Call them again; with `counter` to that one, such as the private room of the same desk."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    if visit.state not in AT_COUNTER:
        raise Conflict(f"{visit} is not at your counter any more.")
    if counter is not None:
        _same_desk(visit, counter)
        if counter.person_id not in (None, actor.pk):
            raise Conflict(f"{counter.person} is at {counter}. Choose another room.")
        visit.counter = counter
        save(visit, "counter")
    write_call(visit, actor, at, again=True)
    return visit


@operation
def begin_with(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """They have come: the contact begins, or goes on if they had been set aside."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    visit.state = VISIT.target(visit.state, "come")
    if visit.contact is None:
        visit.contact = _open_contact(visit, actor, at)
    else:
        contact = take_over_contact(contact=visit.contact, actor=actor, at=at)
        if contact.state == "paused":
            resume_contact(contact=contact, actor=actor, at=at)
    save(visit, "state", "contact")
    audit("visit.began", visit, actor=actor, at=at, contact=visit.contact.pk)
    tell(visit)
    return visit


def _open_contact(visit: Visit, actor: Any, at: datetime) -> Any:
    """By the front door of the site; an officer of another organisation in the building opens it as theirs (H2)."""
    item = item_about("visit", visit.pk)
    doors = [visit.desk.organisation, *([item.queue.organisation] if item else [])]
    doors += [one.organisation for one in actor.memberships_in_force]
    door = next((one for one in doors if actor.has_power("contact.handle", one.pk)), None)
    if door is None:
        raise NotAllowed("Your role does not include contacts. Ask your team leader.")
    current = visit.services.filter(done_at=None).select_related("service").first()
    return open_contact(
        organisation=door,
        channel="counter",
        customer=visit.customer,
        service=current.service if current else None,
        caller=visit.name or visit.ticket,
        reason=visit.reason,
        actor=actor,
        at=at,
    )


@operation
def miss_call(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """Nobody came. The desk can put them back with the old ticket if they turn up the same day."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    visit.state, visit.ended_at = VISIT.target(visit.state, "miss"), at
    save(visit, "state", "ended_at")
    if item := item_about("visit", visit.pk):
        abandon_work(item=item, actor=actor, at=at)
    audit("visit.missed", visit, actor=actor, at=at)
    publish(VisitEnded(visit_id=visit.pk, state="no_show"), at=at)
    tell(visit)
    return visit


@operation
def put_visitor_back(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """Back in line at their old place, before anything has begun."""
    visit = lock_visit(visit)
    require(policies.may_serve(actor, visit))
    visit.state, visit.counter, visit.served_by = VISIT.target(visit.state, "put_back"), None, None
    save(visit, "state", "counter", "served_by")
    if item := item_about("visit", visit.pk):
        hand_back(item=item, actor=actor, at=at)
    audit("visit.put_back", visit, actor=actor, at=at)
    tell(visit)
    return visit


@operation
def resume_visit(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """Call somebody who was set aside, at the counter where one stands."""
    counter = counter_of(actor)
    require(policies.may_call(actor, visit))
    visit = lock_visit(visit)
    _nobody_in_front_of(actor)
    _same_desk(visit, counter)
    VISIT.target(visit.state, "resume")
    item = place_in_line(visit, actor, at, arrived_at=at, counted=False)  # their wait was the one before the first call
    pull_work(item=item, person=actor, actor=actor, at=at)
    return _call(visit, "resume", counter, actor, at)
