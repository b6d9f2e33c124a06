"""To whom a fact about a case goes, and that it was opened there first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.handover.models import Connection, Route
from civichub.handover.operations.queueing import queue_dispatch
from civichub.handover.queries.connections import routes_for
from civichub.handover.queries.outbox import connections_told, is_told, made_by_them
from civichub.handover.states import What


def tell(case: Any, what: str, at: datetime, *, entry_id: int = 0) -> None:
    """Queue a fact for every connection of the case's service; what a back office did itself is not told back to it."""
    for route in routes_for(case.organisation_id, case.service_id):
        link = route.connection
        if not _open_there(route, case) or what == What.OPENED:
            continue
        if link.takes_updates and not made_by_them(link.pk, case.pk, at):
            _queue(link, case, what, at, entry_id)


def _open_there(route: Route, case: Any) -> bool:
    """Whether they are told of this case: not of one from before its service went there. Facts may be heard in any
    order, so whichever comes first tells of the opening."""
    if is_told(route.connection_id, case.pk):
        return True
    if case.opened_at < route.starts_at:
        return False
    _queue(route.connection, case, What.OPENED, case.opened_at)
    return True


def _queue(link: Connection, case: Any, what: str, at: datetime, entry_id: int = 0) -> None:
    queue_dispatch(
        connection=link, case_id=case.pk, what=what, occurred_at=at, entry_id=entry_id, actor=system_account(),
        at=timezone.now(),
    )  # fmt: skip


def pass_on(case: Any, from_organisation_id: int, at: datetime) -> None:
    """Take the case off the connections of the body that had it, and on to those of the one that has it now."""
    for link in connections_told(case.pk, from_organisation_id):
        if link.takes_updates:
            _queue(link, case, What.PASSED_ON, at)
    for route in routes_for(case.organisation_id, case.service_id):
        if not is_told(route.connection_id, case.pk):
            _queue(route.connection, case, What.OPENED, at)
