"""Calendars: one's own appointment as a file, the feeds of officers and rooms, and what is held at a site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.appointments.calendars import calendar_for_person, calendar_of_feed, calendar_of_sessions
from civichub.appointments.queries import sessions_at
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.places.queries import site_by_slug
from civichub.web.access import public
from civichub.web.portal.appointments.choosing import day_asked
from civichub.web.portal.appointments.managing import appointment_of
from civichub.web.portal.gates import not_kept

SHOWN_DAYS, FILED_DAYS = 28, 180
CALENDAR = "text/calendar; charset=utf-8"


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public
@not_kept
@require_GET
def own(request: HttpRequest, token: str) -> HttpResponse:
    """For the calendar of whoever has the appointment."""
    appointment = appointment_of(token)
    return _file(calendar_for_person(appointment), f"appointment-{appointment.reference}")


@public
@not_kept
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads again and again; a revoked address is as if it had never been."""
    content = calendar_of_feed(token[:100], timezone.now())
    if content is None:
        raise NotFound()
    return _file(content, "appointments")


def _site(slug: str) -> Any:
    site = site_by_slug(slug[:60])
    if site is None or (site.closed_on and site.closed_on <= london_date(timezone.now())):
        raise NotFound()
    return site


@public
@require_GET
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """Surgeries and sessions of a site, four weeks at a time."""
    site, today = _site(slug), london_date(timezone.now())
    begin = max(day_asked(request, today), today)
    end = begin + timedelta(days=SHOWN_DAYS - 1)
    values = {
        "site": site, "days": sessions_at(site.pk, begin, end), "begin": begin, "end": end,
        "earlier": max(begin - timedelta(days=SHOWN_DAYS), today) if begin > today else None,
        "later": end + timedelta(days=1) if (end - today).days < 365 else None,
    }  # fmt: skip
    return render(request, "portal/appointments/sessions.html", values)


@public
@require_GET
def sessions_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a calendar program, half a year ahead."""
    site, now = _site(slug), timezone.now()
    today = london_date(now)
    days = sessions_at(site.pk, today, today + timedelta(days=FILED_DAYS))
    return _file(calendar_of_sessions(site, days, now), f"sessions-{site.slug}")
