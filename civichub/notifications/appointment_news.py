"""What there is to say about an appointment, and whether it is still true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.appointments.availability import upcoming_times
from civichub.appointments.queries import appointment_by_id, offer_by_id, wish_by_id
from civichub.appointments.wording import when_words, where_words, wish_words
from civichub.notifications.links import appointment_link, offer_link, wait_link
from civichub.notifications.operations.appointments import VisitNews, tell_of_appointment

TIMES_NAMED = 3


def tell(appointment: Any, event_key: str, occasion: str, at: datetime, **values: str) -> None:
    """Tell them about the time they have, or had."""
    sitting = appointment.sitting
    values |= {"manage_link": appointment_link(appointment.reference), "video_link": appointment.video_link}
    news = VisitNews(
        event_key, occasion, when_words(sitting.starts_at), where_words(appointment.way, sitting.site), values
    )  # fmt: skip
    tell_of_appointment(appointment=appointment, news=news, actor=system_account(), at=at)


def tell_while_booked(appointment_id: int, event_key: str, occasion: str, at: datetime, *, sequence: int) -> None:
    """Only while it still stands as the event left it: nobody is told of a time that has changed again."""
    appointment = appointment_by_id(appointment_id)
    if appointment.state == "booked" and appointment.sequence == sequence and appointment.starts_at > at:
        tell(appointment, event_key, occasion, at)


def tell_cancelled(appointment_id: int, sequence: int, at: datetime, *, by_customer: bool) -> None:
    """It will not take place: why, and the next free times; or that we heard them, when they cancelled themselves."""
    appointment = appointment_by_id(appointment_id)
    if appointment.state != "cancelled" or appointment.sequence != sequence:
        return
    occasion = f"booking_cancelled:{sequence}"
    if by_customer:
        tell(appointment, "booking_given_up", occasion, at)
        return
    times = upcoming_times(
        appointment.kind, way=appointment.way, site=appointment.sitting.site, at=at, many=TIMES_NAMED
    )
    words = "; ".join(when_words(time.starts_at) for time in times)
    tell(appointment, "booking_cancelled", occasion, at, why=appointment.cancelled_why, new_times=words)


def tell_of_wish(wish_id: int, at: datetime) -> None:
    """They are on the list: for what, and how to see their place or leave it."""
    wish = wish_by_id(wish_id)
    if wish.waiting.ended_at is not None:
        return
    values = {"wants": wish_words(wish), "wait_link": wait_link(wish.reference)}
    news = VisitNews("waiting_joined", "waiting_joined", "", "", values)
    tell_of_appointment(appointment=wish, news=news, actor=system_account(), at=at)


def tell_of_offer(offer_id: int, at: datetime) -> None:
    """A time is kept for them."""
    offer = offer_by_id(offer_id)
    if offer.state != "open" or offer.expires_at <= at:
        return
    wish, sitting = offer.waiting.wish, offer.hold.sitting
    appointment = appointment_by_id(offer.hold_id if wish else offer.waiting.appointment_id)
    values = {"offer_until": when_words(offer.expires_at), "offer_link": offer_link(offer.pk),
              "manage_link": appointment_link(appointment.reference)}  # fmt: skip
    if wish:
        values["wait_link"] = wait_link(wish.reference)
    news = VisitNews(
        "time_offered" if wish else "earlier_offered", f"earlier:{offer.pk}", when_words(sitting.starts_at),
        where_words(offer.hold.way, sitting.site), values,
    )  # fmt: skip
    tell_of_appointment(appointment=appointment, news=news, actor=system_account(), at=at)
