"""Booking for somebody, and changing the time for them: the residents' own operations, with the desk's powers."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from civichub.appointments.availability import free_times, next_time
from civichub.appointments.models import Kind
from civichub.appointments.operations import Who, book_appointment, move_appointment
from civichub.appointments.queries import get_appointment_for, kinds_bookable_by, times_to_move_to
from civichub.appointments.wording import where_words
from civichub.cases.queries import get_case_for
from civichub.contacts.queries import get_contact_for
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.customers.queries import get_customer_for, view_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.portal.appointments.choosing import (
    SHOWN_DAYS,
    by_day,
    day_asked,
    meeting_named,
    meetings_of,
    moment_asked,
)
from civichub.web.portal.appointments.holding import DetailsForm

BOOKS = "appointments.book"
ABOUT = ("customer", "contact", "case")


def about_asked(request: HttpRequest) -> dict[str, str]:
    """For whom and in which contact, by reference, carried from page to page."""
    return {name: value[:12] for name in ABOUT if (value := request.GET.get(name, ""))}


def kind_bookable(request: HttpRequest, slug: str) -> Kind:
    """The kind that this person may book. Raises `NotFound`."""
    found = next((kind for kind in kinds_bookable_by(request.user) if kind.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


@staff(BOOKS)
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Which kind, with the next free time of each."""
    now, about = timezone.now(), about_asked(request)
    kinds = [(kind, next_time(kind, at=now)) for kind in kinds_bookable_by(request.user)]
    return render(request, "staff/appointments/kinds.html", {"kinds": kinds, "kept": urlencode(about)})


@staff(BOOKS)
@require_GET
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The free times of a week; each leads to who it is for."""
    kind, now, about = kind_bookable(request, slug), timezone.now(), about_asked(request)
    meetings = meetings_of(kind)
    meeting = meeting_named(kind, request.GET.get("where", "")[:80]) or (meetings[0] if meetings else None)
    if meeting is None:
        raise NotFound()
    today, soonest = london_date(now), next_time(kind, way=meeting.way, site=meeting.site, at=now)
    begin = max(day_asked(request, london_date(soonest.starts_at) if soonest else today), today)
    end = begin + timedelta(days=SHOWN_DAYS - 1)
    found = free_times(kind, way=meeting.way, site=meeting.site, first=begin, last=end, at=now, soonest=now)
    kept = urlencode({**about, "where": meeting.code})
    values = {
        "kind": kind, "meeting": meeting, "meetings": meetings, "days": by_day(found), "begin": begin, "end": end,
        "earlier": max(begin - timedelta(days=SHOWN_DAYS), today) if begin > today else None,
        "later": end + timedelta(days=1), "kept": f"{kept}&", "about": about, "soonest": soonest,
        "press": secrets.token_hex(8),
    }  # fmt: skip
    return render(request, "staff/appointments/times.html", values)


@staff(BOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes; then it is booked."""
    kind, about, now = kind_bookable(request, slug), about_asked(request), timezone.now()
    meeting = meeting_named(kind, request.GET.get("where", "")[:80])
    if meeting is None:
        raise NotFound()
    starts_at, people = moment_asked(request.GET.get("starts_at", "")), people_of(request, about)
    form = DetailsForm(request.POST or None, way=meeting.way, initial=known_of(request, people.get("customer")))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = Who(given["name"], given["email"] or "", given["phone"] or "", given.get("needs") or (),
                     given["interpreter"] or "", given["notes"] or "")  # fmt: skip
        press = request.GET.get("press", "")[:40]
        try:
            appointment = book_appointment(
                kind=kind, way=meeting.way, site=meeting.site, starts_at=starts_at, who=person, actor=request.user,
                at=now, key=f"desk:{press}:{starts_at.isoformat()}" if press.isalnum() else "", **people,
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Booked. They are told by the way that suits them.")
            return redirect("appointment", appointment.reference)
    back = f"{reverse('appointment-book-times', args=[kind.slug])}?{urlencode({**about, 'where': meeting.code})}"
    values = {"form": form, "kind": kind, "starts_at": starts_at, "back_url": back,
              "where": where_words(meeting.way, meeting.site)}  # fmt: skip
    return render(request, "staff/appointments/who.html", values)


def people_of(request: HttpRequest, about: dict[str, str]) -> dict[str, Any]:
    """The records for whom and in which contact it is. Raises `NotFound` for one that the reader may not see."""
    found: dict[str, Any] = {}
    if "case" in about:
        found["case"] = get_case_for(request.user, about["case"])
        found["customer"] = found["case"].customer
    if "contact" in about:
        found["contact"] = get_contact_for(request.user, about["contact"])
        found["customer"] = found["contact"].customer or found.get("customer")
    if "customer" in about:
        found["customer"] = get_customer_for(request.user, about["customer"])
    return found


def known_of(request: HttpRequest, customer: Any) -> dict[str, Any]:
    """What the record says and this reader may see; a sheltered person's numbers stay out of the form."""
    if customer is None:
        return {}
    view = view_of(customer, request.user)
    if view.access.is_sheltered:
        return {"name": view.name}
    current = {point.kind: point.shown for point in reversed(view.contact_points) if point.is_current}
    return {"name": view.name, "email": current.get("email", ""), "phone": current.get("phone", "")}


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Another time for them, under the same reference."""
    appointment, now = get_appointment_for(request.user, reference), timezone.now()
    kind = appointment.kind
    own = f"site-{appointment.sitting.site.slug}" if appointment.sitting.site else appointment.way
    meeting = meeting_named(kind, request.GET.get("where", own)[:80]) or meeting_named(kind, own)
    if meeting is None:
        raise NotFound()
    if request.method == "POST":
        starts_at = moment_asked(request.POST.get("starts_at", ""))
        try:
            move_appointment(appointment=appointment, way=meeting.way, site=meeting.site, starts_at=starts_at,
                             actor=request.user, at=now)  # fmt: skip
        except NotFound:
            raise
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "It has a new time, and they are told.")
            return redirect("appointment", appointment.reference)
    today = london_date(now)
    begin = max(day_asked(request, max(today, london_date(appointment.starts_at) - timedelta(days=2))), today)
    end = begin + timedelta(days=SHOWN_DAYS - 1)
    found = times_to_move_to(appointment, first=begin, last=end, at=now, way=meeting.way, site=meeting.site,
                             soonest=now)  # fmt: skip
    values = {
        "appointment": appointment, "kind": kind, "meeting": meeting, "meetings": meetings_of(kind),
        "days": by_day(found), "begin": begin, "end": end, "later": end + timedelta(days=1),
        "earlier": max(begin - timedelta(days=SHOWN_DAYS), today) if begin > today else None,
        "kept": f"{urlencode({'where': meeting.code})}&",
    }  # fmt: skip
    return render(request, "staff/appointments/move.html", values)
