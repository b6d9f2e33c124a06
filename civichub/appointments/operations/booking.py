"""Booking: hold a time, say who it is for, confirm."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from civichub.appointments import policies
from civichub.appointments.availability import next_time
from civichub.appointments.events import AppointmentBooked
from civichub.appointments.models import Appointment, Kind, RoomFeature
from civichub.appointments.operations.seats import (
    TAKEN,
    give_back,
    lock_appointment,
    note,
    one_at_a_time,
    take_again,
    take_seat,
)
from civichub.appointments.states import APPOINTMENT, TO_COME
from civichub.appointments.video import link_of
from civichub.contacts.operations import record_contact
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.references import unused_reference
from civichub.core.text import clean_text
from civichub.delivery.addresses import clean_address
from civichub.delivery.states import Channel
from civichub.workforce.queries import active_skills

HELD_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Who:
    """Who comes and what they need: `needs` are features of a room, `interpreter` the key of a language skill."""

    name: str
    email: str = ""
    phone: str = ""
    needs: Collection[str] = field(default_factory=tuple)
    interpreter: str = ""
    notes: str = ""


@operation
def hold_time(
    *,
    kind: Kind,
    way: str,
    starts_at: datetime,
    actor: Any,
    at: datetime,
    site: Any = None,
    online: bool = False,
    key: str = "",
    needs: Collection[str] = (),
    customer: Any = None,
    case: Any = None,
    contact: Any = None,
) -> Appointment:
    """Keep a time for ten minutes while somebody says who it is for. With a `key` used before: what it gave then.

    Raises `Conflict` when the time has gone.
    """
    require(policies.may_book(actor, kind, online=online))
    one_at_a_time(kind.organisation_id)
    if key and (earlier := Appointment.objects.filter(key=key[:120]).first()):
        return earlier
    first = next_time(kind, at=at)
    seat = take_seat(kind, way=way, site=site, starts_at=starts_at, at=at, needs=needs,
                     soonest=None if online else at)  # fmt: skip
    appointment = Appointment.objects.create(
        reference=unused_reference(Appointment),
        organisation_id=kind.organisation_id,
        kind=kind,
        sitting=seat.sitting,
        place=seat.place,
        of_places=seat.sitting.places,
        way=way,
        hold_until=at + HELD_FOR,
        key=key[:120] or None,
        needs=sorted(set(needs)),
        customer=customer,
        case=case,
        contact=contact,
        booked_by=actor,
        booked_online=online,
        asked_at=at,
        first_offered_on=london_date(min(first.starts_at, starts_at) if first else starts_at),
        changed_at=at,
    )
    audit("appointment.held", appointment, actor=actor, at=at, starts_at=starts_at.isoformat(), way=way)
    return appointment


@operation
def describe_hold(*, appointment: Appointment, who: Who, actor: Any, at: datetime) -> Appointment:
    """Say who a held time is for. A need that the room does not meet moves it to a room that does, at the same time.

    Raises `Invalid` naming the field, and `Conflict` when no such room is free then.
    """
    appointment = lock_appointment(appointment)
    require(policies.may_hold(actor, appointment))
    if appointment.state != "held":
        raise Conflict("This appointment is booked already. Open it to change it.")
    checked = checked_person(who, appointment.way)
    lacking = set(checked.needs) - set(appointment.sitting.room.features if appointment.sitting.room else checked.needs)
    if lacking:
        _move_to_room(appointment, checked.needs, at)
    for name in ("name", "email", "phone", "interpreter", "notes"):
        setattr(appointment, name, getattr(checked, name))
    appointment.needs, appointment.changed_at = sorted(set(checked.needs)), at
    save(appointment, "name", "email", "phone", "interpreter", "notes", "needs", "changed_at", "sitting", "place",
         "of_places")  # fmt: skip
    audit("appointment.described", appointment, actor=actor, at=at)
    return appointment


def _move_to_room(appointment: Appointment, needs: Collection[str], at: datetime) -> None:
    sitting = appointment.sitting
    appointment.state = "lapsed"
    save(appointment, "state")
    give_back(sitting)
    try:
        seat = take_seat(appointment.kind, way=appointment.way, site=sitting.site, starts_at=sitting.starts_at, at=at,
                         needs=needs, soonest=at)  # fmt: skip
    except Conflict as error:
        words = ", ".join(RoomFeature(need).label.lower() for need in needs)
        raise Conflict(f"No room that has this is free at that time ({words}). Choose another time.") from error
    appointment.sitting, appointment.place, appointment.of_places = seat.sitting, seat.place, seat.sitting.places
    appointment.state = "held"
    save(appointment, "state", "sitting", "place", "of_places")


def checked_person(who: Who, way: str) -> Who:
    """What was typed about somebody, cleaned, for a way to meet. Raises `Invalid` naming the fields."""
    errors = {}
    name = clean_text(who.name, field="name", max_length=120)
    if not name:
        errors["name"] = "Enter a name"
    if not who.email and not who.phone:
        errors["email"] = "Enter an email address or a telephone number"
    if way == "phone" and not who.phone:
        errors["phone"] = "Enter the telephone number that we are to call"
    if way == "video" and not who.email:
        errors["email"] = "Enter the email address for the link to the call"
    if set(who.needs) - set(RoomFeature.values):
        errors["needs"] = "Choose what they need from the list"
    if who.interpreter and not active_skills().filter(key=who.interpreter[:40], kind__in=("language", "sign")).exists():
        errors["interpreter"] = "Choose the language from the list"
    email = _email(who.email, errors)
    if errors:
        raise Invalid(errors)
    return Who(
        name, email, clean_text(who.phone, field="phone", max_length=30), tuple(who.needs), who.interpreter,
        clean_text(who.notes, field="notes", max_length=1000, lines=True),
    )  # fmt: skip


def _email(typed: str, errors: dict[str, str]) -> str:
    try:
        return clean_address(Channel.EMAIL, typed) if typed else ""
    except Invalid:
        errors["email"] = "Enter an email address in the correct format, like name@example.com"
        return ""


@operation
def confirm_booking(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """Book what is held. Twice is once. A hold that ran out is booked all the same while nobody else has the time."""
    appointment = lock_appointment(appointment)
    require(policies.may_hold(actor, appointment))
    if appointment.state in TO_COME:
        return appointment
    if not appointment.name:
        raise Conflict("Say first who the appointment is for.")
    _refuse_too_many(appointment, at)
    if appointment.state == "lapsed":
        if appointment.starts_at <= at or hasattr(appointment, "offered"):
            raise Conflict(TAKEN)
        seat = take_again(appointment.sitting, appointment.place)
        appointment.place, appointment.state = seat.place, "held"
    appointment.state = APPOINTMENT.target(appointment.state, "confirm")
    appointment.hold_until, appointment.booked_at, appointment.changed_at = None, at, at
    appointment.video_link = link_of(appointment)
    save(appointment, "state", "place", "hold_until", "booked_at", "changed_at", "video_link")
    if appointment.booked_online:
        record_contact(
            organisation=appointment.organisation, channel="web", outcome="resolved", customer=appointment.customer,
            service=appointment.kind.service, reason="Booked an appointment", actor=actor, at=at,
        )  # fmt: skip
    note(appointment, "Booked online" if appointment.booked_online else "Booked", actor=actor, at=at)
    audit("appointment.booked", appointment, actor=actor, at=at, reference=appointment.reference)
    publish(AppointmentBooked(appointment_id=appointment.pk), at=at)
    return appointment


def _refuse_too_many(appointment: Appointment, at: datetime) -> None:
    same = Q(pk=None)
    if appointment.customer_id:
        same |= Q(customer=appointment.customer_id)
    if appointment.email:
        same |= Q(email__iexact=appointment.email)
    elif appointment.phone:
        same |= Q(phone=appointment.phone)
    have = Appointment.objects.filter(same, kind=appointment.kind, state__in=TO_COME, sitting__starts_at__gt=at)
    if have.exclude(pk=appointment.pk).count() >= appointment.kind.most_each:
        raise Conflict(
            "You have as many appointments of this kind as one person can book. Change or cancel one of them first."
        )


@operation
def book_appointment(
    *,
    kind: Kind,
    way: str,
    starts_at: datetime,
    who: Who,
    actor: Any,
    at: datetime,
    site: Any = None,
    online: bool = False,
    key: str = "",
    customer: Any = None,
    case: Any = None,
    contact: Any = None,
) -> Appointment:
    """Hold, describe and confirm in one step, for advisors and other systems. The same `key` twice books once."""
    appointment = hold_time(
        kind=kind, way=way, site=site, starts_at=starts_at, online=online, key=key, customer=customer, case=case,
        contact=contact, actor=actor, at=at,
    )  # fmt: skip
    if appointment.state == "held":
        appointment = describe_hold(appointment=appointment, who=who, actor=actor, at=at)
    return confirm_booking(appointment=appointment, actor=actor, at=at)


@operation
def let_go_holds(*, actor: Any, at: datetime) -> int:
    """Free the times of bookings that nobody finished; how many. Offers that ran out are `lapse_offers`' business."""
    require(policies.may_keep(actor))
    late = Appointment.objects.filter(state="held", hold_until__lte=at, offered=None).order_by("organisation_id", "pk")
    freed = 0
    for appointment in late[:500]:
        appointment = lock_appointment(appointment)
        if appointment.state == "held" and appointment.hold_until and appointment.hold_until <= at:
            release_hold(appointment, actor=actor, at=at)
            freed += 1
    return freed


def release_hold(appointment: Appointment, *, actor: Any, at: datetime) -> None:
    """Let a locked, held appointment go."""
    appointment.state, appointment.changed_at = APPOINTMENT.target(appointment.state, "let_go"), at
    save(appointment, "state", "changed_at")
    give_back(appointment.sitting)
    audit("appointment.let_go", appointment, actor=actor, at=at)
