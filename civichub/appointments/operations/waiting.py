"""Earlier, please: who waits for an earlier time is offered one that is given back, in the order of asking."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.appointments import policies
from civichub.appointments.events import EarlierOffered, TimeFreed
from civichub.appointments.models import Appointment, EarlierOffer, Kind, Waiting
from civichub.appointments.operations.booking import release_hold
from civichub.appointments.operations.changing import publish_freed, settle_in
from civichub.appointments.operations.seats import (
    Seat,
    give_back,
    lock_appointment,
    note,
    one_at_a_time,
    take_seat,
)
from civichub.appointments.states import OFFER
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, NotFound
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_reference

OFFERED_FOR = timedelta(hours=2)
LEAST_NOTICE = timedelta(hours=3)  # the offer runs out, and there is still an hour to come


@operation
def ask_for_earlier(*, appointment: Appointment, actor: Any, at: datetime) -> Waiting:
    """They would come sooner if a time is given back. Twice is once, and keeps the first place in line."""
    appointment = lock_appointment(appointment)
    require(policies.may_change(actor, appointment))
    if appointment.state != "booked" or appointment.starts_at <= at:
        raise Conflict("Only somebody with an appointment to come can wait for an earlier one.")
    waiting, begun = Waiting.objects.get_or_create(
        appointment=appointment, ended_at=None, defaults={"asked_at": at}
    )  # fmt: skip
    if begun:
        note(appointment, "Would like an earlier time", actor=actor, at=at)
        audit("appointment.wants_earlier", appointment, actor=actor, at=at)
    return waiting


@operation
def stop_waiting(*, appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    """The time they have is fine after all."""
    appointment = lock_appointment(appointment)
    require(policies.may_change(actor, appointment))
    if Waiting.objects.filter(appointment=appointment, ended_at=None).update(ended_at=at):
        note(appointment, "No longer waits for an earlier time", actor=actor, at=at)
        audit("appointment.keeps_its_time", appointment, actor=actor, at=at)
    return appointment


@operation
def offer_freed_time(*, freed: TimeFreed, actor: Any, at: datetime) -> EarlierOffer | None:
    """Hold a time that was given back for the first of those who wait, and tell them. None when nobody wants it.

    Those who wait want it when their own time is later, at the same place and by the same way; nobody is asked twice
    about one time.
    """
    require(policies.may_keep(actor))
    kind = Kind.objects.select_related("organisation", "session__site").get(pk=freed.kind_id)
    one_at_a_time(kind.organisation_id)
    starts_at = datetime.fromisoformat(freed.starts_at)
    waiting = next_in_line(freed, starts_at) if starts_at - at >= LEAST_NOTICE else None
    if waiting is None:
        return None
    appointment = waiting.appointment
    site = appointment.sitting.site
    try:
        seat = take_seat(kind, way=freed.way, site=site, starts_at=starts_at, at=at, needs=appointment.needs,
                         soonest=at)  # fmt: skip
    except Conflict:
        return None  # somebody else was quicker, or the room does not suit
    offer = EarlierOffer.objects.create(
        waiting=waiting, hold=_hold(appointment, seat, actor, at), offered_at=at, expires_at=at + OFFERED_FOR
    )
    note(appointment, "Offered an earlier time", actor=actor, at=at)
    audit("appointment.earlier_offered", appointment, actor=actor, at=at, starts_at=freed.starts_at)
    publish(EarlierOffered(offer_id=offer.pk), at=at)
    return offer


def next_in_line(freed: TimeFreed, starts_at: datetime) -> Waiting | None:
    """The first who waits and would come sooner by it."""
    rows = Waiting.objects.filter(
        ended_at=None, appointment__kind=freed.kind_id, appointment__state="booked", appointment__way=freed.way,
        appointment__sitting__site=freed.site_id, appointment__sitting__starts_at__gt=starts_at,
    )  # fmt: skip
    rows = rows.exclude(offers__state="open").exclude(offers__hold__sitting__starts_at=starts_at)
    return rows.select_related("appointment__sitting__site", "appointment__kind").order_by("asked_at", "pk").first()


def _hold(appointment: Appointment, seat: Seat, actor: Any, at: datetime) -> Appointment:
    return Appointment.objects.create(
        reference=unused_reference(Appointment),
        organisation_id=appointment.organisation_id,
        kind=appointment.kind,
        sitting=seat.sitting,
        place=seat.place,
        of_places=seat.sitting.places,
        way=appointment.way,
        hold_until=at + OFFERED_FOR,
        booked_by=actor,
        asked_at=at,
        first_offered_on=london_date(at),
        changed_at=at,
    )


@operation
def accept_offer(*, offer: EarlierOffer, actor: Any, at: datetime) -> Appointment:
    """They come at the earlier time; their old one goes to the next who waits. Twice is once."""
    offer, appointment = _locked(offer)
    require(policies.may_change(actor, appointment))
    if offer.state == "accepted":
        return appointment
    if offer.expires_at <= at or appointment.state != "booked":
        raise Conflict("This offer has run out. Your appointment stays as it was.")
    hold, before = lock(offer.hold), appointment.sitting
    offer.state = OFFER.target(offer.state, "accept")
    save(offer, "state")
    hold.state = "lapsed"
    save(hold, "state")
    seat = Seat(hold.sitting, hold.place)
    settle_in(appointment, seat, state="booked", way=appointment.way, actor=actor, at=at)
    Waiting.objects.filter(pk=offer.waiting_id).update(ended_at=at)
    give_back(before)
    audit("appointment.earlier_accepted", appointment, actor=actor, at=at)
    publish_freed(before, way=appointment.way, at=at)
    return appointment


@operation
def decline_offer(*, offer: EarlierOffer, actor: Any, at: datetime) -> Appointment:
    """Not that one; they go on waiting, and the next in line is asked."""
    offer, appointment = _locked(offer)
    require(policies.may_change(actor, appointment))
    if offer.state == "open":
        _close(offer, "decline", actor, at)
        note(appointment, "Declined an earlier time", actor=actor, at=at)
    return appointment


@operation
def lapse_offers(*, actor: Any, at: datetime) -> int:
    """Offers that nobody answered go to the next in line; how many ran out."""
    require(policies.may_keep(actor))
    late = EarlierOffer.objects.filter(state="open", expires_at__lte=at).select_related("waiting__appointment")
    lapsed = 0
    for found in late[:500]:
        offer, _ = _locked(found)
        if offer.state == "open":
            _close(offer, "lapse", actor, at)
            lapsed += 1
    return lapsed


def _locked(offer: EarlierOffer) -> tuple[EarlierOffer, Appointment]:
    found = EarlierOffer.objects.select_related("waiting__appointment").filter(pk=offer.pk).first()
    if found is None:
        raise NotFound()
    appointment = lock_appointment(found.waiting.appointment)
    return lock(found), appointment


def _close(offer: EarlierOffer, step: str, actor: Any, at: datetime) -> None:
    offer.state = OFFER.target(offer.state, step)
    save(offer, "state")
    hold = lock(offer.hold)
    if hold.state == "held":
        release_hold(hold, actor=actor, at=at)
    audit(f"offer.{offer.state}", offer, actor=actor, at=at)
    publish_freed(hold.sitting, way=hold.way, at=at)
