"""Looking after messages whose job was lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import operation, require
from civichub.delivery import policies, queries
from civichub.delivery.operations.queueing import defer_sending

FORGOTTEN_AFTER = timedelta(minutes=15)
AT_A_TIME = 500


@operation
def requeue_forgotten(*, actor: Any, at: datetime) -> int:
    """Give a new job to messages whose time came 15 minutes ago and that have none waiting; return how many."""
    require(policies.may_send(actor))
    given = 0
    for message in queries.overdue_messages(before=at - FORGOTTEN_AFTER)[:AT_A_TIME]:
        if defer_sending(message, at=None):
            audit("message.given_a_new_job", message, actor=actor, at=at)
            given += 1
    return given
