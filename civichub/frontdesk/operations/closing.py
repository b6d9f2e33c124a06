"""The end of the day: nobody waits overnight, and nobody vanishes from the record either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitEnded
from civichub.frontdesk.models import Counter, Visit
from civichub.frontdesk.operations.arriving import leave_building
from civichub.frontdesk.operations.hosts import finish_with_host
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.states import AT_COUNTER, HERE, VISIT
from civichub.routing.operations import abandon_work, finish_work
from civichub.routing.queries import item_about


@operation
def close_past_days(*, actor: Any, at: datetime) -> int:
    """End the visits of days gone by and free the counters; returns how many visits.

    Who waited has left; who was called did not come; who was at a counter is finished, and the advisor still wraps
    the contact up.
    """
    require(policies.may_close_past_days(actor))
    past = list(Visit.objects.filter(state__in=HERE, day__lt=london_date(at)).order_by("pk"))
    for visit in past:
        if visit.state == "with_host":
            finish_with_host(lock_visit(visit), actor, at)
        elif visit.state in AT_COUNTER:
            _end_at_counter(visit, actor, at)
        else:
            leave_building(visit=visit, actor=actor, at=at)
    for counter in Counter.objects.filter(person__isnull=False):
        if counter.since is not None and london_date(counter.since) < london_date(at):
            counter.person, counter.since = None, None
            save(counter, "person", "since")
            audit("counter.closed", counter, actor=actor, at=at)
    return len(past)


def _end_at_counter(visit: Visit, actor: Any, at: datetime) -> None:
    visit = lock_visit(visit)
    came = visit.state == "with_us"
    visit.state, visit.ended_at = VISIT.target(visit.state, "finish" if came else "miss"), at
    save(visit, "state", "ended_at")
    if item := item_about("visit", visit.pk):
        (finish_work if came and item.state != "waiting" else abandon_work)(item=item, actor=actor, at=at)
    audit("visit.closed_overnight", visit, actor=actor, at=at, state=visit.state)
    publish(VisitEnded(visit_id=visit.pk, state=visit.state), at=at)
