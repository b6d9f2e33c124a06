"""The pages: what they let through, and what they answer to the wrong person and to nonsense."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.appointments.availability import next_time
from civichub.appointments.models import Appointment, CalendarFeed, Kind, OfficerHours, Room
from civichub.notifications.links import appointment_link, offer_link
from civichub.web.portal.appointments.choosing import hold_token
from tests.factories.appointments import RegisterOffice
from tests.factories.world import make_case


def as_(office: RegisterOffice, word: str) -> Client:
    client = Client()
    client.force_login(office.world.people[word])
    return client


@pytest.fixture
def booked(office: RegisterOffice) -> Appointment:
    now = timezone.now()
    return office.book(next_time(office.birth, way="site", site=office.site, at=now).starts_at, at=now)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_double_press_holds_once_and_a_time_that_has_gone_is_said_so(office: RegisterOffice) -> None:
    client, address = Client(), reverse("appointment-times", args=["birth"]) + "?where=site-register-office"
    starts_at = next_time(office.birth, way="site", site=office.site, at=timezone.now()).starts_at.isoformat()
    first = client.post(address, {"starts_at": starts_at, "press": "abc123"})
    assert first.status_code == 302
    client.post(address, {"starts_at": starts_at, "press": "abc123"})
    assert Appointment.objects.count() == 1
    client.post(address, {"starts_at": starts_at, "press": "other1"})
    assert "just taken that time" in text(client.post(address, {"starts_at": starts_at, "press": "other2"}))
    for nonsense in ("", "x", "2026-13-01T00:00:00+00:00", "2026-03-02T09:00:00", "9" * 50):
        assert client.post(address, {"starts_at": nonsense}).status_code == 404


def test_nobody_guesses_their_way_in(office: RegisterOffice, booked: Appointment) -> None:
    client = Client()
    own = urlsplit(appointment_link(booked.reference)).path
    assert booked.kind.name in text(client.get(own))
    assert "Sam" not in text(client.get(own)), "whoever finds the telephone reads no name"
    for path in (
        f"/appointments/manage/{booked.reference}/",
        own.replace(booked.reference, "7KM4PQXT9"),
        "/appointments/manage/%00/",
        "/appointments/offer/1/",
        urlsplit(offer_link(987654)).path,
        "/appointments/hold/x/details/",
        f"/appointments/hold/{hold_token(booked)}/details/",
        "/appointments/feed/guess.ics",
        "/appointments/book/none/",
        "/sites/none/sessions/",
        "/sites/none/sessions.ics",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(own + "earlier/").status_code == 405
    find = reverse("appointment-find")
    wrong = text(client.post(find, {"reference": booked.reference, "known": "x@example.org"}))
    assert "cannot find" in wrong
    assert client.post(find, {"reference": booked.reference, "known": "0123"}).status_code == 302
    for word in ("stranger", "councillor", "analyst"):
        assert as_(office, word).get(reverse("appointment", args=[booked.reference])).status_code == 404
        assert as_(office, word).post(reverse("appointment-act", args=[booked.reference, "arrive"])).status_code == 404
    assert as_(office, "advisor").get(reverse("appointment-bulk")).status_code == 403
    for query in ("from=0000-00-00", "from=9999-12-31", "site=99999999999999999999", "officer=x", "room=%00", "as=x"):
        assert as_(office, "leader").get(reverse("appointment-day") + f"?{query}").status_code == 200, query


def test_the_desk_books_changes_and_checks_in_by_its_pages(office: RegisterOffice, booked: Appointment) -> None:
    advisor, now = as_(office, "advisor"), timezone.now()
    assert "Birth" in text(advisor.get(reverse("appointment-book")))
    times = reverse("appointment-book-times", args=["birth"])
    assert "Next free" in text(advisor.get(times + "?where=phone"))
    free = next_time(office.birth, way="phone", at=now)
    who = reverse("appointment-book-who", args=["birth"])
    who += f"?where=phone&press=1&starts_at={free.starts_at.isoformat().replace('+', '%2B')}"
    refused = text(advisor.post(who, {"name": "Jo Lee", "email": "jo@example.org"}))
    assert "Enter a telephone number" in refused
    case = make_case(office.world)
    assert advisor.post(f"{who}&case=ABCDEFGHJ", {"name": "Jo Lee", "phone": "01632 960123"}).status_code == 404
    advisor.post(f"{who}&case={case.reference}", {"name": "Jo Lee", "phone": "01632 960123"})
    made = Appointment.objects.get(name="Jo Lee")
    assert (made.way, made.booked_by, made.case) == ("phone", office.world.people["advisor"], case)
    assert case.reference in text(advisor.get(reverse("appointment", args=[made.reference])))
    later = next_time(office.birth, way="phone", at=now + timedelta(days=2)).starts_at
    change = reverse("appointment-change", args=[made.reference])
    advisor.post(change + "?where=phone", {"starts_at": later.isoformat()})
    made.refresh_from_db()
    assert made.starts_at == later
    page = text(advisor.post(reverse("appointment-act", args=[made.reference, "arrive"]), follow=True))
    assert "on another day" in page or made.starts_at.date() == now.date()
    assert advisor.post(reverse("appointment-act", args=[made.reference, "nonsense"])).status_code == 404


def test_whoever_runs_the_day_sets_it_up_and_cancels_many_by_its_pages(
    office: RegisterOffice, booked: Appointment
) -> None:
    leader, site = as_(office, "leader"), office.site
    day = booked.starts_at
    span = {"target": f"site-{site.pk}", "starts": "00:00", "ends": "23:59", "reason": "No heating"}
    for name, when in (("first", day - timedelta(days=1)), ("last", day + timedelta(days=1))):
        span |= {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}
    looked = text(leader.post(reverse("appointment-bulk"), span))
    assert "1 appointment would be cancelled" in looked
    assert Appointment.objects.get().state == "booked"
    done = text(leader.post(reverse("appointment-bulk"), {**span, "sure": "yes"}, follow=True))
    assert "Undo all of it" in done
    leader.post(reverse("appointment-room"), {"site_id": site.pk, "name": "Room 9", "features": ["private"],
                                              "is_active": "yes"})  # fmt: skip
    assert Room.objects.get(name="Room 9").features == ["private"]
    first = {"from_day_0": "1", "from_day_1": "3", "from_day_2": "2026"}
    leader.post(reverse("appointment-hours"), {"person_id": office.registrars[0].pk, "site_id": site.pk, "weekdays":
                ["5"], "starts": "09:00", "ends": "12:00", **first})  # fmt: skip
    row = OfficerHours.objects.get(weekday=5)
    leader.post(reverse("appointment-hours-end", args=[row.pk]))
    page = text(leader.post(reverse("appointment-feed-new"), {"target": f"room-{office.rooms[0].pk}"}))
    assert "/appointments/feed/" in page
    leader.post(reverse("appointment-feed-revoke", args=[CalendarFeed.objects.get().pk]))
    assert CalendarFeed.objects.get().revoked_at
    kind = {"name": "Ceremony", "service": office.world.services["pothole"].pk, "minutes": "45", "buffer_minutes": "15",
            "ways": ["site"], "sites": [site.pk], "needs_officer": "yes", "needs_room": "yes", "places": "1",
            "notice_minutes": "60", "furthest_days": "30", "most_each": "1", "online": "no", "is_active": "yes",
            "reminders": ["1"]}  # fmt: skip
    leader.post(reverse("appointment-kind-new"), kind)
    assert Kind.objects.get(slug="ceremony").minutes == 45
    leader.post(reverse("appointment-kind", args=["ceremony"]), {**kind, "minutes": "50"})
    assert Kind.objects.get(slug="ceremony").minutes == 50
    assert "Ceremony" in text(leader.get(reverse("appointment-set-up")))
    answer = leader.get(reverse("appointment-standards") + "?as=csv&first=x")
    assert "Day,Kind" in b"".join(answer.streaming_content).decode()
