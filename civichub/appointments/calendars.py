"""Appointments and sessions as iCalendar (RFC 5545), for calendar programs. Feeds say no more than they must.

A UID never changes, SEQUENCE counts changes, and what is cancelled stays in the feed as CANCELLED so that programs take
it out of their calendars.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDatetime

from civichub.appointments.models import Appointment, CalendarFeed
from civichub.appointments.operations.setting_up import digest_of
from civichub.appointments.queries import RELATED, SessionDay
from civichub.appointments.wording import initials
from civichub.core.clocks import LONDON
from civichub.core.references import format_reference

SHOWN_BACK, SHOWN_AHEAD = timedelta(days=31), timedelta(days=400)
STATUS = {"cancelled": "CANCELLED", "no_show": "CANCELLED", "held": "TENTATIVE"}


def calendar_for_person(appointment: Appointment) -> bytes:
    """One appointment, for whoever has it: what, where and when, and nothing about them."""
    name = "Appointment" if appointment.kind.is_sensitive else appointment.kind.name
    event = _event(appointment, f"{name}, {appointment.organisation.short_name}")
    if appointment.kind.bring and not appointment.kind.is_sensitive:
        event.add("description", f"Bring: {appointment.kind.bring}")
    if appointment.video_link:
        event.add("url", appointment.video_link)
        event.add("location", appointment.video_link)
    return _calendar("Your appointment", [event])


def calendar_of_feed(token: str, at: datetime) -> bytes | None:
    """What the secret address of an officer or a room shows, or None when there is no such address any more.

    Reference and kind; for an officer the initials too. Of a sensitive service neither kind nor initials.
    """
    feed = (
        CalendarFeed.objects.filter(digest=digest_of(token), revoked_at=None).select_related("person", "room").first()
    )
    if feed is None:
        return None
    rows = Appointment.objects.exclude(state__in=("held", "lapsed")).select_related(*RELATED)
    rows = rows.filter(sitting__starts_at__gt=at - SHOWN_BACK, sitting__starts_at__lt=at + SHOWN_AHEAD)
    rows = rows.filter(sitting__officer=feed.person) if feed.person else rows.filter(sitting__room=feed.room)
    return _calendar(f"Appointments: {feed}", [_event(row, _summary(row, feed)) for row in rows])


def _summary(row: Appointment, feed: CalendarFeed) -> str:
    reference = format_reference(row.reference)
    if row.kind.is_sensitive:
        return f"Appointment {reference}"
    who = f" ({initials(row.name)})" if feed.person_id and initials(row.name) else ""
    return f"{row.kind.name} {reference}{who}"


def _event(row: Appointment, summary: str) -> Event:
    event = Event()
    event.add("uid", f"appointment-{row.reference}@{_host()}")
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("dtstart", row.starts_at.astimezone(LONDON))
    event.add("dtend", row.ends_at.astimezone(LONDON))
    event.add("sequence", row.sequence)
    event.add("status", STATUS.get(row.state, "CONFIRMED"))
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    if row.sitting.site:
        room = f", {row.sitting.room}" if row.sitting.room else ""
        event.add("location", f"{row.sitting.site.name}{room}")
    return event


def calendar_of_sessions(site: Any, days: Iterable[SessionDay], at: datetime) -> bytes:
    """What is held at a site, for everybody."""
    events = []
    for day in days:
        event, session = Event(), day.held.session
        event.add("uid", f"session-{session.pk}-{day.held.starts_at:%Y%m%d}@{_host()}")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", day.held.starts_at.astimezone(LONDON))
        event.add("dtend", day.held.ends_at.astimezone(LONDON))
        event.add("sequence", 1 if day.cancelled else 0)
        event.add("status", "CANCELLED" if day.cancelled else "CONFIRMED")
        event.add("summary", f"{session.title} ({session.provider})")
        event.add("location", f"{site.name}{f', {day.room}' if day.room else ''}")
        if session.how_to_book:
            event.add("description", session.how_to_book)
        events.append(event)
    return _calendar(f"Sessions at {site.name}", events)


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//CivicHub//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add_component(_london())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _london() -> Timezone:
    """The rule in force since 1996 (Summer Time Order 2002): last Sundays of March and October, at 1am UTC."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for part, start, before, after, month, name in (
        (TimezoneDaylight(), "19960331T010000", 0, 1, 3, "BST"),
        (TimezoneStandard(), "19961027T020000", 1, 0, 10, "GMT"),
    ):
        part.add("dtstart", vDatetime.from_ical(start))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "civichub"
