"""A time that is kept for somebody who waits: yes or no, by the link in the message."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.appointments.models import EarlierOffer
from civichub.appointments.operations import accept_offer, decline_offer
from civichub.appointments.queries import offer_by_id
from civichub.appointments.wording import where_words
from civichub.core.errors import HubError, NotFound
from civichub.notifications.links import appointment_link, read_offer_link, wait_link
from civichub.web.access import public
from civichub.web.portal.gates import not_kept

# Said to somebody who has an appointment, and to somebody who has none.
TAKEN = ("You have the earlier time.", "You have the appointment.")
KEPT = ("Your appointment stays as it was.", "You keep your place on the list.")


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A page with two buttons: mail programs open links by themselves, so opening it changes nothing."""
    number, now = read_offer_link(token), timezone.now()
    if number is None:
        raise NotFound()
    offer = offer_by_id(number)
    appointment = offer.waiting.appointment
    if request.method == "POST":
        takes = request.POST.get("answer") == "yes"
        try:
            (accept_offer if takes else decline_offer)(offer=offer, actor=system_account(), at=now)
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, (TAKEN if takes else KEPT)[appointment is None])
        return redirect(_own_page(offer_by_id(number)))
    values = {
        "offer": offer, "appointment": appointment, "is_open": offer.state == "open" and offer.expires_at > now,
        "where": where_words(offer.hold.way, offer.hold.sitting.site), "manage_url": _own_page(offer),
    }  # fmt: skip
    return render(request, "portal/appointments/offer.html", values)


def _own_page(offer: EarlierOffer) -> str:
    """Their appointment, or their place on the list while they have none."""
    booked = offer.waiting.appointment or (offer.hold if offer.state == "accepted" else None)
    link = appointment_link(booked.reference) if booked else wait_link(offer.waiting.who.reference)
    return urlsplit(link).path
