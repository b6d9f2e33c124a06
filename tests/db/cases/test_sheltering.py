"""Somebody turns out to be at risk: what was told before must not name where they are either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case
from civichub.cases.placing import Whereabouts
from civichub.customers.operations import flag_at_risk, form_household, join_household
from tests.factories.customers import reachable
from tests.factories.world import World, make_case
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "14 Hiddenham Lane"


def page_of(world: World, who: str, address: str) -> str:
    client = Client()
    client.force_login(world.people[who])
    return client.get(address).content.decode()


def flag(world: World, customer: Any) -> None:
    now = timezone.now()
    flag_at_risk(customer=customer, why="Left a violent home", review_on=now.date() + timedelta(days=90),
                 actor=world.people["officer"], at=now)  # fmt: skip


@pytest.fixture
def told(world: World) -> Case:
    """Reported in good time, with the place in title, words and place."""
    return make_case(
        world, at=timezone.now(), customer=reachable(world.county), title=f"Hole outside {PLACE}",
        description="It is deep", where=Whereabouts(words=PLACE),
    )  # fmt: skip


def nowhere(world: World, case: Case) -> None:
    for address in (f"/staff/cases/{case.reference}/", "/staff/cases/?state=all", "/staff/cases/export.csv?state=all",
                    "/staff/cases/?state=all&q=Hiddenham", "/staff/"):  # fmt: skip
        assert PLACE not in page_of(world, "advisor", address), address


def test_a_case_told_before_the_flag_loses_its_title_and_nothing_is_lost(world: World, told: Case) -> None:
    assert PLACE in page_of(world, "advisor", "/staff/cases/?state=all")
    flag(world, told.customer)
    do_waiting_work()
    nowhere(world, told)
    told.refresh_from_db()
    assert told.title == told.service.title
    assert told.description == f"Hole outside {PLACE}\nIt is deep"
    assert PLACE in page_of(world, "officer", f"/staff/cases/{told.reference}/"), "who may see it still reads it"


def test_so_do_the_cases_of_whoever_lives_with_them_or_moves_in_later(world: World, told: Case) -> None:
    now, at_risk = timezone.now(), reachable(world.county)
    home = form_household(members=[(at_risk, "tenant")], actor=world.people["officer"], at=now)
    flag(world, at_risk)
    do_waiting_work()
    assert PLACE in page_of(world, "advisor", "/staff/cases/?state=all"), "they live apart"
    join_household(household=home, customer=told.customer, role="partner", actor=world.people["officer"], at=now)
    do_waiting_work()
    nowhere(world, told)


def test_a_new_report_of_whoever_lives_with_them_is_called_by_its_service(world: World) -> None:
    now, at_risk, partner = timezone.now(), reachable(world.county), reachable(world.county)
    form_household(members=[(at_risk, "tenant"), (partner, "partner")], actor=world.people["officer"], at=now)
    flag(world, at_risk)
    case = make_case(world, at=now, customer=partner, title=f"Hole outside {PLACE}", where=Whereabouts(words=PLACE))
    nowhere(world, case)
