"""A kind's own hours, the sessions of others with their places, and where a video call is held."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from civichub.appointments.availability import free_times, next_time
from civichub.appointments.calendars import calendar_for_person
from civichub.appointments.models import Appointment, BulkCancellation, Kind, KindDay, KindHours
from civichub.appointments.operations import (
    Booking,
    Pattern,
    Target,
    add_kind_hours,
    arrange_session,
    cancel_many,
    close_session,
    end_kind_hours,
    move_appointment,
    set_kind_day,
    set_video_link,
    unset_kind_day,
)
from civichub.appointments.queries import sessions_at
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.delivery.models import Message
from civichub.notifications.appointment_news import tell_while_booked
from tests.factories.appointments import EARLY, MONDAY, NINE, RegisterOffice
from tests.factories.world import BEFORE

DAY = timedelta(days=1)


def begins(office: RegisterOffice, day: date) -> list[str]:
    found = free_times(office.birth, way="site", site=office.site, first=day, last=day, at=EARLY)
    return [f"{one.starts_at:%H:%M}" for one in found]


def test_a_kind_has_its_own_hours_from_a_day_until_a_day_and_days_unlike_the_others(office: RegisterOffice) -> None:
    leader = {"actor": office.world.fresh("leader"), "at": EARLY}
    kind, site = office.birth, office.site
    assert begins(office, MONDAY)[0] == "09:00"
    row = add_kind_hours(kind=kind, site=site, weekday=0, starts=time(13), ends=time(15), from_day=MONDAY, **leader)
    assert begins(office, MONDAY) == ["13:00", "13:40", "14:20"]
    assert begins(office, MONDAY + DAY) == [], "with hours of its own it is held then only"
    end_kind_hours(hours=row, last_day=MONDAY + DAY, **leader)
    assert begins(office, MONDAY + 2 * DAY)[0] == "09:00", "after their last day it is as the site"
    off = set_kind_day(kind=kind, site=None, day=MONDAY, reason="Training", **leader)
    assert begins(office, MONDAY) == []
    set_kind_day(kind=kind, site=site, day=MONDAY, starts=time(16), ends=time(17), reason="Here only", **leader)
    assert begins(office, MONDAY) == ["16:00"], "what is said of this site counts before what is said of all"
    easter_monday = date(2026, 4, 6)
    assert begins(office, easter_monday) == []
    set_kind_day(kind=kind, site=site, day=easter_monday, starts=time(9), ends=time(10), reason="Open", **leader)
    assert begins(office, easter_monday) == ["08:00"], "also on a bank holiday, 9am in summer"
    unset_kind_day(row=off, **leader)
    for wrong in ({"starts": time(9)}, {"starts": time(9), "ends": time(8)}, {"reason": ""}):
        with pytest.raises(Invalid):
            set_kind_day(**{"kind": kind, "site": site, "day": MONDAY, "reason": "x", **wrong, **leader})
    with pytest.raises(NotAllowed):
        set_kind_day(kind=kind, site=site, day=MONDAY, reason="x", actor=office.world.fresh("advisor"), at=EARLY)


def test_a_surgery_has_places_and_who_booked_is_told_when_it_is_off(
    office: RegisterOffice,
) -> None:
    leader = {"actor": office.world.fresh("leader"), "at": EARLY}
    weekly = Pattern(0, 0, time(9), time(10), BEFORE.date())
    session = arrange_session(
        site=office.site, title="Debt advice", provider="Advice", pattern=weekly, room=office.rooms[0],
        booking=Booking(office.birth.service, minutes=30, places=2), **leader,
    )  # fmt: skip
    kind = Kind.objects.get(session=session)
    first, second = (office.book(NINE + weeks * 7 * DAY, kind=kind) for weeks in (1, 2))
    assert (first.sitting.room, first.sitting.places) == (office.rooms[0], 2)
    day = first.starts_at
    span = {"begin": day - timedelta(hours=1), "end": day + timedelta(hours=3)}
    cancel_many(organisation=office.world.county, target=Target(session=session), reason="Away", **span, **leader)
    first.refresh_from_db()
    assert first.state == "cancelled"
    held = sessions_at(office.site.pk, MONDAY, MONDAY + 14 * DAY)
    assert [one.cancelled for one in held] == ["", "Away", ""]
    that_day = free_times(kind, way="site", site=office.site, first=day.date(), last=day.date(), at=EARLY)
    assert that_day == [], "nothing is booked on a date that is off"
    bulk = close_session(session=session, last_day=MONDAY + 7 * DAY, reason="Funding ended", **leader)
    second.refresh_from_db()
    assert (second.state, second.bulk) == ("cancelled", bulk)
    drop_in = arrange_session(site=office.site, title="Police", provider="Police", pattern=weekly, **leader)
    assert close_session(session=drop_in, last_day=MONDAY, reason="Moved", **leader) is None
    with pytest.raises(NotAllowed):
        arrange_session(site=office.site, title="x", provider="x", pattern=weekly, actor=office.world.fresh("advisor"),
                        at=EARLY)  # fmt: skip


def test_a_video_call_has_a_link_made_or_typed_told_and_in_the_calendar(
    office: RegisterOffice, settings: Settings
) -> None:
    settings.DEMO = True  # every channel works, and nothing leaves
    now, system = timezone.now(), office.world.system
    kind = office.kind("talk", ways=["video", "phone"], video_address="https://meet.example/{room}", needs_room=False)
    booked = office.book(next_time(kind, way="video", at=now).starts_at, kind=kind, way="video", at=now)
    made = booked.video_link
    assert made.startswith("https://meet.example/")
    assert len(made) > 40, "nobody guesses a room"
    tell_while_booked(booked.pk, "booking_confirmed", "booked", now, sequence=booked.sequence)
    assert made in Message.objects.get().body
    assert made in calendar_for_person(booked).decode().replace("\r\n ", "")
    desk = Client()
    desk.force_login(office.world.people["advisor"])
    page = reverse("appointment-act", args=[booked.reference, "link"])
    for wrong in ("", "javascript:alert(1)", "http://meet.example/x"):
        desk.post(page, {"link": wrong})
    assert Appointment.objects.get().video_link == made
    desk.post(page, {"link": "https://other.example/typed"})
    booked.refresh_from_db()
    assert (booked.video_link, booked.sequence) == ("https://other.example/typed", 1)
    tell_while_booked(booked.pk, "video_link_changed", "video:1", now, sequence=1)
    assert "https://other.example/typed" in Message.objects.order_by("pk").last().body
    later = next_time(kind, way="phone", at=now + 2 * DAY).starts_at
    moved = move_appointment(appointment=booked, way="phone", starts_at=later, actor=system, at=now)
    assert moved.video_link == ""
    with pytest.raises(Conflict):
        set_video_link(appointment=moved, link="https://meet.example/x", actor=system, at=now)
    with pytest.raises(Invalid):
        office.kind("talk", video_address="ftp://meet.example")


def test_whoever_runs_the_day_sets_hours_and_sessions_up_by_the_pages(office: RegisterOffice) -> None:
    leader, today = Client(), timezone.now().date()
    leader.force_login(office.world.people["leader"])

    def dated(name: str, day: date) -> dict[str, int]:
        return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}

    week = {"weekdays": ["0", "2"], "starts": "10:00", "ends": "12:00", **dated("from_day", today)}
    leader.post(reverse("appointment-kind-hours-new", args=["birth"]), week)
    leader.post(
        reverse("appointment-kind-day-new", args=["birth"]), {"reason": "Training", **dated("day", today + DAY)}
    )
    page = leader.get(reverse("appointment-kind-hours", args=["birth"])).content.decode()
    assert "Not held" in page
    assert page.count("10:00 to 12:00") == 2
    leader.post(reverse("appointment-kind-hours-end", args=["birth", KindHours.objects.first().pk]))
    leader.post(reverse("appointment-kind-day-unset", args=["birth", KindDay.objects.get().pk]))
    assert (KindHours.objects.filter(until_day=today).count(), KindDay.objects.count()) == (1, 0)
    held = {
        "site_id": office.site.pk, "title": "Surgery", "provider": "County", "weekday": str(today.weekday()),
        "week_of_month": "0", "starts": "10:00", "ends": "12:00", **dated("from_day", today), "bookable": "yes",
    }  # fmt: skip
    new = reverse("appointment-session-new")
    assert "Choose the service" in leader.post(new, held).content.decode()
    booking = {"service": office.birth.service_id, "minutes": "20", "places": "3", "online": "yes"}
    leader.post(new, held | booking)
    kind = Kind.objects.get(name="Surgery")
    assert (kind.places, kind.session.title) == (3, "Surgery")
    assert "Cancel this date" in leader.get(reverse("appointment-sessions")).content.decode()
    off = leader.get(reverse("appointment-bulk") + f"?target=session-{kind.session_id}&from={today}").content.decode()
    assert 'value="23:59"' in off
    ended = {"reason": "Over", **dated("last_day", today + DAY)}
    leader.post(reverse("appointment-session-end", args=[kind.session_id]), ended)
    assert BulkCancellation.objects.get().reason == "Over"
    assert leader.get(reverse("appointment-kind", args=[kind.slug])).status_code == 200
    advisor = Client()
    advisor.force_login(office.world.people["advisor"])
    for path in ("sessions/", "sessions/new/", "kinds/birth/hours/"):
        assert advisor.get(f"/staff/appointments/set-up/{path}").status_code == 403
    for path in ("kinds/none/hours/new/", "kinds/birth/hours/99/end/", "sessions/999999999/end/"):
        assert leader.post(f"/staff/appointments/set-up/{path}").status_code == 404, path
