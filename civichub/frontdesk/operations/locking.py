"""In which order a visit and its line are locked: one order for all, so that no two wait for each other."""

from __future__ import annotations

from civichub.core.operations import lock
from civichub.frontdesk.models import Visit
from civichub.routing.operations.offering import alone


def lock_visit(visit: Visit) -> Visit:
    """The same visit, locked after the line: calling the next takes the line first too."""
    alone()
    return lock(visit)
