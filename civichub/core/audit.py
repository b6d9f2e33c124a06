"""Writing the two ledgers: changes, and reads of personal records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from civichub.core.models import AuditEntry, ReadEntry
from civichub.core.prepared import insert


def audit(action: str, record: models.Model, *, actor: Any, at: datetime, **detail: Any) -> None:
    """Record that `actor` did `action` (``noun.verb_in_past``) to `record`. `detail`: plain values only, no secrets."""
    insert(
        AuditEntry(
            at=at,
            actor_id=actor.pk,
            action=action,
            subject_type=record._meta.label_lower,
            subject_id=record.pk,
            organisation_id=getattr(record, "organisation_id", None),
            detail=detail,
        )
    )


def audit_read(record: models.Model, *, actor: Any, at: datetime, ground: str, purpose: str = "") -> None:
    """Record that `actor` opened a personal record; `ground` says why they may ("Your team's case")."""
    insert(
        ReadEntry(
            at=at,
            actor_id=actor.pk,
            subject_type=record._meta.label_lower,
            subject_id=record.pk,
            ground=ground[:200],
            purpose=purpose[:200],
        )
    )
