"""Keys of screens on walls: shown once, taken back at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.models import Queue, WallKey
from civichub.routing.wallboard import SILENT_AFTER

HEARD_EVERY = timedelta(minutes=1)


@operation
def make_wall_key(
    *, organisation: Any, label: str, actor: Any, at: datetime, queues: Sequence[Queue] = ()
) -> tuple[WallKey, str]:
    """Let a screen show figures of these queues, or of all, without anybody signed in; returns the key too, once."""
    require(policies.may_manage_queues(actor, organisation.pk))
    if any(queue.organisation_id != organisation.pk for queue in queues):
        raise Invalid({"queues": f"Choose queues of {organisation.name}."})
    key = secrets.token_urlsafe(24)
    made = WallKey.objects.create(
        organisation=organisation,
        label=clean_text(label, field="label", max_length=80, required=True),
        queues=sorted(queue.pk for queue in queues),
        digest=hashlib.sha256(key.encode()).hexdigest(),
        made_by=actor,
        made_at=at,
    )
    audit("wall_key.made", made, actor=actor, at=at, queues=made.queues)
    return made, key


@operation
def note_wall_heard(*, wall_key: WallKey, actor: Any, at: datetime) -> WallKey:
    """The screen has asked: written once a minute, and into the audit only when it was silent for long."""
    require(policies.may_watch_queues(actor))
    before = wall_key.heard_at
    if before is None or at - before >= HEARD_EVERY:
        wall_key.heard_at = at
        save(wall_key, "heard_at")
        if before is None or at - before >= SILENT_AFTER:
            audit("wall_key.heard", wall_key, actor=actor, at=at)
    return wall_key


@operation
def withdraw_wall_key(*, wall_key: WallKey, actor: Any, at: datetime) -> WallKey:
    """Stop a screen at once. Twice changes nothing."""
    wall_key = lock(wall_key)
    require(policies.may_manage_queues(actor, wall_key.organisation_id))
    if wall_key.revoked_at is None:
        wall_key.revoked_at = at
        save(wall_key, "revoked_at")
        audit("wall_key.withdrawn", wall_key, actor=actor, at=at)
    return wall_key
