"""Keeping the vectors that the search's job makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.directory import policies
from civichub.directory.finding import PreparedVectors
from civichub.directory.models import StoredVectors


@operation
def store_vectors(*, prepared: PreparedVectors, actor: Any, at: datetime) -> StoredVectors:
    """Store the vectors of `finding.prepare_vectors` under the next version, which every web process then reads."""
    require(policies.may_run_upkeep(actor))
    made = StoredVectors.objects.first() or StoredVectors.objects.create(built_at=at)
    stored = lock(made)
    stored.vectors, stored.fingerprint, stored.built_at = prepared.table.to_bytes(), prepared.fingerprint, at
    stored.version += 1
    save(stored, "vectors", "fingerprint", "built_at", "version")
    audit("directory.search_rebuilt", stored, actor=actor, at=at, version=stored.version)
    return stored
