"""What others learn of an appointment and somebody must see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.appointments import policies
from civichub.appointments.models import Appointment
from civichub.appointments.operations.seats import note
from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require


@operation
def note_not_told(*, appointment: Appointment, why: str, actor: Any, at: datetime) -> Appointment:
    """A message about it could not be sent: somebody has to call."""
    require(policies.may_keep(actor))
    appointment = lock(appointment)
    note(appointment, f"Not told, so please call: {why}", actor=actor, at=at)
    audit("appointment.not_told", appointment, actor=actor, at=at)
    return appointment
