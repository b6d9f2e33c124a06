"""Visitors of a surgery, a session or a host without an account: reception calls them, since no counter does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.contacts.operations import record_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitEnded
from civichub.frontdesk.models import Counter, Visit
from civichub.frontdesk.operations.arriving import tell
from civichub.frontdesk.operations.calling import write_call
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.states import VISIT


@operation
def call_to_host(*, visit: Visit, counter: Counter, actor: Any, at: datetime) -> Visit:
    """Call them on the board to the room where their host is; again, if they have been called already."""
    visit = lock_visit(visit)
    require(policies.may_receive(actor, visit.desk))
    if not visit.waits_for_host:
        raise Conflict(f"{visit} waits in a line. A counter calls them.")
    if counter.desk_id != visit.desk_id or not counter.is_active:
        raise Conflict("Choose a room of this desk.")
    again = visit.state == "with_host"
    visit.state = VISIT.target(visit.state, "send_in")
    visit.counter, visit.first_called_at = counter, visit.first_called_at or at
    save(visit, "state", "counter", "first_called_at")
    write_call(visit, actor, at, again=again)
    return visit


@operation
def end_with_host(*, visit: Visit, actor: Any, at: datetime) -> Visit:
    """They have come out again: a contact that is over."""
    visit = lock_visit(visit)
    require(policies.may_receive(actor, visit.desk))
    return finish_with_host(visit, actor, at)


def finish_with_host(visit: Visit, actor: Any, at: datetime) -> Visit:
    """The end of a visit to a host, by reception or by the night."""
    visit.state, visit.ended_at = VISIT.target(visit.state, "host_done"), at
    save(visit, "state", "ended_at")
    visit.services.filter(done_at=None).update(done_at=at)
    if visit.contact_id is None:
        visit.contact = record_contact(
            organisation=visit.desk.organisation, channel="counter", outcome="handed_off", customer=visit.customer,
            reason=f"Visited {visit.session or visit.host}"[:200], actor=system_account(), at=at,
        )  # fmt: skip
        save(visit, "contact")
    audit("visit.finished", visit, actor=actor, at=at, outcome="handed_off")
    publish(VisitEnded(visit_id=visit.pk, state="finished"), at=at)
    tell(visit)
    return visit
