from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class SharingChanged(Event):
    """An agreement was made, changed or ended: caches of what people may see are stale."""

    agreement_id: int
