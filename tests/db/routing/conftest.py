"""A contact centre's phone queue with three people at their desks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from civichub.routing.models import Queue, WorkItem
from civichub.routing.operations import define_queue, join_queue, place_work, see_screens, sit_down
from tests.factories.world import NOON, World


class Floor:
    """The queue of a test, and short words for what happens in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.queue = self.make_queue("calls")
        self.subject = 0

    def make_queue(self, slug: str, **details: Any) -> Queue:
        return define_queue(
            organisation=self.world.county,
            slug=slug,
            name=slug.capitalize(),
            actor=self.world.people["leader"],
            at=NOON,
            **details,
        )

    def seat(self, *people: str, queue: Queue | None = None, at: datetime = NOON, rank: int = 1) -> None:
        for word in people:
            person = self.world.people[word]
            join_queue(queue=queue or self.queue, person=person, rank=rank, actor=self.world.people["leader"], at=at)
            sit_down(actor=person, at=at)

    def arrive(self, *, at: datetime = NOON, queue: Queue | None = None, kind: str = "call", **more: Any) -> WorkItem:
        self.subject += 1
        return place_work(
            queue=queue or self.queue,
            kind=kind,
            subject_kind="contact",
            subject_id=more.pop("subject_id", self.subject),
            actor=self.world.system,
            at=at,
            **more,
        )

    def alive(self, *people: Any, at: datetime) -> None:
        """Their screens are still there."""
        see_screens(people=[person.pk for person in people], actor=self.world.system, at=at)

    def offer(self, who: str) -> Any:
        return self.world.people[who].offers.filter(state="open").select_related("item").first()


@pytest.fixture
def floor(world: World) -> Floor:
    return Floor(world)
