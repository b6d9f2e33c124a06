"""Draining the outbox of one connection: several tries side by side, none of which holds a database meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import connection as database
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.handover.composing import compose, target_of
from civichub.handover.operations.sending import (
    Claim,
    claim_dispatch,
    note_handed_over,
    record_not_sent,
    record_sent,
    release_stuck,
)
from civichub.handover.plugs import plug_of
from civichub.handover.plugs.base import Accepted, PlugError, Unclear
from civichub.handover.queries.outbox import dispatch_by_id, stuck_dispatches
from civichub.handover.states import Repeats

logger = logging.getLogger(__name__)
SIDE_BY_SIDE = 4
BUDGET_SECONDS = 25.0  # then other work of the queue has its turn, and the connection is taken up again
STUCK_AFTER = timedelta(minutes=10)  # every call ends within half a minute
Clock = Callable[[], datetime]


def drain(connection_id: int, *, clock: Clock = timezone.now, budget: float = BUDGET_SECONDS) -> bool:
    """Send what may go by this connection, for about `budget` seconds; whether there was more when the time was up."""
    ends = time.monotonic() + budget
    if not _one(connection_id, clock):
        return False
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="handover") as pool:
        lanes = [pool.submit(_lane, connection_id, clock, ends) for _ in range(SIDE_BY_SIDE)]
    return any(lane.result() for lane in lanes)


def _lane(connection_id: int, clock: Clock, ends: float) -> bool:
    try:
        while time.monotonic() < ends:
            if not _one(connection_id, clock):
                return False
        return True
    finally:
        database.close()


def _one(connection_id: int, clock: Clock) -> bool:
    """One try; False when there was nothing to try."""
    actor = system_account()
    claim = claim_dispatch(connection_id=connection_id, actor=actor, at=clock())
    if claim is None:
        return False
    try:
        accepted = _attempt(claim, actor, clock)
    except PlugError as error:
        record_not_sent(claim=claim, error=error, actor=actor, at=clock())
    except Exception:
        logger.exception("dispatch %s: its plug failed", claim.dispatch_id)
        record_not_sent(claim=claim, error=Unclear("internal"), actor=actor, at=clock())
    else:
        if accepted is not None:
            record_sent(claim=claim, accepted=accepted, actor=actor, at=clock())
    return True


def _attempt(claim: Claim, actor: Any, clock: Clock) -> Accepted | None:
    """Their answer, or None when another worker has taken the dispatch over."""
    dispatch = dispatch_by_id(claim.dispatch_id)
    if dispatch is None:
        return None
    link = dispatch.connection
    outgoing, target, plug = compose(dispatch), target_of(link), plug_of(link.plug)
    if claim.ask_first:
        database.close()
        found = plug.find(target, outgoing)
        if found is not None:
            return found
    if link.repeats != Repeats.BY_KEY and not note_handed_over(claim=claim, actor=actor, at=clock()):
        return None
    database.close()
    return plug.send(target, outgoing)


def settle_stuck(*, clock: Clock = timezone.now) -> int:
    """Settle tries that were cut short over ten minutes ago; how many there were."""
    stuck = stuck_dispatches(clock() - STUCK_AFTER)
    for dispatch_id, token in stuck:
        release_stuck(dispatch_id=dispatch_id, token=token, actor=system_account(), at=clock())
    return len(stuck)
