"""An appointment for whoever holds its link: see it, change the time, cancel, ask for an earlier one."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.appointments.models import Appointment
from civichub.appointments.operations import ask_for_earlier, cancel_appointment, move_appointment, stop_waiting
from civichub.appointments.queries import (
    appointment_by_reference,
    get_appointment_for,
    is_waiting,
    times_to_move_to,
)
from civichub.appointments.states import APPOINTMENT
from civichub.appointments.wording import where_words
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.core.references import parse_reference
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.notifications.links import appointment_link, read_appointment_link
from civichub.web.access import public, resident
from civichub.web.portal.appointments.choosing import (
    SHOWN_DAYS,
    by_day,
    day_asked,
    meeting_named,
    meetings_of,
    moment_asked,
)
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import came_from
from civichub.web.ui.forms import HubForm, TextField

SCOPE = "appointment-find"
NOT_FOUND = "We cannot find an appointment with that reference and that detail. Check both."
TOO_OFTEN = "You have tried too often. Wait five minutes, then try again, or call us."
LEAST_DIGITS = 4


class FindForm(HubForm):
    """A reference, and something that only whoever booked is likely to know."""

    reference = TextField(
        label="Reference", hint="Nine letters and numbers, like 7KM-4PQ-XT4", missing="Enter your reference", width=20,
        max_length=40,
    )  # fmt: skip
    known = TextField(
        label="Email address, or the last 4 digits of your phone number", hint="One that you gave us when you booked",
        missing="Enter the email address or the last 4 digits of the phone number", max_length=254,
    )  # fmt: skip


class CancelForm(HubForm):
    """Why, if they like."""

    reason = TextField(label="Why are you cancelling? (optional)", required=False, max_length=200)


def appointment_of(token: str) -> Appointment:
    """The appointment of a signed link. Raises `NotFound`."""
    reference = read_appointment_link(token)
    appointment = appointment_by_reference(reference) if reference else None
    if appointment is None or appointment.state in ("held", "lapsed"):
        raise NotFound()
    return appointment


@public
@not_kept
@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """When and where, and what can be done about it."""
    appointment, now = appointment_of(token), timezone.now()
    to_come = appointment.state == "booked" and appointment.starts_at > now
    may_rebook = appointment.state in ("cancelled", "no_show")
    values = {
        "appointment": appointment, "kind": appointment.kind, "token": token, "to_come": to_come,
        "where": where_words(appointment.way, appointment.sitting.site), "may_rebook": may_rebook,
        "waiting": to_come and is_waiting(appointment), "state": APPOINTMENT.states[appointment.state],
    }  # fmt: skip
    return render(request, "portal/appointments/manage.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Another time, under the same reference."""
    appointment, now = appointment_of(token), timezone.now()
    kind, problem = appointment.kind, ""
    own = f"site-{appointment.sitting.site.slug}" if appointment.sitting.site else appointment.way
    meeting = meeting_named(kind, request.GET.get("where", own)[:80]) or meeting_named(kind, own)
    if meeting is None:
        raise NotFound()
    if request.method == "POST":
        try:
            move_appointment(
                appointment=appointment, way=meeting.way, site=meeting.site, actor=system_account(), at=now,
                starts_at=moment_asked(request.POST.get("starts_at", "")),
            )  # fmt: skip
        except NotFound:
            raise
        except HubError as error:
            problem = error.message
        else:
            messages.success(request, "Your appointment has a new time.")
            return redirect("appointment-manage", token=token)
    today, last = london_date(now), london_date(now) + timedelta(days=kind.furthest_days)
    begin = max(day_asked(request, max(today, london_date(appointment.starts_at) - timedelta(days=3))), today)
    end = begin + timedelta(days=SHOWN_DAYS - 1)
    found = times_to_move_to(appointment, first=begin, last=end, at=now, way=meeting.way, site=meeting.site)
    values = {
        "appointment": appointment, "kind": kind, "meeting": meeting, "meetings": meetings_of(kind), "token": token,
        "days": by_day(found), "begin": begin, "end": end, "problem": problem,
        "earlier": max(begin - timedelta(days=SHOWN_DAYS), today) if begin > today else None,
        "later": end + timedelta(days=1) if end < last else None,
    }  # fmt: skip
    return render(request, "portal/appointments/move.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give it up, so that somebody else can have the time."""
    appointment = appointment_of(token)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_appointment(
                appointment=appointment, reason=form.cleaned_data["reason"], by_customer=True, actor=system_account(),
                at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Your appointment is cancelled. Thank you for telling us.")
        return redirect("appointment-manage", token=token)
    values = {"form": form, "appointment": appointment, "token": token,
              "where": where_words(appointment.way, appointment.sitting.site)}  # fmt: skip
    return render(request, "portal/appointments/cancel.html", values)


@public
@not_kept
@require_POST
def earlier(request: HttpRequest, token: str) -> HttpResponse:
    """Wait for an earlier time, or no longer."""
    appointment = appointment_of(token)
    stop = "stop" in request.POST
    act = stop_waiting if stop else ask_for_earlier
    try:
        act(appointment=appointment, actor=system_account(), at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        done = "You keep the time you have." if stop else "We will tell you when an earlier time is given back."
        messages.success(request, done)
    return redirect("appointment-manage", token=token)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By reference and something known; the same answer whichever is wrong."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, reference = timezone.now(), parse_reference(form.cleaned_data["reference"]) or ""
        keys = (came_from(request), reference)
        if too_many_tries(SCOPE, keys, at=at):
            form.add_error(None, TOO_OFTEN)
            return render(request, "portal/appointments/find.html", {"form": form}, status=429)
        if reference and _knows(reference, form.cleaned_data["known"]):
            return redirect(urlsplit(appointment_link(reference)).path)
        count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
        form.add_error(None, NOT_FOUND)
    return render(request, "portal/appointments/find.html", {"form": form})


def _knows(reference: str, fact: str) -> bool:
    try:
        appointment = appointment_by_reference(reference)
    except NotFound:
        return False
    if appointment.state in ("held", "lapsed"):
        return False
    if "@" in fact:
        given, held = fact.strip().lower(), appointment.email.lower()
    else:
        given, held = re.sub(r"\D", "", fact)[-10:], re.sub(r"\D", "", appointment.phone)
        held = held[-len(given) :] if len(given) >= LEAST_DIGITS else ""
    return bool(held) and hmac.compare_digest(given.encode(), held.encode())


@resident
@not_kept
@require_GET
def from_account(request: HttpRequest, reference: str) -> HttpResponse:
    """From the account to the same page."""
    appointment = get_appointment_for(request.user, reference)
    token = urlsplit(appointment_link(appointment.reference)).path.split("/")[-2]
    return redirect(reverse("appointment-manage", args=[token]))
