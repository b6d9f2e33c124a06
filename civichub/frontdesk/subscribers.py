"""When the line moves, somebody else may be near the front."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.events import subscriber
from civichub.frontdesk.events import VisitEnded, VisitorCalled
from civichub.frontdesk.operations import note_who_is_near
from civichub.frontdesk.queries import visit_in_line


@subscriber(VisitorCalled, queue="notifications")
def look_who_is_near_after_a_call(event: VisitorCalled, at: datetime) -> None:
    """The next are one place nearer."""
    _look(event.visit_id)


@subscriber(VisitEnded, queue="notifications")
def look_who_is_near_after_an_end(event: VisitEnded, at: datetime) -> None:
    """Whoever left may have stood before others."""
    _look(event.visit_id)


def _look(visit_id: int) -> None:
    visit = visit_in_line(visit_id)
    if visit is not None:
        note_who_is_near(desk=visit.desk, actor=system_account(), at=timezone.now())
