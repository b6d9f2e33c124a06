"""Registrations at three one-stop shops, with a week of bookings, and sessions of other bodies in their rooms."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.appointments.availability import FreeTime, free_times
from civichub.appointments.models import Appointment, Kind
from civichub.appointments.operations import (
    Who,
    add_hours,
    ask_for_earlier,
    book_appointment,
    check_in,
    finish_appointment,
    hold_session_in,
    miss_appointment,
    save_kind,
    save_room,
)
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.organisations.queries import team_by_slug
from civichub.places.queries import sessions_between, site_by_slug
from civichub.workforce.operations import define_skill, record_skill

SITES = ("lodebury-one-stop-shop", "harnwick-one-stop-shop", "pellingford-one-stop-shop")
REGISTRARS = (
    ("Helen Moss", "registrar"),
    ("David Okoro", "registrar.harnwick"),
    ("Priya Nair", "registrar.pellingford"),
)
SOURCE = "Worcestershire County Council, corporate scorecard, December 2021"
BRING = "Your passport or driving licence\n\nA bill or letter with your address"
# Kind, service, minutes, minutes after it, ways, standard in working days, what to know.
KINDS = (
    ("Register a birth", "birth-registration", 30, 10, ["site"], 5, "It has to be done within 42 days of the birth."),
    ("Notice of marriage or civil partnership", "marriages", 45, 15, ["site"], 10, "Both of you have to come."),
    ("Register a still-birth", "deaths", 40, 20, ["site", "phone"], 2, "We can do this by telephone if you prefer."),
)
NAMES = ("Alice Brown", "Omar Rahman", "Jan Kowalczyk", "Chloe Evans", "Samuel Adeyemi", "Grace Lin", "Tomos Price",
         "Amina Yusuf", "Peter Holt", "Ewa Nowak", "Leah Stone", "Daniel Reid", "Farah Khan", "Megan Shaw")  # fmt: skip
BOOKED_BEFORE = timedelta(days=4)


def open_appointments(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Rooms, registrars, kinds and bookings, from four days ago to a week ahead."""
    county, since = organisations[COUNTY], now - timedelta(days=60)
    sites = [site_by_slug(slug) for slug in SITES]
    skill = define_skill(
        key="registrar", kind="subject", name="Registrar", said="you are a registrar", actor=actor, at=since
    )
    for (name, local), site in zip(REGISTRARS, sites, strict=True):
        room = save_room(site=site, name="Interview room", features=["private", "wheelchair"], actor=actor, at=since)
        save_room(site=site, name="Meeting room", features=["hearing_loop", "wheelchair"], actor=actor, at=since)
        team = team_by_slug(county.pk, "registration")
        person = add_staff(email=f"{local}@{MAIL}", name=name, organisation=county, team=team,
                           role=Role.SERVICE_OFFICER, actor=actor, at=since)  # fmt: skip
        record_skill(person=person, skill=skill, level=5, evidence="Appointed by the county", actor=actor, at=since)
        for weekday in range(5):
            add_hours(person=person, site=site, weekday=weekday, starts=time(9), ends=time(16, 30),
                      from_day=since.date(), actor=actor, at=since)  # fmt: skip
        _place_sessions(site, room, actor, now)
    made = [_kind(county, services, skill, sites, row, actor, since) for row in KINDS]
    _session_kind(county, services, sites[0], actor, now)
    _week(made, sites, people[f"advisor@{MAIL}"], actor, now)


def _kind(
    county: Any, services: dict[str, Any], skill: Any, sites: list[Any], row: tuple[Any, ...], actor: Any, at: datetime
) -> Kind:
    name, service, minutes, buffer, ways, standard, explains = row
    fields = {
        "name": name, "service": services[service], "explains": explains, "bring": BRING, "minutes": minutes,
        "buffer_minutes": buffer, "ways": ways, "skill": skill, "standard_days": standard, "standard_source": SOURCE,
        "reminders": [2, 0], "notice_minutes": 120,
    }  # fmt: skip
    slug = {"birth-registration": "register-a-birth", "marriages": "notice-of-marriage"}.get(service, "still-birth")
    return save_kind(organisation=county, slug=slug, fields=fields, sites=sites, actor=actor, at=at)


def _place_sessions(site: Any, room: Any, actor: Any, now: datetime) -> None:
    today = london_date(now)
    held = {one.session.pk: one.session for one in sessions_between(today, today + timedelta(days=35),
            site_ids=[site.pk])}  # fmt: skip
    for session in held.values():
        if session.councillor is None:
            hold_session_in(session=session, room=room, actor=actor, at=now)


def _session_kind(county: Any, services: dict[str, Any], site: Any, actor: Any, now: datetime) -> None:
    today = london_date(now)
    found = sessions_between(today, today + timedelta(days=35), site_ids=[site.pk])
    session = next((one.session for one in found if "Debt" in one.session.title), None)
    if session is not None:
        fields = {"name": "Debt and benefits advice", "service": services["council-tax-account"], "minutes": 30,
                  "ways": ["site"], "session": session, "needs_officer": False, "reminders": [1],
                  "explains": "Free and confidential, with Advice Brackenshire."}  # fmt: skip
        save_kind(organisation=county, slug="debt-advice", fields=fields, sites=[], actor=actor, at=now)


def _week(kinds: list[Kind], sites: list[Any], advisor: Any, actor: Any, now: datetime) -> None:
    today, asked = london_date(now), now - BOOKED_BEFORE
    names = iter(NAMES)
    for number, site in enumerate(sites):
        kind = kinds[number % 2]
        times = free_times(kind, way="site", site=site, first=today - timedelta(days=3), last=today + timedelta(days=7),
                           at=asked, soonest=asked)  # fmt: skip
        for free in times[number :: max(1, len(times) // 4)][:5]:
            if (name := next(names, "")) and free.starts_at > asked:
                _booked(kind, site, free, name, advisor, actor, asked, now)
    to_come = Appointment.objects.filter(state="booked", sitting__starts_at__gt=now).order_by("-sitting__starts_at")
    if latest := to_come.first():
        ask_for_earlier(appointment=latest, actor=actor, at=now)


def _booked(
    kind: Kind, site: Any, free: FreeTime, name: str, advisor: Any, actor: Any, asked: datetime, now: datetime
) -> None:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    booked = book_appointment(kind=kind, way="site", site=site, starts_at=free.starts_at, who=Who(name, email),
                              actor=advisor, at=asked)  # fmt: skip
    if free.ends_at < now:
        if name.startswith("Peter"):
            miss_appointment(appointment=booked, actor=actor, at=free.ends_at)
            return
        check_in(appointment=booked, actor=actor, at=free.starts_at - timedelta(minutes=5))
        finish_appointment(appointment=booked, actor=actor, at=free.ends_at)
