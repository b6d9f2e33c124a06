"""The fake: a message goes nowhere and can be read in the outbox. Used by demonstrations and tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from civichub.delivery.providers.base import Accepted, Outgoing


class OutboxProvider:
    """Accepts everything. The message itself, which is already stored, is the outbox."""

    name = "outbox"
    carries_files = True
    asks_after: timedelta | None = timedelta(0)
    remembers_for = timedelta.max

    def send(self, outgoing: Outgoing, *, before_handover: Callable[[], None]) -> Accepted:
        before_handover()
        return Accepted(provider_id=f"outbox-{outgoing.reference}")

    def find(self, reference: str, *, since: datetime) -> Accepted | None:
        """Nothing leaves the outbox, so an attempt that was cut short may be made again."""
        return None
