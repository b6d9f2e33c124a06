"""Storing what is to be told, and changing one's mind about it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.handover import policies
from civichub.handover.models import Connection, Dispatch
from civichub.handover.operations.tasks import settle_task
from civichub.handover.queries.outbox import sent_between
from civichub.handover.states import DISPATCH, Repeats, What

DRAIN_JOB = "civichub.handover.jobs.drain_connection"
MOST_REPLAYED = 10_000
_KEYS = uuid.uuid5(uuid.NAMESPACE_URL, "https://civichub.example/handover")


def key_of(connection_id: int, case_id: int, what: str, occurred_at: datetime, entry_id: int = 0) -> uuid.UUID:
    """The name of a fact at a connection: the same fact has the same name, whoever tells it again."""
    return uuid.uuid5(_KEYS, f"{connection_id}:{case_id}:{what}:{occurred_at.isoformat()}:{entry_id}")


@operation
def queue_dispatch(
    *,
    connection: Connection,
    case_id: int,
    what: str,
    occurred_at: datetime,
    actor: Any,
    at: datetime,
    entry_id: int = 0,
) -> Dispatch | None:
    """Store one fact about a case for a connection, once; None when it was stored before."""
    require(policies.may_hand_over(actor))
    key = key_of(connection.pk, case_id, what, occurred_at, entry_id)
    dispatch, created = Dispatch.objects.get_or_create(
        key=key,
        defaults={
            "connection": connection,
            "case_id": case_id,
            "what": What(what),
            "detail": {"entry_id": entry_id} if entry_id else {},
            "occurred_at": occurred_at,
            "next_try_at": at,
            "created_at": at,
        },
    )
    if not created:
        return None
    audit("dispatch.queued", dispatch, actor=actor, at=at, what=what)
    wake(connection.pk)
    return dispatch


def wake(connection_id: int) -> None:
    """One job that sends what waits; one that waits already is enough."""
    name = f"handover-{connection_id}"
    job = app.configure_task(DRAIN_JOB, queue="handover", queueing_lock=name, lock=name)
    try:
        with transaction.atomic():
            job.defer(connection_id=connection_id)
    except AlreadyEnqueued:
        return


@operation
def resend_dispatch(*, dispatch: Dispatch, actor: Any, at: datetime) -> Dispatch:
    """Send again what was not delivered, what they perhaps have, or what they lost; under the same key.

    Where they do not know a repeat and can be asked, they are asked first.
    """
    dispatch = lock(dispatch)
    require(policies.may_change_dispatch(actor, dispatch))
    _send_again(dispatch, actor, at)
    wake(dispatch.connection_id)
    return dispatch


def _send_again(dispatch: Dispatch, actor: Any, at: datetime) -> None:
    step = "ask_again" if dispatch.connection.repeats == Repeats.BY_SEARCH else "resend"
    before, dispatch.state = dispatch.state, DISPATCH.target(dispatch.state, step)
    dispatch.attempts, dispatch.error, dispatch.next_try_at = 0, "", at
    dispatch.claim_token = dispatch.claimed_at = dispatch.handed_over_at = None
    save(dispatch, "state", "attempts", "error", "next_try_at", "claim_token", "claimed_at", "handed_over_at")
    audit("dispatch.resent", dispatch, actor=actor, at=at, before=before)


@operation
def set_aside_dispatch(*, dispatch: Dispatch, why: str, actor: Any, at: datetime) -> Dispatch:
    """Do not send it after all: somebody told them another way. What waits behind it in the case goes on."""
    dispatch = lock(dispatch)
    require(policies.may_change_dispatch(actor, dispatch))
    dispatch.state = DISPATCH.target(dispatch.state, "set_aside")
    save(dispatch, "state")
    settle_task(dispatch, result="Set aside", at=at)
    audit("dispatch.set_aside", dispatch, actor=actor, at=at, why=why[:200])
    wake(dispatch.connection_id)
    return dispatch


@operation
def resend_the_undelivered(*, connection: Connection, actor: Any, at: datetime) -> int:
    """Send again everything by this connection that was given up; returns how many."""
    connection = lock(connection)
    require(policies.may_replay(actor, connection))
    dead = Dispatch.objects.select_for_update(of=("self",)).filter(connection=connection, state="dead")
    number = _all_again(dead.select_related("connection").order_by("occurred_at", "pk")[:MOST_REPLAYED], actor, at)
    audit("connection.undelivered_resent", connection, actor=actor, at=at, number=number)
    wake(connection.pk)
    return number


@operation
def replay_connection(*, connection: Connection, since: datetime, until: datetime, actor: Any, at: datetime) -> int:
    """Send again, under the same keys, all that was sent in that time, at most 10,000; returns how many."""
    connection = lock(connection)
    require(policies.may_replay(actor, connection))
    number = _all_again(sent_between(connection, since, until)[:MOST_REPLAYED], actor, at)
    audit(
        "connection.replayed", connection, actor=actor, at=at, number=number, since=since.isoformat(),
        until=until.isoformat(),
    )  # fmt: skip
    wake(connection.pk)
    return number


def _all_again(dispatches: Any, actor: Any, at: datetime) -> int:
    found = list(dispatches)
    for dispatch in found:
        _send_again(dispatch, actor, at)
    return len(found)
