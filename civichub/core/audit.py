"""Writing the two ledgers: changes, and reads of personal records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from civichub.core.models import AuditEntry, ReadEntry
from civichub.core.prepared import insert

EXPORT = "export"  # what the ledger calls a list that was taken away as a file


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


def audit_export(what: str, *, actor: Any, at: datetime) -> None:
    """Record that `actor` took a list of personal records away as a file; `what` says which list."""
    entry = ReadEntry(at=at, actor_id=actor.pk, subject_type=EXPORT, subject_id=0, ground=what[:200])
    insert(entry)
