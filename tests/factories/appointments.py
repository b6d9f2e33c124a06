"""A register office with two registrars and two rooms, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from civichub.appointments.models import Appointment, Kind, Room
from civichub.appointments.operations import Who, add_hours, book_appointment, save_kind, save_room
from civichub.places.models import Site
from civichub.places.operations import add_site
from civichub.workforce.operations import define_skill, record_skill
from tests.factories.world import BEFORE, World

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = {day: ["09:00-12:00", "13:00-17:00"] for day in WEEKDAYS}
MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday in winter: London shows UTC
EARLY = datetime(2026, 3, 2, 7, tzinfo=UTC)
SAM = Who("Sam Reed", "sam.reed@example.org", "07700 900123")


@dataclass
class RegisterOffice:
    """What a test needs to name: `birth` is the ordinary kind, 30 minutes and 10 to write up."""

    world: World
    site: Site
    rooms: list[Room]
    birth: Kind
    registrars: list[Any]

    def kind(self, slug: str, **fields: Any) -> Kind:
        """Another kind, or the same one changed."""
        return make_kind(self.world, [self.site], slug, **fields)

    def book(self, starts_at: datetime = NINE, *, at: datetime = EARLY, who: Who = SAM, **more: Any) -> Appointment:
        """Booked by the advisor, in person, unless told otherwise."""
        given = {"kind": self.birth, "way": "site", "site": self.site, "actor": self.world.fresh("advisor"), **more}
        if given["way"] != "site":
            given["site"] = None
        return book_appointment(starts_at=starts_at, who=who, at=at, **given)


def make_kind(world: World, sites: list[Site], slug: str, **fields: Any) -> Kind:
    details = {
        "service": world.services["pothole"], "name": slug.replace("-", " ").capitalize(), "minutes": 30,
        "buffer_minutes": 10, "ways": ["site", "phone"], "notice_minutes": 60, "furthest_days": 42, "reminders": [2, 0],
        "standard_days": 5, "standard_source": "Worcestershire scorecard", **fields,
    }  # fmt: skip
    return save_kind(
        organisation=world.county, slug=slug, fields=details, sites=sites, actor=world.fresh("leader"), at=BEFORE
    )


def make_register_office(world: World, *, registrars: tuple[str, ...] = ("officer", "care")) -> RegisterOffice:
    """A site open from nine to twelve and one to five on weekdays, two rooms, and the registrars at it all the time."""
    leader = world.fresh("leader")
    site = add_site(
        organisation=world.county, slug="register-office", name="Register Office", kind="office", opening_hours=HOURS,
        actor=world.system, at=BEFORE,
    )  # fmt: skip
    rooms = [
        save_room(site=site, name="Room 1", features=[], actor=leader, at=BEFORE),
        save_room(site=site, name="Room 2", features=["wheelchair", "hearing_loop"], actor=leader, at=BEFORE),
    ]
    skill = define_skill(
        key="registrar", kind="subject", name="Registrar", said="you are a registrar", actor=leader, at=BEFORE
    )
    people = [world.fresh(word) for word in registrars]
    for person in people:
        record_skill(person=person, skill=skill, level=4, actor=leader, at=BEFORE)
        for weekday in range(5):
            add_hours(person=person, site=site, weekday=weekday, starts=time(9), ends=time(17),
                      from_day=BEFORE.date(), actor=leader, at=BEFORE)  # fmt: skip
    birth = make_kind(world, [site], "birth", skill=skill)
    return RegisterOffice(world, site, rooms, birth, people)
