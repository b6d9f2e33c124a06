"""Back offices report how cases stand that were handed over to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router

from civichub.api.cases import Strict
from civichub.api.doors import idempotency_key, needs
from civichub.core.errors import Invalid, NotFound
from civichub.core.idempotency import once
from civichub.handover.operations.inbound import apply_report
from civichub.handover.plugs.base import Report
from civichub.handover.queries.connections import connection_of_caller

router = Router(tags=["Hand-over"])


class StatusIn(Strict):
    """A status. `reference` is yours or ours; `at` is when it was set, with its zone; `note` is for staff only."""

    reference: str = Field(max_length=120)
    status: str = Field(max_length=60)
    at: datetime
    note: str = Field("", max_length=4000)


@router.post("/handover/statuses", response=dict, summary="Report the status of a case that was handed over")
def report(request: HttpRequest, body: StatusIn) -> Any:
    """In any order, and as often as you like: only what is newer counts. Needs an `Idempotency-Key`.

    `result` is applied, old, or no_rule where the council has not said yet what your status means.
    """
    key, now = needs(request, "handover.report"), timezone.now()
    link = connection_of_caller(key.client_id)
    if link is None:
        raise NotFound("Nothing is handed over to the system of this key.")
    if body.at.tzinfo is None:
        raise Invalid({"at": "Give the moment with its time zone, such as 2026-03-03T09:00:00Z."})
    if "\x00" in body.reference + body.status + body.note:
        raise Invalid({"status": "Remove the unreadable characters and try again."})
    told = Report(body.reference, body.status, body.at.astimezone(UTC), ours=body.reference, note=body.note)

    def act() -> dict[str, str]:
        done = apply_report(connection=link, report=told, actor=request.user, at=now)
        return {"reference": done.reference, "result": done.result}

    scope = f"api:{key.client_id}:status"
    answer, repeat = once(scope=scope, key=idempotency_key(request), request=body.dict(), at=now, act=act)
    return {**answer, "repeat": repeat}
