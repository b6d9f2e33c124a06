"""Reminders: at eight in the morning, as many days before as the kind says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.appointments import policies
from civichub.appointments.events import ReminderDue
from civichub.appointments.models import Appointment, Reminder
from civichub.appointments.operations.seats import note
from civichub.core.audit import audit
from civichub.core.clocks import LONDON, london_date
from civichub.core.events import publish
from civichub.core.operations import operation, require

HOUR = 8


@operation
def remind_people(*, actor: Any, at: datetime) -> int:
    """Publish the reminders that are due and were not sent for this time of the appointment; how many.

    Whoever booked after the moment of a reminder is not reminded of what they have just done.
    """
    require(policies.may_keep(actor))
    soon = Appointment.objects.filter(state="booked", sitting__starts_at__gt=at)
    soon = soon.filter(sitting__starts_at__lt=at + timedelta(days=15)).select_related("kind", "sitting")
    sent = 0
    for appointment in soon.select_for_update(of=("self",), skip_locked=True):
        due = [days for days in appointment.kind.reminders if _is_due(appointment, days, at)]
        if not due:
            continue
        nearest = min(due)  # after a night without the hub, one message and not two
        _, new = Reminder.objects.get_or_create(
            appointment=appointment, sequence=appointment.sequence, days=nearest, defaults={"at": at}
        )
        if new:
            note(appointment, "Reminded", actor=actor, at=at)
            audit("appointment.reminded", appointment, actor=actor, at=at, days=nearest)
            publish(
                ReminderDue(appointment_id=appointment.pk, sequence=appointment.sequence, days=nearest), at=at
            )  # fmt: skip
            sent += 1
    return sent


def _is_due(appointment: Appointment, days: int, at: datetime) -> bool:
    day = london_date(appointment.starts_at) - timedelta(days=days)
    moment = datetime(day.year, day.month, day.day, HOUR, tzinfo=LONDON)
    return appointment.changed_at < moment <= at < appointment.starts_at
