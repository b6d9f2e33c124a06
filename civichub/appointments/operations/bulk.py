"""Many at once: the branch is closed, the officer is ill."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civichub.appointments import policies
from civichub.appointments.events import AppointmentCancelled
from civichub.appointments.models import Absence, Appointment, BulkCancellation
from civichub.appointments.operations.changing import cancel_locked
from civichub.appointments.operations.seats import lock_appointment, note, one_at_a_time, take_again
from civichub.appointments.operations.setting_up import Target, check_target
from civichub.appointments.queries import affected
from civichub.appointments.states import APPOINTMENT
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text

UNDO_FOR = timedelta(minutes=10)


@operation
def cancel_many(
    *, organisation: Any, target: Target, begin: datetime, end: datetime, reason: str, actor: Any, at: datetime
) -> BulkCancellation:
    """Cancel what `target` has from `begin` until `end`, and book nothing there. People are told after ten minutes.

    Until then `undo_bulk` takes it back and nobody has heard anything. Raises `Invalid` for a range that is none.
    """
    require(policies.may_manage(actor, organisation.pk))
    check_target(target, organisation)
    words = clean_text(reason, field="reason", max_length=120, required=True)
    if end <= begin or end <= at:
        raise Invalid({"end": "The end must be after the beginning, and not in the past."})
    one_at_a_time(organisation.pk)
    absence = Absence.objects.create(
        organisation=organisation, **target.chosen(), reason=words, during=DateTimeTZRange(begin, end),
        added_by=actor, added_at=at,
    )  # fmt: skip
    bulk = BulkCancellation.objects.create(
        organisation=organisation, absence=absence, reason=words, by=actor, at=at, undo_until=at + UNDO_FOR
    )
    for found in affected(target, begin, end, at, organisation_id=organisation.pk):
        appointment = lock_appointment(found)
        appointment.bulk = bulk
        cancel_locked(appointment, words, actor=actor, at=at)
        note(appointment, f"Cancelled by us: {words}", actor=actor, at=at)
    audit("appointments.cancelled", bulk, actor=actor, at=at, reason=words, many=bulk.appointments.count())
    return bulk


@operation
def undo_bulk(*, bulk: BulkCancellation, actor: Any, at: datetime) -> list[Appointment]:
    """Take it back while nobody has been told. Returns those whose time had gone meanwhile, who stay cancelled."""
    one_at_a_time(bulk.organisation_id)
    bulk = lock(bulk)
    require(policies.may_manage(actor, bulk.organisation_id))
    if bulk.told_at or bulk.undone_at or at >= bulk.undo_until:
        raise Conflict("People have been told already, so this cannot be undone.")
    absence = lock(bulk.absence)
    absence.withdrawn_at = at
    save(absence, "withdrawn_at")
    left = []
    for found in bulk.appointments.filter(state="cancelled"):
        appointment = lock_appointment(found)
        try:
            appointment.place = take_again(appointment.sitting, appointment.place).place
        except Conflict:
            left.append(appointment)
            _tell(appointment, at)
            continue
        appointment.state = APPOINTMENT.target(appointment.state, "bring_back")
        appointment.ended_at, appointment.cancelled_why, appointment.bulk = None, "", None
        appointment.changed_at, appointment.sequence = at, appointment.sequence + 1
        save(appointment, "place", "state", "ended_at", "cancelled_why", "bulk", "changed_at", "sequence")
        note(appointment, "The cancellation was undone before anybody was told", actor=actor, at=at)
    bulk.undone_at = at
    save(bulk, "undone_at")
    audit("appointments.brought_back", bulk, actor=actor, at=at, left=len(left))
    return left


@operation
def tell_of_bulk(*, actor: Any, at: datetime) -> int:
    """Tell everybody of the cancellations that can no longer be undone; how many people."""
    require(policies.may_keep(actor))
    told = 0
    for found in BulkCancellation.objects.filter(told_at=None, undone_at=None, undo_until__lte=at)[:50]:
        bulk = lock(found)
        if bulk.told_at or bulk.undone_at:
            continue
        bulk.told_at = at
        save(bulk, "told_at")
        for appointment in bulk.appointments.filter(state="cancelled").select_related("sitting"):
            _tell(appointment, at)
            told += 1
        audit("appointments.told", bulk, actor=actor, at=at, many=told)
    return told


def _tell(appointment: Appointment, at: datetime) -> None:
    publish(
        AppointmentCancelled(appointment_id=appointment.pk, sequence=appointment.sequence, by_customer=False), at=at
    )
