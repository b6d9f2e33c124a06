"""A post room with a queue to put letters in, a customer with an address, and files that are thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from civichub.customers.models import ContactPoint, Customer
from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, register_customer
from civichub.messaging.letters.work import read_batch
from civichub.messaging.models import LetterIn, LetterOut, PostBatch
from civichub.messaging.operations.letters_post import receive_batch
from civichub.messaging.operations.letters_register import register_letters
from civichub.messaging.operations.letters_writing import Words, write_letter
from civichub.routing.models import Queue
from civichub.routing.operations import define_queue, join_queue
from tests.factories.post import as_pdf, letter_page
from tests.factories.world import World


@dataclass
class Post:
    """The post room of the county, at one moment."""

    world: World
    queue: Queue
    customer: Customer
    address: ContactPoint
    now: datetime

    def bring_in(self, content: bytes, **more: Any) -> PostBatch:
        """A batch of today, read."""
        facts = {"name": "scan.pdf", "received_on": self.now.date(), "queue": self.queue} | more
        batch = receive_batch(
            organisation=self.world.county, content=content, actor=self.world.people["leader"], at=self.now, **facts
        )
        if batch.state == "reading":
            read_batch(batch)
        return PostBatch.objects.get(pk=batch.pk)

    def letter(self, words: str = "Dear council", **more: Any) -> LetterIn:
        """One letter in line."""
        batch = self.bring_in(as_pdf([letter_page(words)]), **more)
        return register_letters(batch=batch, actor=self.world.people["leader"], at=self.now)[0]

    def write(self, **more: Any) -> LetterOut:
        """A letter to the customer, by the officer."""
        facts: dict[str, Any] = {"words": Words("Your letter", "Dear Joan\n\nThank you for writing."), "at": self.now}
        facts |= {"organisation": self.world.county, "customer": self.customer, "actor": self.world.people["officer"]}
        return write_letter(**facts | more)


@pytest.fixture
def post(world: World, settings: Any, tmp_path: Path) -> Post:
    settings.MEDIA_ROOT, settings.DEMO, settings.NOTIFY_API_KEY = tmp_path, True, ""
    now, leader, officer = timezone.now(), world.people["leader"], world.people["officer"]
    queue = define_queue(organisation=world.county, slug="writing", name="Email and letters", actor=leader, at=now)
    join_queue(queue=queue, person=world.people["advisor"], actor=leader, at=now)
    customer = register_customer(
        organisation=world.county, title="Mrs", given_name="Joan", family_name="Hart", actor=officer, at=now
    )
    home = read_address(text="12 High Street, Lowton", postcode="LE1 1AA")
    address = add_contact_point(customer=customer, kind="address", address=home, preferred=True, actor=officer, at=now)
    return Post(world, queue, customer, address, now)
