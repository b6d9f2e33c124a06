"""One of everything about appointments."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from civichub.appointments.availability import next_time
from civichub.appointments.events import TimeFreed
from civichub.appointments.models import Waiting
from civichub.appointments.operations import (
    Pattern,
    Suits,
    Target,
    Who,
    add_absence,
    add_hours,
    add_kind_hours,
    arrange_session,
    ask_for_earlier,
    ask_for_time,
    book_appointment,
    cancel_appointment,
    cancel_many,
    hold_time,
    make_feed,
    save_kind,
    save_room,
)
from civichub.appointments.operations.waiting import offer_freed_time
from civichub.notifications.links import appointment_link, offer_link, wait_link
from civichub.places.operations import add_site
from civichub.web.portal.appointments.choosing import hold_token
from tests.factories.customers import signed_up


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """A kind, a room, hours, an absence, a feed, appointments in several states, and an offer."""
    world, system, advisor = found.world, found.world.system, found.world.fresh("advisor")
    site = add_site(organisation=world.county, slug="register-office", name="Register Office", kind="office",
                    opening_hours={day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday",
                                                                    "friday")}, actor=system, at=at)  # fmt: skip
    room = save_room(site=site, name="Room 1", features=[], actor=system, at=at)
    officer = world.fresh("officer")
    hours = [
        add_hours(person=officer, site=site, weekday=weekday, starts=time(9), ends=time(17), from_day=at.date(),
                  actor=system, at=at) for weekday in range(5)
    ]  # fmt: skip
    fields = {"name": "Birth", "service": world.services["pothole"], "minutes": 30, "ways": ["site"]}
    kind = save_kind(organisation=world.county, slug="birth", fields=fields, sites=[site], actor=system, at=at)

    def book(name: str, **more: Any) -> Any:
        free = next_time(kind, at=at)
        assert free is not None
        return book_appointment(kind=kind, way="site", site=site, starts_at=free.starts_at, actor=advisor, at=at,
                                who=Who(name, f"{name.lower()}@example.org"), **more)  # fmt: skip

    given_up, booked = book("Gone"), book("Sam", customer=customer)
    stranger, _ = signed_up(world.county, given_name="Ann", family_name="Vale", email="ann.vale@example.org")
    found.others["account/appointments/"] = {"reference": book("Ann", customer=stranger).reference}
    ask_for_earlier(appointment=booked, actor=system, at=at)
    cancel_appointment(appointment=given_up, actor=system, at=at)
    freed = TimeFreed(kind_id=kind.pk, way="site", site_id=site.pk, starts_at=given_up.starts_at.isoformat())
    offer = offer_freed_time(freed=freed, actor=system, at=at)
    free = next_time(kind, at=at)
    held = hold_time(kind=kind, way="site", site=site, starts_at=free.starts_at, online=True, actor=system, at=at)
    absence = add_absence(organisation=world.county, target=Target(room=room), begin=at + timedelta(days=90),
                          end=at + timedelta(days=91), reason="Painting", actor=system, at=at)  # fmt: skip
    feed, token = make_feed(organisation=world.county, target=Target(room=room), actor=system, at=at)
    bulk = cancel_many(organisation=world.county, target=Target(site=site), begin=at + timedelta(days=200),
                       end=at + timedelta(days=201), reason="Closed", actor=world.fresh("leader"), at=at)  # fmt: skip
    own = add_kind_hours(kind=kind, site=site, weekday=6, starts=time(9), ends=time(17),
                         from_day=at.date() + timedelta(days=400), actor=system, at=at)  # fmt: skip
    pattern = Pattern(0, 0, time(9), time(10), at.date())
    session = arrange_session(site=site, title="Advice", provider="Advice", pattern=pattern, actor=system, at=at)
    suits = Suits([("site", site)], range(5), at.date(), at.date() + timedelta(days=30))
    wish = ask_for_time(kind=kind, suits=suits, who=Who("Wanda", "wanda@example.org"), actor=advisor, at=at).who
    assert Waiting.objects.filter(appointment=booked).exists()
    token_of_own = urlsplit(appointment_link(booked.reference)).path.split("/")[-2]
    offered = urlsplit(offer_link(offer.pk)).path.split("/")[-2] if offer else "none"
    return {
        "appointments/feed/": {"token": token},
        "appointments/book/": {"slug": kind.slug},
        "appointments/hold/": {"token": hold_token(held)},
        "appointments/manage/": {"token": token_of_own},
        "appointments/offer/": {"token": offered},
        "appointments/waiting/": {"token": urlsplit(wait_link(wish.reference)).path.split("/")[-2]},
        "staff/appointments/waiting/": {"slug": kind.slug, "reference": wish.reference},
        "staff/appointments/waiting/offers/": {"pk": str(offer.pk) if offer else "1"},
        "account/appointments/": {"reference": booked.reference},
        "sites/": {"slug": site.slug},
        "staff/appointments/book/": {"slug": kind.slug},
        "staff/appointments/cancel-many/": {"pk": str(bulk.pk)},
        "staff/appointments/set-up/kinds/": {"slug": kind.slug, "pk": str(own.pk)},
        "staff/appointments/set-up/sessions/": {"pk": str(session.pk)},
        "staff/appointments/set-up/hours/": {"pk": str(hours[0].pk)},
        "staff/appointments/set-up/absences/": {"pk": str(absence.pk)},
        "staff/appointments/set-up/feeds/": {"pk": str(feed.pk)},
        "staff/appointments/": {"reference": booked.reference, "step": "arrive"},
    }
