"""The county's webchat: a queue with two advisors, Highways with an officer, and somebody who asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from civichub.routing.models import Offer, Seat, WorkItem
from civichub.routing.operations import accept_offer, define_queue, join_queue, keep_line, see_screens, sit_down
from civichub.webchat.models import Chat
from civichub.webchat.operations import Asker, join_chat, send_message, set_up_chat, start_chat
from tests.factories.world import NOON, World


def minutes(number: float) -> datetime:
    """That many minutes after noon."""
    return NOON + timedelta(minutes=number)


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Chats:
    """Short words for what happens in a test."""

    def __init__(self, world: World) -> None:
        self.world, self.leader = world, world.people["leader"]
        self.here: tuple[str, ...] = ()
        self.queue = self.make_queue("chat", "advisor", "reception")
        self.highways = self.make_queue("highways", "officer")
        self.setup = set_up_chat(
            organisation=world.county, is_on=True, queue=self.queue, greetings={"en": "Hello."}, actor=self.leader,
            at=NOON,
        )  # fmt: skip

    def make_queue(self, slug: str, *people: str) -> Any:
        queue = define_queue(
            organisation=self.world.county, slug=slug, name=slug.capitalize(), actor=self.leader, at=NOON,
            overflow_after_seconds=3600, hours={day: ["06:00-22:00"] for day in DAYS},
        )  # fmt: skip
        for word in people:
            join_queue(queue=queue, person=self.world.people[word], actor=self.leader, at=NOON)
        return queue

    def seat(self, *people: str, at: datetime = NOON) -> None:
        self.here += people
        for word in people:
            sit_down(actor=self.world.people[word], at=at)

    def alive(self, *people: str, at: datetime) -> None:
        """These screens show a sign of life; others do not."""
        see_screens(people=[self.world.people[word].pk for word in people], actor=self.world.system, at=at)

    def ask(self, question: str = "Where is my bin?", at: datetime = NOON, **more: Any) -> Chat:
        self.alive(*self.here, at=at)
        asker = Asker(question=question, **more)
        return start_chat(organisation=self.world.county, asker=asker, actor=self.world.system, at=at)

    def accept(self, word: str, at: datetime = NOON) -> Chat:
        """The person accepts what is offered to them and joins."""
        person = self.world.people[word]
        offer = Offer.objects.get(person=person, state="open")
        item = accept_offer(offer=offer, actor=person, at=at)
        chat = self.fresh(Chat.objects.get(item=item))
        return self.fresh(join_chat(chat=chat, actor=person, at=at))

    def offered(self, word: str) -> list[WorkItem]:
        offers = Offer.objects.filter(person=self.world.people[word], state="open").select_related("item")
        return [offer.item for offer in offers]

    def write(self, chat: Chat, text: str, *, by: str = "", at: datetime = NOON, **more: Any) -> Any:
        """`by` a colleague, else the resident."""
        author, actor = ("advisor", self.world.people[by]) if by else ("resident", self.world.system)
        return send_message(chat=chat, author=author, text=text, actor=actor, at=at, **more)

    @staticmethod
    def fresh(chat: Chat) -> Chat:
        return Chat.objects.select_related("contact", "item", "item__queue", "item__taken_by", "organisation").get(
            pk=chat.pk
        )

    def keep_line(self, at: datetime) -> None:
        keep_line(actor=self.world.system, at=at)

    def texts(self, chat: Chat) -> list[tuple[str, str]]:
        return list(chat.messages.order_by("pk").values_list("author", "text"))

    def seat_of(self, word: str) -> Seat:
        return Seat.objects.get(person=self.world.people[word])


@pytest.fixture
def chats(world: World) -> Chats:
    return Chats(world)
