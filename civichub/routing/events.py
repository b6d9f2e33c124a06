"""Facts about work in line. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class WorkTaken(Event):
    """Somebody has it in hand."""

    item_id: int
    subject_kind: str
    subject_id: int
    person_id: int


@dataclass(frozen=True)
class WorkEnded(Event):
    """It waits for nobody any more. `state` is done, abandoned or withdrawn; `waited_seconds` ran until first taken."""

    item_id: int
    subject_kind: str
    subject_id: int
    queue_id: int
    state: str
    waited_seconds: int
