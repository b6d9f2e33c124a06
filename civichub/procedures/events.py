"""Facts about procedures."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ProcedurePublished(Event):
    """A version of a procedure comes into force at its effective time."""

    version_id: int
    key: str
