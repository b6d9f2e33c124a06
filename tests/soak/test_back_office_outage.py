"""A back office that is down for four hours while ten thousand cases wait for it drains within half an hour (C3)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from civichub.cases.models import Case
from civichub.core.references import unused_references
from civichub.handover import sender
from civichub.handover.models import Connection, Counterpart, Dispatch
from civichub.handover.operations.connections import Particulars, connect_system
from civichub.handover.operations.routes import add_route
from civichub.handover.plugs.open311_fake import API_KEY, running_open311
from civichub.handover.queries.connections import health_of
from civichub.handover.states import What
from civichub.handover.telling import tell
from tests.factories.world import BEFORE, World, make_case, make_world
from tests.faults import before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
CASES, OUTAGE, AT_MOST = 10_000, timedelta(hours=4), timedelta(minutes=30)
ANSWERS_IN_SECONDS = 0.1


def ten_thousand(world: World) -> list[Case]:
    """Copies of one case: the outbox is measured, not the taking of requests."""
    pattern = make_case(world, at=timezone.now())
    columns = {
        name: value for name, value in model_to_dict(pattern).items() if name not in ("id", "reference", "words")
    }  # fmt: skip
    foreign = {field.name for field in Case._meta.fields if field.is_relation}
    values = {f"{name}_id" if name in foreign else name: value for name, value in columns.items()}
    references = unused_references(Case, CASES - 1)
    return [pattern, *Case.objects.bulk_create([Case(reference=reference, **values) for reference in references])]


def test_ten_thousand_wait_out_four_hours_and_drain_in_half_an_hour(
    transactional_db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    world = make_world()
    acting: dict[str, Any] = {"actor": world.people["manager"], "at": BEFORE}
    with running_open311(delay=ANSWERS_IN_SECONDS) as office, before(office.url) as proxy:
        wanted = Particulars("Works", proxy.url, secret=API_KEY)
        link, _ = connect_system(organisation=world.county, plug="open311", particulars=wanted, **acting)
        add_route(connection=link, service=world.services["pothole"], code="POT", **acting)
        proxy.down()
        for case in ten_thousand(world):
            tell(case, What.OPENED, case.opened_at)
        assert Dispatch.objects.filter(state="waiting").count() == CASES

        ahead = timedelta(0)

        def clock() -> datetime:
            return timezone.now() + ahead

        while ahead < OUTAGE:
            sender.drain(link.pk, clock=clock)
            ahead += timedelta(minutes=1)
        health = health_of(Connection.objects.get())
        tries = sum(len(one) for one in Dispatch.objects.values_list("tries", flat=True))
        assert health.state == "Failing"
        assert (health.waiting, health.dead) == (CASES, 0)

        proxy.up()
        ahead += timedelta(minutes=5)
        began = time.monotonic()
        while sender.drain(link.pk, clock=clock):
            assert time.monotonic() - began < AT_MOST.total_seconds()
        took = time.monotonic() - began

        assert Dispatch.objects.filter(state="sent").count() == CASES
        assert (office.posts, len(office.requests)) == (CASES, CASES), "each exactly once"
        assert Counterpart.objects.exclude(their_reference="").count() == CASES
        assert took < AT_MOST.total_seconds()
    with capsys.disabled():
        print(
            f"\n{CASES:,} cases: {tries} tries in {OUTAGE} of outage, drained in {took:.0f} s, "
            f"{CASES / took:.0f} a second, each answered after {ANSWERS_IN_SECONDS} s"
        )
