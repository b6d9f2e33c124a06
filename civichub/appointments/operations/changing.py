"""Another time, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.appointments import policies
from civichub.appointments.events import AppointmentCancelled, AppointmentMoved, TimeFreed, VideoLinkChanged
from civichub.appointments.models import Appointment, Sitting, Waiting, Way
from civichub.appointments.operations.seats import Seat, give_back, lock_appointment, note, take_seat
from civichub.appointments.states import APPOINTMENT
from civichub.appointments.video import check_link, link_of
from civichub.appointments.wording import when_and_where
from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.text import clean_text


@operation
def move_appointment(
    *, appointment: Appointment, way: str, starts_at: datetime, actor: Any, at: datetime, site: Any = None
) -> Appointment:
    """Another time, way or place under the same reference; also for one that we cancelled or that was missed.

    Raises `Conflict` when the time has gone, and changes nothing then.
    """
    appointment = lock_appointment(appointment)
    require(policies.may_change(actor, appointment))
    step = "move" if appointment.state == "booked" else "rebook"
    state, before = APPOINTMENT.target(appointment.state, step), appointment.sitting
    if step == "move" and appointment.starts_at <= at:
        raise Conflict("This appointment has begun, so its time cannot be changed.")
    same = (appointment.way, before.site_id, before.starts_at) == (way, site.pk if site else None, starts_at)
    if step == "move" and same:
        return appointment
    if step == "move":
        appointment.state = "cancelled"  # gives up the old place first: the new time may overlap it
        save(appointment, "state")
        give_back(before)
    by_staff = actor.is_staff_member
    seat = take_seat(appointment.kind, way=way, site=site, starts_at=starts_at, at=at, needs=appointment.needs,
                     soonest=at if by_staff else None)  # fmt: skip
    settle_in(appointment, seat, state=state, way=way, actor=actor, at=at)
    if step == "move":
        publish_freed(before, way=appointment.way, at=at)
    return appointment


def settle_in(appointment: Appointment, seat: Seat, *, state: str, way: str, actor: Any, at: datetime) -> None:
    """Write a locked appointment into its new place, with its history and the news of it."""
    appointment.sitting, appointment.place, appointment.of_places = seat.sitting, seat.place, seat.sitting.places
    appointment.way, appointment.state, appointment.sequence = way, state, appointment.sequence + 1
    appointment.changed_at, appointment.cancelled_why, appointment.bulk = at, "", None
    appointment.video_link = link_of(appointment)
    appointment.arrived_at = appointment.ended_at = None
    save(appointment, "sitting", "place", "of_places", "way", "state", "sequence", "changed_at", "cancelled_why",
         "bulk", "arrived_at", "ended_at", "video_link")  # fmt: skip
    note(appointment, f"Moved to {when_and_where(appointment)}", actor=actor, at=at)
    audit("appointment.moved", appointment, actor=actor, at=at, starts_at=seat.sitting.starts_at.isoformat())
    publish(AppointmentMoved(appointment_id=appointment.pk, sequence=appointment.sequence), at=at)


@operation
def cancel_appointment(
    *, appointment: Appointment, actor: Any, at: datetime, reason: str = "", by_customer: bool = False
) -> Appointment:
    """It will not take place; the time goes to whoever waits for an earlier one. Twice changes nothing."""
    appointment = lock_appointment(appointment)
    require(policies.may_change(actor, appointment))
    if appointment.state == "cancelled":
        return appointment
    if by_customer and appointment.starts_at <= at:
        raise Conflict("This appointment has begun, so it cannot be cancelled any more.")
    cancel_locked(appointment, clean_text(reason, field="reason", max_length=200), actor=actor, at=at)
    note(appointment, "Cancelled by the customer" if by_customer else f"Cancelled: {appointment.cancelled_why}",
         actor=actor, at=at)  # fmt: skip
    publish(
        AppointmentCancelled(
            appointment_id=appointment.pk, sequence=appointment.sequence, by_customer=by_customer
        ),
        at=at,
    )  # fmt: skip
    publish_freed(appointment.sitting, way=appointment.way, at=at)
    return appointment


def cancel_locked(appointment: Appointment, reason: str, *, actor: Any, at: datetime) -> None:
    """Cancel a locked appointment and free its time; who is told, and when, is the caller's business."""
    appointment.state = APPOINTMENT.target(appointment.state, "cancel")
    appointment.sequence, appointment.changed_at = appointment.sequence + 1, at
    appointment.ended_at, appointment.cancelled_why = at, reason
    save(appointment, "state", "sequence", "changed_at", "ended_at", "cancelled_why", "bulk")
    Waiting.objects.filter(appointment=appointment, ended_at=None).update(ended_at=at)
    give_back(appointment.sitting)
    audit("appointment.cancelled", appointment, actor=actor, at=at, reason=reason)


@operation
def set_video_link(*, appointment: Appointment, link: str, actor: Any, at: datetime) -> Appointment:
    """Where the call is held; whoever has the appointment is told. Raises `Invalid` for what is no secure address."""
    appointment = lock_appointment(appointment)
    require(policies.may_change(actor, appointment))
    if appointment.way != Way.VIDEO or appointment.state != "booked":
        raise Conflict("Only an appointment by video that is still to come has a link.")
    link = clean_text(link, field="link", max_length=300, required=True)
    check_link(link, field="link")
    if link == appointment.video_link:
        return appointment
    appointment.video_link, appointment.sequence, appointment.changed_at = link, appointment.sequence + 1, at
    save(appointment, "video_link", "sequence", "changed_at")
    note(appointment, "The link to the video call was changed", actor=actor, at=at)
    audit("appointment.video_link_set", appointment, actor=actor, at=at)
    publish(VideoLinkChanged(appointment_id=appointment.pk, sequence=appointment.sequence), at=at)
    return appointment


def publish_freed(sitting: Sitting, *, way: str, at: datetime) -> None:
    """Let those who wait hear of a time that is free again, if it is still to come."""
    if sitting.starts_at > at:
        publish(
            TimeFreed(kind_id=sitting.kind_id, way=way, site_id=sitting.site_id,
                      starts_at=sitting.starts_at.isoformat()),
            at=at,
        )  # fmt: skip
