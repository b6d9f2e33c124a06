"""A one-stop shop of the county with two counters and a private room, and two people who serve its line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache

from civichub.frontdesk.models import Counter, FrontDesk, Visit
from civichub.frontdesk.operations import add_counter, register_arrival, set_up_desk, stand_at
from civichub.places.operations import add_site
from civichub.routing.models import Queue, WorkItem
from civichub.routing.operations import define_queue, join_queue
from tests.factories.world import NOON, World


class Shop:
    """The desk of a test, and short words for what happens at it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.leader = world.people["leader"]
        self.site = add_site(
            organisation=world.county, slug="shop", name="Market Place", kind="one_stop_shop", actor=world.system,
            at=NOON,
        )  # fmt: skip
        self.queue = self.make_queue("front-desk", "reception", "advisor")
        self.desk: FrontDesk = set_up_desk(site=self.site, queue=self.queue, prefix="a", actor=self.leader, at=NOON)
        self.counters: dict[str, Counter] = {
            label: add_counter(desk=self.desk, label=label, private=label == "Room 3", actor=self.leader, at=NOON)
            for label in ("1", "2", "Room 3")
        }

    def make_queue(self, slug: str, *people: str, **details: Any) -> Queue:
        queue = define_queue(
            organisation=self.world.county, slug=slug, name=slug.capitalize(), actor=self.leader, at=NOON, **details
        )
        for word in people:
            join_queue(queue=queue, person=self.world.people[word], actor=self.leader, at=NOON)
        return queue

    def open(self, **where: str) -> None:
        """`open(reception="1")`: who stands at which counter."""
        for word, label in where.items():
            stand_at(counter=self.counters[label], actor=self.world.people[word], at=NOON)

    def arrive(self, *services: str, at: datetime = NOON, **more: Any) -> Visit:
        return register_arrival(
            desk=self.desk, services=[self.world.services[slug] for slug in services],
            actor=self.world.people["reception"], at=at, **more,
        )  # fmt: skip

    def item(self, visit: Visit) -> WorkItem:
        return WorkItem.objects.filter(subject_kind="visit", subject_id=visit.pk).latest("pk")


@pytest.fixture(autouse=True)
def waits_read_afresh() -> None:
    """The page of waits is kept for some seconds, longer than a test."""
    cache.clear()


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)
