"""Facts about calls. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class CallEnded(Event):
    """It is over. `state` is answered, abandoned, turned_away, message or lost."""

    call_id: int
    contact_id: int
    state: str
