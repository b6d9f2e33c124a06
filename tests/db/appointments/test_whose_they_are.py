"""Whose appointments somebody sees: a person at risk is found by name only, a member sees their own surgeries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.appointments.models import Appointment
from civichub.appointments.operations import check_in
from civichub.appointments.queries import find_appointments
from civichub.customers.operations import flag_at_risk
from civichub.places.operations import add_session
from tests.factories.appointments import EARLY, NINE, RegisterOffice, make_kind
from tests.factories.customers import reachable
from tests.factories.members import seat
from tests.factories.world import BEFORE


def page_of(office: RegisterOffice, word: str, made: Appointment) -> Any:
    client = Client()
    client.force_login(office.world.people[word])
    return client.get(reverse("appointment", args=[made.reference]))


def test_how_to_reach_somebody_at_risk_is_withheld_and_finds_nothing(office: RegisterOffice) -> None:
    world, now = office.world, timezone.now()
    customer = reachable(world.county)
    made = office.book(customer=customer)
    flag_at_risk(customer=customer, why="Left a violent home", review_on=now.date() + timedelta(days=90),
                 actor=world.people["officer"], at=now)  # fmt: skip
    page = page_of(office, "advisor", made).content.decode()
    assert "Withheld: this person is at risk" in page
    for reach in (made.email, made.phone):
        assert reach
        assert reach not in page
    advisor = world.fresh("advisor")
    assert find_appointments(advisor, made.email, EARLY) == []
    assert find_appointments(advisor, "07700 900123", EARLY) == []
    assert find_appointments(advisor, "Sam Reed", EARLY) == [made]
    assert made.email in page_of(office, "officer", made).content.decode(), "who may see where they are reads it"


def test_a_member_sees_and_receives_whoever_comes_to_their_own_surgery_and_nobody_elses(office: RegisterOffice) -> None:
    world = office.world
    session = add_session(
        site=office.site, title="Surgery", provider="Cllr Councillor", weekday=0, starts=NINE.time(),
        ends=(NINE + timedelta(hours=2)).time(), from_day=BEFORE.date(), councillor=seat(world), actor=world.system,
        at=BEFORE,
    )  # fmt: skip
    surgery = make_kind(world, [], "surgery", session=session, ways=["site"], needs_officer=False, needs_room=False)
    own, other = office.book(kind=surgery), office.book()
    member = world.fresh("councillor")
    assert list(Appointment.objects.visible_to(member)) == [own]
    assert page_of(office, "councillor", own).status_code == 200
    assert page_of(office, "councillor", other).status_code == 404
    assert check_in(appointment=own, actor=member, at=NINE).state == "arrived"
