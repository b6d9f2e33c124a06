"""Signs of life of boards and kiosks, and the warning when one has stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.models import DeskKey
from civichub.frontdesk.queries import open_desks
from civichub.frontdesk.screens import troubles
from civichub.routing.operations import warn_of_screens
from civichub.routing.wallboard import queues_with_silent_screens

HEARD_EVERY = timedelta(minutes=1)


@operation
def note_screen_heard(*, key: DeskKey, actor: Any, at: datetime) -> DeskKey:
    """The screen has asked: written once a minute, and into the audit only when it was silent for long."""
    require(policies.may_keep_screens(actor))
    before = key.heard_at
    if before is None or at - before >= HEARD_EVERY:
        key.heard_at = at
        save(key, "heard_at")
        if before is None or at - before >= timedelta(minutes=key.desk.silent_minutes):
            audit("desk.screen_heard", key, actor=actor, at=at)
    return key


@operation
def watch_screens(*, actor: Any, at: datetime) -> int:
    """Warn whoever runs the day of screens that are silent, and clear what is well again; how many warnings stand."""
    require(policies.may_keep_screens(actor))
    found = {queue.pk: (queue, words) for queue, words in troubles(open_desks(), at).items()}
    well = {queue.pk: (queue, "") for queue in queues_with_silent_screens()}
    standing = [
        warn_of_screens(queue=queue, words=words, actor=actor, at=at) for queue, words in (well | found).values()
    ]
    return sum(alert is not None for alert in standing)
