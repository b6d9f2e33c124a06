"""Facts about visits. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class VisitorCalled(Event):
    """A visitor was called to a counter; again, when they had not heard."""

    visit_id: int
    counter_id: int
    again: bool


@dataclass(frozen=True)
class VisitEnded(Event):
    """The visitor has gone. `state` is finished, left or no_show."""

    visit_id: int
    state: str


@dataclass(frozen=True)
class VisitorNear(Event):
    """A visitor who wished to be told is near the front of the line. Once a visit."""

    visit_id: int
