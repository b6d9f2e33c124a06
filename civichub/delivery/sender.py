"""One attempt to send one message, and what to do about attempts that were cut short.

Claim, send, record: three steps of which only the middle one waits for the network, and it holds no connection. When
the process dies between two of them, `reconcile` finds the row and asks the provider before anything is sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.delivery import queries
from civichub.delivery.enclosures import read_enclosures
from civichub.delivery.operations.sending import (
    Claim,
    ClaimLost,
    claim_message,
    mark_handed_over,
    record_accepted,
    record_not_accepted,
    record_unclear,
    release_claim,
)
from civichub.delivery.providers import provider_by_name
from civichub.delivery.providers.base import ProviderError, TryLater, Unclear

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=10)  # every provider call ends within five: timeouts of 15 to 20 s on each step
Clock = Callable[[], datetime]


def deliver(message_id: int, *, clock: Clock = timezone.now) -> None:
    """Make one attempt at a message, if it is its turn. Repeats and rivals do no harm: only one gets the claim.

    Raises `RuntimeError` inside a transaction, which a slow provider would hold open.
    """
    _outside_transactions()
    actor = system_account()
    claim = claim_message(message_id=message_id, actor=actor, at=clock())
    if claim is None:
        return
    connection.close()
    try:
        _attempt(claim, actor, clock)
    except ClaimLost:
        logger.warning("message %s: another worker took over, so this attempt stopped", message_id)


def _attempt(claim: Claim, actor: Any, clock: Clock) -> None:
    mine = {"message_id": claim.message_id, "token": claim.token, "actor": actor}
    handed_over = False

    def before_handover() -> None:
        nonlocal handed_over
        mark_handed_over(**mine, at=clock())
        connection.close()
        handed_over = True

    try:
        outgoing = replace(claim.outgoing, enclosed=read_enclosures(claim.enclosures))
        accepted = claim.provider.send(outgoing, before_handover=before_handover)
    except ClaimLost:
        raise
    except Unclear:
        record_unclear(**mine, can_ask=claim.provider.asks_after is not None, at=clock())
    except ProviderError as error:
        record_not_accepted(**mine, error=error, at=clock())
    except Exception:
        logger.exception("message %s: the provider's adapter failed", claim.message_id)
        if handed_over:
            record_unclear(**mine, can_ask=claim.provider.asks_after is not None, at=clock())
        else:
            record_not_accepted(**mine, error=TryLater("internal"), at=clock())
    else:
        record_accepted(**mine, provider_id=accepted.provider_id, at=clock())


def reconcile(message_id: int, *, clock: Clock = timezone.now) -> None:
    """Settle an attempt that was cut short over ten minutes ago.

    Nothing had left: send again. The provider can be asked and has it: sent. It never saw it: send again. It cannot be
    asked, or no longer remembers: say so, and leave the choice to a person.
    """
    _outside_transactions()
    stuck = queries.stuck_attempt(message_id, before=clock() - STUCK_AFTER)
    if stuck is None:
        return
    actor = system_account()
    mine = {"message_id": message_id, "token": stuck.token, "actor": actor}
    provider = provider_by_name(stuck.provider)
    try:
        if stuck.handed_over_at is None:
            release_claim(**mine, at=clock())
        elif provider is None or provider.asks_after is None or clock() - stuck.handed_over_at > provider.remembers_for:
            record_unclear(**mine, can_ask=False, at=clock())
        elif clock() - stuck.handed_over_at >= provider.asks_after:
            connection.close()
            found = provider.find(stuck.reference, since=stuck.handed_over_at)
            if found is not None:
                record_accepted(**mine, provider_id=found.provider_id, at=clock())
            else:
                release_claim(**mine, at=clock())
    except ClaimLost:
        return
    except TryLater as error:
        logger.warning("message %s: the provider cannot be asked now (%s)", message_id, error.code)


def _outside_transactions() -> None:
    if connection.in_atomic_block:
        raise RuntimeError("A message is sent outside transactions: queue it, and let the worker deliver it.")
