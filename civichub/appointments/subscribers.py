"""What appointments do about facts. Each reaction calls one operation, and tolerates repeats."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.appointments.events import TimeFreed
from civichub.appointments.operations import offer_freed_time
from civichub.core.events import subscriber


@subscriber(TimeFreed, queue="clocks")
def offer_it_to_who_waits(event: TimeFreed, at: datetime) -> None:
    """A time was given back: the first who waits for an earlier one is asked."""
    offer_freed_time(freed=event, actor=system_account(), at=timezone.now())
