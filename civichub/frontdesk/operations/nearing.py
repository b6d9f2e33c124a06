"""Who is near the front, and wished to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.events import VisitorNear
from civichub.frontdesk.models import FrontDesk, Visit
from civichub.frontdesk.operations.locking import lock_visit
from civichub.frontdesk.queries import minutes_until_called, waiting_at

NEAR_MINUTES = 10  # issue 3, section 6: about ten minutes before they are called


@operation
def note_who_is_near(*, desk: FrontDesk, actor: Any, at: datetime) -> list[Visit]:
    """Note, once each, of those who wished to be told that `text_before` people or ten minutes are before them."""
    require(policies.may_note_who_is_near(actor))
    if not desk.visits.filter(state="waiting", text_me=True, near_at=None).exists():
        return []
    near = []
    for row in waiting_at(desk, at):
        if row.visit.text_me and row.visit.near_at is None and _is_near(desk, row, at):
            visit = lock_visit(row.visit)
            if visit.state == "waiting" and visit.near_at is None:
                visit.near_at = at
                save(visit, "near_at")
                audit("visit.near", visit, actor=actor, at=at)
                publish(VisitorNear(visit_id=visit.pk), at=at)
                near.append(visit)
    return near


def _is_near(desk: FrontDesk, row: Any, at: datetime) -> bool:
    if row.place - 1 <= desk.text_before:
        return True
    minutes = minutes_until_called(desk, row, at)
    return minutes is not None and minutes <= NEAR_MINUTES
