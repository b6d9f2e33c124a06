"""The day itself: here, late, not come, done; and somebody who waits in the place of somebody who did not come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.appointments import policies
from civichub.appointments.events import AppointmentArrived, AppointmentEnded
from civichub.appointments.models import Appointment
from civichub.appointments.operations.booking import Who
from civichub.appointments.operations.changing import publish_freed, settle_in
from civichub.appointments.operations.seats import (
    Seat,
    give_back,
    lock_appointment,
    note,
    one_at_a_time,
    take_again,
)
from civichub.appointments.states import APPOINTMENT, TO_COME
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.references import unused_reference
from civichub.core.text import clean_text


@operation
def check_in(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """They are here, and wait to be called. Twice changes nothing. Raises `Conflict` on another day than its own."""
    appointment = lock_appointment(appointment)
    require(policies.may_receive(actor, appointment))
    if appointment.state == "arrived":
        return appointment
    if london_date(appointment.starts_at) != london_date(at):
        raise Conflict("This appointment is on another day. Change its time first.")
    step = "come_after_all" if appointment.state == "no_show" else "check_in"
    state = APPOINTMENT.target(appointment.state, step)
    if step == "come_after_all":
        appointment.place = take_again(appointment.sitting, appointment.place).place
    appointment.state, appointment.arrived_at, appointment.changed_at, appointment.ended_at = state, at, at, None
    save(appointment, "state", "arrived_at", "changed_at", "ended_at", "place")
    note(appointment, "Came late" if appointment.was_late else "Came", actor=actor, at=at)
    audit("appointment.arrived", appointment, actor=actor, at=at, late=appointment.was_late)
    publish(AppointmentArrived(appointment_id=appointment.pk, late=appointment.was_late), at=at)
    return appointment


@operation
def undo_check_in(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """It was somebody else."""
    appointment = lock_appointment(appointment)
    require(policies.may_receive(actor, appointment))
    appointment.state = APPOINTMENT.target(appointment.state, "undo_check_in")
    appointment.arrived_at, appointment.changed_at = None, at
    save(appointment, "state", "arrived_at", "changed_at")
    note(appointment, "The check-in was undone", actor=actor, at=at)
    audit("appointment.check_in_undone", appointment, actor=actor, at=at)
    return appointment


@operation
def finish_appointment(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """It took place."""
    appointment = lock_appointment(appointment)
    require(policies.may_receive(actor, appointment))
    if appointment.starts_at > at and appointment.state == "booked":
        raise Conflict("This appointment has not begun yet.")
    return _end(appointment, "attend", "Attended", actor, at)


@operation
def miss_appointment(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """Nobody came. What is left of the time is free for somebody who waits: see `fill_from_waiting`."""
    appointment = lock_appointment(appointment)
    require(policies.may_receive(actor, appointment))
    if appointment.starts_at > at:
        raise Conflict("This appointment has not begun yet, so nobody has missed it.")
    appointment = _end(appointment, "miss", "Did not come", actor, at)
    give_back(appointment.sitting)
    return appointment


def _end(appointment: Appointment, step: str, words: str, actor: Any, at: datetime) -> Appointment:
    appointment.state = APPOINTMENT.target(appointment.state, step)
    appointment.ended_at = appointment.changed_at = at
    save(appointment, "state", "ended_at", "changed_at")
    note(appointment, words, actor=actor, at=at)
    audit(f"appointment.{appointment.state}", appointment, actor=actor, at=at)
    publish(AppointmentEnded(appointment_id=appointment.pk, state=appointment.state), at=at)
    return appointment


@operation
def fill_from_waiting(
    *, missed: Appointment, actor: Any, at: datetime, appointment: Appointment | None = None, who: Who | None = None,
    customer: Any = None,
) -> Appointment:  # fmt: skip
    """Give the time of somebody who did not come to somebody in the building: `appointment`, theirs later today, which
    moves forward, or a visitor without one (`who`). They are checked in. Raises `Conflict` when the time has gone.
    """
    missed = lock_appointment(missed)
    require(policies.may_receive(actor, missed))
    if missed.state not in ("no_show", "cancelled") or missed.sitting.ends_at <= at:
        raise Conflict("That time is not free any more.")
    if appointment is not None:
        return _bring_forward(missed, appointment, actor, at)
    if who is None or not who.name.strip():
        raise Invalid({"name": "Enter a name"})
    seat = take_again(missed.sitting, missed.place)
    came = Appointment.objects.create(
        reference=unused_reference(Appointment), organisation_id=missed.organisation_id, kind=missed.kind,
        sitting=seat.sitting, place=seat.place, of_places=seat.sitting.places, way=missed.way, state="arrived",
        name=clean_text(who.name, field="name", max_length=120), phone=clean_text(who.phone, field="phone",
        max_length=30), needs=sorted(set(who.needs)), interpreter=who.interpreter, customer=customer, booked_by=actor,
        asked_at=at, first_offered_on=london_date(at), booked_at=at, changed_at=at, arrived_at=at,
    )  # fmt: skip
    note(came, f"Took the time of {missed.reference}, who did not come", actor=actor, at=at)
    audit("appointment.filled", came, actor=actor, at=at, missed=missed.reference)
    publish(AppointmentArrived(appointment_id=came.pk, late=False), at=at)
    return came


def _bring_forward(missed: Appointment, waiting: Appointment, actor: Any, at: datetime) -> Appointment:
    one_at_a_time(waiting.organisation_id)
    waiting = lock_appointment(waiting)
    require(policies.may_receive(actor, waiting))
    if waiting.kind_id != missed.kind_id or waiting.state not in TO_COME or waiting.starts_at <= missed.starts_at:
        raise Conflict("Only somebody with a later appointment of the same kind can take that time.")
    before, came = waiting.sitting, waiting.arrived_at or at
    seat: Seat = take_again(missed.sitting, missed.place)
    settle_in(waiting, seat, state="arrived", way=missed.way, actor=actor, at=at)
    waiting.arrived_at = came
    save(waiting, "arrived_at")
    give_back(before)
    publish_freed(before, way=missed.way, at=at)
    return waiting
