"""Calendars that programs read again, and how soon people were offered a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from civichub.appointments.availability import free_times
from civichub.appointments.calendars import calendar_for_person, calendar_of_feed, calendar_of_sessions
from civichub.appointments.models import Appointment
from civichub.appointments.operations import (
    Target,
    Who,
    cancel_appointment,
    hold_session_in,
    make_feed,
    move_appointment,
    revoke_feed,
)
from civichub.appointments.queries import sessions_at
from civichub.appointments.standards import figures_by_day, standings, working_days_between
from civichub.places.operations import add_session
from tests.factories.appointments import EARLY, MONDAY, NINE, RegisterOffice, make_kind
from tests.factories.world import BEFORE

DAY = timedelta(days=1)
SUMMER = datetime(2026, 3, 30, 8, tzinfo=ZoneInfo("UTC"))  # nine in London, the first Monday of summer time


def test_a_calendar_reads_back_as_it_was_meant_on_both_sides_of_the_change(office: RegisterOffice) -> None:
    booked = office.book(SUMMER)
    text = calendar_for_person(booked)
    assert b"\r\n" in text
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert event["DTSTART"].dt == SUMMER
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTSTART"].dt.hour == 9
    zone = Calendar.from_ical(text).walk("VTIMEZONE")[0]
    assert [part["TZOFFSETTO"].td for part in zone.walk("DAYLIGHT")] == [timedelta(hours=1)]
    assert [part["TZOFFSETTO"].td for part in zone.walk("STANDARD")] == [timedelta(0)]
    assert b"Sam" not in text
    assert event["UID"].startswith(f"appointment-{booked.reference}@")


def test_a_feed_counts_changes_keeps_what_is_cancelled_and_names_nobody(office: RegisterOffice) -> None:
    leader, system = office.world.fresh("leader"), office.world.system
    booked = office.book()
    moved = move_appointment(appointment=booked, way="site", site=office.site, starts_at=NINE + DAY, actor=system,
                             at=EARLY)  # fmt: skip
    officer = moved.sitting.officer
    feed, token = make_feed(organisation=office.world.county, target=Target(person=officer), actor=leader, at=EARLY)

    def read() -> Calendar:
        return Calendar.from_ical(calendar_of_feed(token, EARLY))

    event = read().walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
    assert "(S R)" in event["SUMMARY"]
    cancel_appointment(appointment=moved, actor=system, at=EARLY)
    event = read().walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CANCELLED")
    room, room_token = make_feed(
        organisation=office.world.county, target=Target(room=moved.sitting.room), actor=leader, at=EARLY
    )
    assert "S R" not in calendar_of_feed(room_token, EARLY).decode()
    for text in (calendar_of_feed(token, EARLY), calendar_of_feed(room_token, EARLY)):
        assert b"Sam" not in text
        assert b"07700" not in text
        assert b"example.org" not in text
    revoke_feed(feed=feed, actor=leader, at=EARLY)
    assert calendar_of_feed(token, EARLY) is None
    assert calendar_of_feed("guess", EARLY) is None
    assert room.revoked_at is None


def test_a_session_has_its_room_its_places_and_its_calendar(office: RegisterOffice) -> None:
    world, leader = office.world, office.world.fresh("leader")
    session = add_session(site=office.site, title="Debt advice", provider="Citizens Advice", weekday=0, starts=time(9),
                          ends=time(10), from_day=BEFORE.date(), actor=world.system, at=BEFORE)  # fmt: skip
    hold_session_in(session=session, room=office.rooms[0], actor=leader, at=BEFORE)
    kind = make_kind(world, [], "debt-advice", session=session, minutes=20, buffer_minutes=0, places=1, ways=["site"],
                     needs_officer=False, standard_days=None)  # fmt: skip
    times = free_times(kind, way="site", site=office.site, first=MONDAY, last=MONDAY, at=EARLY)
    assert [time.starts_at - NINE for time in times] == [timedelta(minutes=20 * number) for number in range(3)]
    first = office.book(kind=kind)
    assert first.sitting.room == office.rooms[0]
    assert office.book(NINE, who=Who("Jo", "jo@example.org")).sitting.room == office.rooms[1], "room 1 is the session's"
    days = sessions_at(office.site.pk, MONDAY, MONDAY + 13 * DAY)
    assert [day.kind for day in days] == [kind, kind]
    events = Calendar.from_ical(calendar_of_sessions(office.site, days, EARLY)).walk("VEVENT")
    assert len({event["UID"] for event in events}) == 2


def test_the_share_offered_within_the_standard_is_of_those_who_asked_that_day(office: RegisterOffice) -> None:
    county = office.world.county
    assert working_days_between(county, date(2026, 4, 2), date(2026, 4, 8)) == 2, "Easter does not count"
    soon, later = office.book(), office.book(NINE + 10 * DAY, who=Who("Jo", "jo@example.org"))
    assert {soon.first_offered_on, later.first_offered_on} == {MONDAY}, "who chooses to wait was offered in time"
    Appointment.objects.filter(pk=later.pk).update(first_offered_on=MONDAY + 8 * DAY)
    (figure,) = figures_by_day([county.pk], MONDAY, MONDAY)
    assert (figure.asked, figure.within, figure.share) == (2, 1, 0.5)
    (standing,) = standings([county.pk], MONDAY, MONDAY, EARLY)
    assert standing.share_words == "50%"
    assert standing.meets_now
    assert not figures_by_day([county.pk], MONDAY + DAY, MONDAY + DAY)
