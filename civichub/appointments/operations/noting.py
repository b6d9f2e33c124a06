"""What others learn of an appointment and somebody must see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.appointments import policies
from civichub.appointments.models import Appointment, Wish
from civichub.appointments.operations.seats import note
from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require


@operation
def note_not_told(*, appointment: Appointment | Wish, why: str, actor: Any, at: datetime) -> Appointment | Wish:
    """A message about it could not be sent: somebody has to call. A wish has no history; its audit says it."""
    require(policies.may_keep(actor))
    appointment = lock(appointment)
    if isinstance(appointment, Appointment):
        note(appointment, f"Not told, so please call: {why}", actor=actor, at=at)
    audit("appointment.not_told", appointment, actor=actor, at=at)
    return appointment
