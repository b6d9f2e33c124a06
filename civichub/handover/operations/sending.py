"""Claiming a dispatch for one try and recording what came of it, in short transactions around the network call.

As in `delivery`, a try is named by its claim token: a worker that was thought dead cannot write over the next one's
work. Failures are counted for the connection too: when it is the back office itself that is down, the thousands that
wait are left alone and a few are sent to see whether it is back.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import operation, require, save
from civichub.handover import policies
from civichub.handover.backoff import IN_A_ROW, pause_of_connection, pause_of_dispatch
from civichub.handover.files import new_files
from civichub.handover.models import Connection, Counterpart, Dispatch
from civichub.handover.operations.tasks import raise_task, settle_task
from civichub.handover.plugs.base import ERRORS, Accepted, PlugError, TryLater, Unclear
from civichub.handover.queries.outbox import next_in_line
from civichub.handover.states import DISPATCH, Repeats, What

TRIES_KEPT = 20
_NOT_TO_BE_SENT = ("no_agreement", "nothing_new")
HEALTH_EVERY = timedelta(seconds=10)  # a success is noted at most this often: thousands a minute share the row


@dataclass(frozen=True)
class Claim:
    """The right to make one try. `ask_first`: they may have it from the try before."""

    dispatch_id: int
    token: uuid.UUID
    ask_first: bool


@operation
def claim_dispatch(*, connection_id: int, actor: Any, at: datetime) -> Claim | None:
    """Take the next dispatch of a connection for one try; None when there is none, or the connection must rest."""
    require(policies.may_hand_over(actor))
    connection = Connection.objects.get(pk=connection_id)
    if connection.paused_at or connection.ended_at or (connection.retry_at and connection.retry_at > at):
        return None
    if connection.failing_since and Dispatch.objects.filter(connection=connection, state="sending").exists():
        return None  # one at a time, to see whether it is back
    waiting = next_in_line(connection_id, at).select_for_update(of=("self",), skip_locked=True)
    dispatch = waiting.first()
    if dispatch is None:
        return None
    ask_first, dispatch.state = dispatch.state == "unsure", DISPATCH.target(dispatch.state, "claim")
    dispatch.claim_token, dispatch.claimed_at, dispatch.handed_over_at = uuid.uuid4(), at, None
    if "files" not in dispatch.detail:
        dispatch.detail = {**dispatch.detail, "files": new_files(dispatch)}
    save(dispatch, "state", "claim_token", "claimed_at", "handed_over_at", "detail")
    audit("dispatch.claimed", dispatch, actor=actor, at=at)
    return Claim(dispatch.pk, dispatch.claim_token, ask_first)


def _claimed(claim: Claim) -> Dispatch | None:
    """The row, locked, while this try still owns it."""
    held = Dispatch.objects.select_for_update(of=("self",)).select_related("connection")
    return held.filter(pk=claim.dispatch_id, claim_token=claim.token, state="sending").first()


@operation
def note_handed_over(*, claim: Claim, actor: Any, at: datetime) -> bool:
    """From here on they may have it; False when this try has lost its claim and must stop."""
    require(policies.may_hand_over(actor))
    dispatch = _claimed(claim)
    if dispatch is None:
        return False
    dispatch.handed_over_at = at
    save(dispatch, "handed_over_at")
    audit("dispatch.handed_over", dispatch, actor=actor, at=at)
    return True


@operation
def record_sent(*, claim: Claim, accepted: Accepted, actor: Any, at: datetime) -> None:
    """They took it. What a try that lost its claim brings home still counts: they have it."""
    require(policies.may_hand_over(actor))
    held = Dispatch.objects.select_for_update(of=("self",)).select_related("connection")
    dispatch = held.get(pk=claim.dispatch_id)
    if dispatch.state not in ("sent", "set_aside"):
        dispatch.state = DISPATCH.target(dispatch.state, "accept")
    doubtful = dispatch.error == "perhaps_sent"  # delivery was quicker to lose sight of it than we to note that it went
    dispatch.sent_at, dispatch.claim_token = dispatch.sent_at or at, None
    dispatch.error = dispatch.error if doubtful else ""
    _try(dispatch, "sent", at)
    save(dispatch, "state", "sent_at", "error", "claim_token", "tries")
    if dispatch.what == What.OPENED and dispatch.connection.fulfils:
        _know_them(dispatch, accepted)
    if not doubtful:
        settle_task(dispatch, result="Handed over", at=at)
    _well(dispatch.connection, at)
    audit("dispatch.sent", dispatch, actor=actor, at=at)


def _try(dispatch: Dispatch, code: str, at: datetime) -> None:
    dispatch.tries = [*dispatch.tries, [at.isoformat(), code]][-TRIES_KEPT:]


def _know_them(dispatch: Dispatch, accepted: Accepted) -> None:
    found, _ = Counterpart.objects.get_or_create(connection=dispatch.connection, case_id=dispatch.case_id)
    found.their_reference, found.token = accepted.reference or found.their_reference, accepted.token
    save(found, "their_reference", "token")


def _well(connection: Connection, at: datetime) -> None:
    fresh = connection.last_success_at and at - connection.last_success_at < HEALTH_EVERY
    if fresh and not connection.failures:
        return
    connection.last_success_at, connection.failures, connection.error = at, 0, ""
    connection.failing_since = connection.retry_at = None
    save(connection, "last_success_at", "failures", "error", "failing_since", "retry_at")


@operation
def record_not_sent(*, claim: Claim, error: PlugError, actor: Any, at: datetime) -> None:
    """What becomes of a failed try: another later, a look whether they have it, or a person's work."""
    require(policies.may_hand_over(actor))
    dispatch = _claimed(claim)
    if dispatch is None:
        return
    _try(dispatch, error.code, at)
    dispatch.error, dispatch.claim_token = error.code, None
    whole = isinstance(error, TryLater) and error.whole
    if whole:
        dispatch.state, dispatch.next_try_at = _state_after(dispatch, error), at
    else:
        _wait_or_give_up(dispatch, error, at)
    save(dispatch, "state", "error", "claim_token", "tries", "attempts", "next_try_at")
    if error.code not in ("no_reference", *_NOT_TO_BE_SENT):
        _ill(dispatch.connection_id, error, whole, at)
    audit("dispatch.not_sent", dispatch, actor=actor, at=at, code=error.code, state=dispatch.state)


def _state_after(dispatch: Dispatch, error: PlugError) -> str:
    """Where it waits. What a try before this one perhaps handed over stays uncertain until they have been asked."""
    by_search = dispatch.connection.repeats == Repeats.BY_SEARCH
    uncertain = isinstance(error, Unclear) or (by_search and _was_unclear(dispatch))
    if uncertain and by_search:
        return DISPATCH.target(dispatch.state, "lose_sight")
    return DISPATCH.target(dispatch.state, "wait")


def _was_unclear(dispatch: Dispatch) -> bool:
    """Whether a try since the last that is certain may have reached them."""
    return any(code in ("lost_contact", "fault", "unreadable", "internal") for _, code in dispatch.tries[:-1])


def _wait_or_give_up(dispatch: Dispatch, error: PlugError, at: datetime) -> None:
    dispatch.attempts += 1
    if error.code in _NOT_TO_BE_SENT:
        dispatch.state = "set_aside"
        return
    pause = pause_of_dispatch(dispatch.attempts, random.random())
    by_hand = isinstance(error, Unclear) and dispatch.connection.repeats == Repeats.BY_HAND
    if pause is None or by_hand or not isinstance(error, TryLater | Unclear):
        give_up(dispatch, error.code, at)
        return
    asked = getattr(error, "after", None) or timedelta(0)
    dispatch.state, dispatch.next_try_at = _state_after(dispatch, error), at + max(pause, asked)


def give_up(dispatch: Dispatch, code: str, at: datetime) -> None:
    """Make it one that a person must see to; of a back office, a task of the case says so."""
    dispatch.state, dispatch.error = DISPATCH.target(dispatch.state, "fail"), code
    if dispatch.connection.fulfils:
        raise_task(dispatch, f"Not handed over to {dispatch.connection.name}. {ERRORS[code]}", at=at)


def _ill(connection_id: int, error: PlugError, whole: bool, at: datetime) -> None:
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection_id)
    if connection.retry_at and connection.retry_at > at:
        return  # another try that ran beside this one has said so
    connection.failures = max(connection.failures + 1, IN_A_ROW) if whole else connection.failures + 1
    connection.error = error.code
    if connection.failures >= IN_A_ROW:
        asked = getattr(error, "after", None) or timedelta(0)
        connection.failing_since = connection.failing_since or at
        connection.retry_at = at + max(pause_of_connection(connection.failures, random.random()), asked)
    save(connection, "failures", "error", "failing_since", "retry_at")


@operation
def release_stuck(*, dispatch_id: int, token: uuid.UUID, actor: Any, at: datetime) -> None:
    """Settle a try whose worker was killed: nothing had left, or nobody knows."""
    require(policies.may_hand_over(actor))
    dispatch = _claimed(Claim(dispatch_id, token, False))
    if dispatch is None:
        return
    left = dispatch.handed_over_at is not None and dispatch.connection.repeats != Repeats.BY_KEY
    _try(dispatch, "lost_contact" if left else "internal", at)
    dispatch.claim_token = None
    if left:
        _wait_or_give_up(dispatch, Unclear("lost_contact"), at)
    else:
        dispatch.state, dispatch.next_try_at = DISPATCH.target(dispatch.state, "wait"), at
    save(dispatch, "state", "error", "claim_token", "tries", "attempts", "next_try_at")
    audit("dispatch.released", dispatch, actor=actor, at=at, state=dispatch.state)


@operation
def record_returned(*, dispatch: Dispatch, actor: Any, at: datetime) -> None:
    """The message that carried it came back, after it had been handed over."""
    require(policies.may_hand_over(actor))
    dispatch = Dispatch.objects.select_for_update(of=("self",)).select_related("connection").get(pk=dispatch.pk)
    if dispatch.state != "sent":
        return
    _try(dispatch, "undelivered", at)
    give_up(dispatch, "undelivered", at)
    save(dispatch, "state", "error", "tries")
    audit("dispatch.returned", dispatch, actor=actor, at=at)


@operation
def record_perhaps_sent(*, dispatch: Dispatch, actor: Any, at: datetime) -> None:
    """The message that carried it perhaps never left: it stays sent, and a person asks them, or sends it again."""
    require(policies.may_hand_over(actor))
    dispatch = Dispatch.objects.select_for_update(of=("self",)).select_related("connection").get(pk=dispatch.pk)
    dispatch.error = "perhaps_sent"
    _try(dispatch, dispatch.error, at)
    save(dispatch, "error", "tries")
    if dispatch.connection.fulfils:
        raise_task(dispatch, f"Perhaps not handed over to {dispatch.connection.name}. {ERRORS[dispatch.error]}", at=at)
    audit("dispatch.perhaps_sent", dispatch, actor=actor, at=at)
