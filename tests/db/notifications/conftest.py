"""What the tests of notifications share: customers in the small partnership, and the worker's work done at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from civichub.customers.models import Customer
from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, register_customer, verify_contact_point
from tests.factories.world import World


@pytest.fixture
def now() -> datetime:
    """The real time: listeners pass over what is more than a week old."""
    return timezone.now()


@pytest.fixture(autouse=True)
def demonstration(settings: Settings) -> None:
    """Every channel works, and nothing leaves."""
    settings.DEMO = True


@pytest.fixture
def customer(world: World, now: datetime) -> Callable[..., Customer]:
    """Register a person with an email, a mobile and an address; `proved` says which are theirs beyond doubt."""

    def make(name: str = "Jo", *, proved: tuple[str, ...] = ("email",), email: str = "", **fields: Any) -> Customer:
        acting: dict[str, Any] = {"actor": world.system, "at": now}
        made = register_customer(organisation=world.county, given_name=name, family_name="Bloggs", **fields, **acting)
        home = read_address(text="9 Secret Street, Leicester, LE1 1AA")
        points = {
            "email": add_contact_point(
                customer=made, kind="email", value=email or f"{name.lower()}@example.org", **acting
            ),
            "phone": add_contact_point(customer=made, kind="phone", value="07700 900982", **acting),
            "address": add_contact_point(
                customer=made,
                kind="address",
                address=home,
                **acting,
            ),
        }
        for kind in proved:
            verify_contact_point(contact_point=points[kind], how="code", **acting)
        return made

    return make


@pytest.fixture
def work(world: World) -> Callable[[], int]:
    """Do what waits in the queue of notifications, as the worker would, each job twice: it may be repeated."""
    done: set[int] = set()

    def run() -> int:
        before = len(done)
        while (
            waiting := ProcrastinateJob.objects.filter(queue_name="notifications").exclude(pk__in=done).order_by("id")
        ):
            for job in waiting:
                for _ in range(2):
                    app.tasks[job.task_name](**job.args)
                done.add(job.pk)
        return len(done) - before

    return run
