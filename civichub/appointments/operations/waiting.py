"""Sooner, please: a time that comes free is offered to those who wait, one after another in the order of asking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from civichub.appointments import policies
from civichub.appointments.availability import free_times, ways_to_meet
from civichub.appointments.events import EarlierOffered, TimeFreed
from civichub.appointments.models import Appointment, EarlierOffer, Kind, Waiting, Wish
from civichub.appointments.operations.booking import confirm_booking, release_hold
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
from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import Conflict, NotFound
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_reference

OFFERED_FOR = timedelta(hours=2)
LEAST_NOTICE = timedelta(hours=3)  # the offer runs out, and there is still an hour to come
MOST_UNANSWERED = 3  # offers without an answer, after which the place in line goes
MOST_TRIED = 10
SWEPT_DAYS = 14
UNANSWERED, TOO_LATE, TAKEN_UP = "Three offers were not answered", "The last day that suited is over", "Took a time"


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

    With an appointment they want it when their own time is later, at the same place and by the same way; without one,
    when it suits what they asked for. Nobody is asked twice about one time.
    """
    require(policies.may_keep(actor))
    kind = Kind.objects.select_related("organisation", "session__site").get(pk=freed.kind_id)
    one_at_a_time(kind.organisation_id)
    return _offer(kind, freed, datetime.fromisoformat(freed.starts_at), actor, at)


@operation
def offer_open_times(*, actor: Any, at: datetime) -> int:
    """Offer those who wait without an appointment what is free in the next two weeks, given back or newly opened."""
    require(policies.may_keep(actor))
    kinds = Kind.objects.filter(wishes__waiting__ended_at=None, is_active=True).distinct()
    offered = 0
    for kind in kinds.select_related("organisation", "session__site", "skill"):
        one_at_a_time(kind.organisation_id)
        first, last = london_date(at), london_date(at) + timedelta(days=SWEPT_DAYS)
        for way, site in ways_to_meet(kind):
            open_times = free_times(kind, way=way, site=site, first=first, last=last, at=at, soonest=at + LEAST_NOTICE)
            for time in open_times:
                freed = TimeFreed(kind.pk, way, time.site_id, time.starts_at.isoformat())
                if not _wishes_for(freed, time.starts_at).exists():
                    continue
                offered += _offer(kind, freed, time.starts_at, actor, at, only_wishes=True) is not None
    return offered


def _offer(
    kind: Kind, freed: TimeFreed, starts_at: datetime, actor: Any, at: datetime, *, only_wishes: bool = False
) -> EarlierOffer | None:
    if starts_at - at < LEAST_NOTICE:
        return None
    line = _wishes_for(freed, starts_at) if only_wishes else line_for(freed, starts_at)
    for waiting in line[:MOST_TRIED]:
        site = next((site for way, site in ways_to_meet(kind) if (way, site and site.pk) == (freed.way, freed.site_id)),
                    None)  # fmt: skip
        try:
            seat = take_seat(kind, way=freed.way, site=site, starts_at=starts_at, at=at, needs=waiting.who.needs,
                             soonest=at)  # fmt: skip
        except Conflict:
            continue  # somebody else was quicker, or the room does not suit this one
        offer = EarlierOffer.objects.create(
            waiting=waiting, hold=_hold(waiting, seat, freed.way, actor, at), offered_at=at, expires_at=at + OFFERED_FOR
        )
        if waiting.appointment:
            note(waiting.appointment, "Offered an earlier time", actor=actor, at=at)
        audit("appointment.earlier_offered", waiting.who, actor=actor, at=at, starts_at=freed.starts_at)
        publish(EarlierOffered(offer_id=offer.pk), at=at)
        return offer
    return None


def line_for(freed: TimeFreed, starts_at: datetime) -> Any:
    """Everybody whom a free time suits, in the order of asking."""
    sooner = Q(
        appointment__kind=freed.kind_id, appointment__state="booked", appointment__way=freed.way,
        appointment__sitting__site=freed.site_id, appointment__sitting__starts_at__gt=starts_at,
    )  # fmt: skip
    return _in_line(sooner | _suits(freed, starts_at), starts_at)


def _wishes_for(freed: TimeFreed, starts_at: datetime) -> Any:
    return _in_line(_suits(freed, starts_at), starts_at)


def _in_line(wanted: Q, starts_at: datetime) -> Any:
    rows = Waiting.objects.filter(wanted, ended_at=None)
    asked = EarlierOffer.objects.filter(Q(state="open") | Q(hold__sitting__starts_at=starts_at)).values("waiting")
    rows = rows.exclude(pk__in=asked).select_related("appointment__kind", "wish__kind")
    return rows.order_by("asked_at", "pk")


def _suits(freed: TimeFreed, starts_at: datetime) -> Q:
    local = starts_at.astimezone(LONDON)
    place = Q(wish__in=Wish.sites.through.objects.filter(site=freed.site_id).values("wish")) if freed.site_id else Q()
    return place & Q(
        wish__kind=freed.kind_id, wish__ways__contains=[freed.way], wish__weekdays__contains=[local.weekday()],
        wish__earliest__lte=local.time(), wish__latest__gte=local.time(), wish__from_day__lte=local.date(),
        wish__until_day__gte=local.date(),
    )  # fmt: skip


def _hold(waiting: Waiting, seat: Seat, way: str, actor: Any, at: datetime) -> Appointment:
    """The time itself, kept; for somebody without an appointment it is theirs as soon as they say yes."""
    who, wish = waiting.who, waiting.wish
    theirs: dict[str, Any] = {"asked_at": at, "first_offered_on": london_date(at)}
    if wish:
        names = ("name", "email", "phone", "needs", "interpreter", "notes", "customer_id")
        theirs = {
            **{name: getattr(wish, name) for name in names},
            "asked_at": waiting.asked_at,
            "first_offered_on": wish.first_free_on or london_date(seat.sitting.starts_at),
            "booked_online": wish.asked_online,
        }
    return Appointment.objects.create(
        reference=unused_reference(Appointment), organisation_id=who.organisation_id, kind=who.kind,
        sitting=seat.sitting, place=seat.place, of_places=seat.sitting.places, way=way, hold_until=at + OFFERED_FOR,
        booked_by=actor, changed_at=at, **theirs,
    )  # fmt: skip


@operation
def accept_offer(*, offer: EarlierOffer, actor: Any, at: datetime) -> Appointment:
    """They come at that time; an old one goes to the next who waits. Twice is once."""
    offer = _locked(offer)
    require(policies.may_answer(actor, offer.waiting))
    appointment = offer.waiting.appointment
    if offer.state == "accepted":
        return appointment or offer.hold
    if offer.expires_at <= at or offer.waiting.ended_at or (appointment and appointment.state != "booked"):
        raise Conflict("This offer has run out." + (" Your appointment stays as it was." if appointment else ""))
    offer.state = OFFER.target(offer.state, "accept")
    save(offer, "state")
    _end_wait(offer.waiting, TAKEN_UP, at)
    audit("appointment.earlier_accepted", offer.waiting.who, actor=actor, at=at)
    if appointment is None:
        return confirm_booking(appointment=offer.hold, actor=actor, at=at)
    return _come_sooner(appointment, offer, actor, at)


def _come_sooner(appointment: Appointment, offer: EarlierOffer, actor: Any, at: datetime) -> Appointment:
    hold, before = lock(offer.hold), appointment.sitting
    hold.state = "lapsed"
    save(hold, "state")
    seat = Seat(hold.sitting, hold.place)
    settle_in(appointment, seat, state="booked", way=appointment.way, actor=actor, at=at)
    give_back(before)
    publish_freed(before, way=appointment.way, at=at)
    return appointment


@operation
def decline_offer(*, offer: EarlierOffer, actor: Any, at: datetime) -> EarlierOffer:
    """Not that one; they go on waiting at their place in line, and the next is asked."""
    offer = _locked(offer)
    require(policies.may_answer(actor, offer.waiting))
    if offer.state == "open":
        close_offer(offer, "decline", actor, at)
        if offer.waiting.appointment:
            note(offer.waiting.appointment, "Declined an earlier time", actor=actor, at=at)
    return offer


@operation
def lapse_offers(*, actor: Any, at: datetime) -> int:
    """Offers that nobody answered go to the next in line; how many ran out.

    Whoever leaves three without an answer, and whose last day is over, waits no longer.
    """
    require(policies.may_keep(actor))
    late = EarlierOffer.objects.filter(state="open", expires_at__lte=at)
    lapsed = 0
    for found in late[:500]:
        offer = _locked(found)
        if offer.state == "open":
            close_offer(offer, "lapse", actor, at)
            lapsed += 1
            if offer.waiting.offers.filter(state="lapsed").count() >= MOST_UNANSWERED:
                _end_wait(offer.waiting, UNANSWERED, at)
    over = Waiting.objects.filter(ended_at=None, wish__until_day__lt=london_date(at))
    over.exclude(offers__state="open").update(ended_at=at, ended_why=TOO_LATE)
    return lapsed


def _locked(offer: EarlierOffer) -> EarlierOffer:
    """The offer locked, after the organisation's other bookings and the appointment of whoever waits."""
    related = ("waiting__appointment", "waiting__wish")
    found = EarlierOffer.objects.select_related(*related).filter(pk=offer.pk).first()
    if found is None:
        raise NotFound()
    waiting = found.waiting
    one_at_a_time(waiting.who.organisation_id)
    fresh = lock(found)
    fresh.waiting = lock(waiting)
    if waiting.appointment:
        fresh.waiting.appointment = lock_appointment(waiting.appointment)
    return fresh


def _end_wait(waiting: Waiting, why: str, at: datetime) -> None:
    waiting.ended_at, waiting.ended_why = at, why
    save(waiting, "ended_at", "ended_why")


def close_offer(offer: EarlierOffer, step: str, actor: Any, at: datetime) -> None:
    """End a locked offer that is open; its time goes to the next who waits."""
    offer.state = OFFER.target(offer.state, step)
    save(offer, "state")
    hold = lock(offer.hold)
    if hold.state == "held":
        release_hold(hold, actor=actor, at=at)
    audit(f"offer.{offer.state}", offer, actor=actor, at=at)
    publish_freed(hold.sitting, way=hold.way, at=at)


def leave_line(waitings: Iterable[Waiting], why: str, actor: Any, at: datetime) -> None:
    """Take them out of the line, with what was offered to them."""
    for waiting in waitings:
        for offer in waiting.offers.filter(state="open"):
            close_offer(_locked(offer), "decline", actor, at)
        _end_wait(lock(waiting), why, at)
