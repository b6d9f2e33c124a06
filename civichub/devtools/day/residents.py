"""Residents of the simulated day: what each does, from turning to the council until they are served or give up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import Any

from django.db import transaction

from civichub.accounts.queries import system_account
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.catalogue.queries import service_by_slug
from civichub.contacts.operations import close_contact, open_contact
from civichub.contacts.queries import contact_in_line
from civichub.devtools.day.arrivals import Arrival, takes
from civichub.devtools.day.cast import Cast
from civichub.devtools.day.timetable import Doing, Timetable
from civichub.devtools.demo.mail import ADDRESS
from civichub.devtools.demo.month import REPORTS
from civichub.devtools.demo.names import FIRST_NAMES, LAST_NAMES
from civichub.frontdesk.operations import leave_building, register_arrival
from civichub.frontdesk.queries import visit_in_line
from civichub.messaging.intake import file_original
from civichub.messaging.operations.mail_keeping import keep_original
from civichub.messaging.queries.mail import mailbox_at
from civichub.places.queries.addresses import sample_addresses
from civichub.routing.operations import abandon_work, place_work
from civichub.routing.queries import item_about, queue_for
from civichub.webchat.operations import Asker, end_chat, send_message, start_chat
from civichub.webchat.queries import chat_by_id

PATIENCE_ON_THE_TELEPHONE = 480.0  # mean seconds until somebody hangs up
PATIENCE_IN_THE_BUILDING = 2700.0
PATIENCE_IN_CHAT = 300.0
SAID_IN_CHAT = ("It has been like that since Monday.", "Thank you. When will somebody come?", "That is fine, thanks.")
SHORT_OF_TIME = 0.03  # the share who hang up within seconds


@dataclass(frozen=True)
class Wish:
    """Who somebody is and what they want."""

    name: str
    service: Any
    title: str
    uprn: str

    @property
    def email(self) -> str:
        return f"{self.name.replace(' ', '.').lower()}@resident.example"


class Residents:
    """Makes people of arrivals."""

    def __init__(self, timetable: Timetable, cast: Cast, dice: random.Random) -> None:
        self._timetable, self._cast, self._dice = timetable, cast, dice
        self._addresses = sample_addresses(500)
        self._reports = [(service_by_slug(slug), weight, titles) for slug, weight, titles in REPORTS]
        self._system = system_account()

    def who_comes(self, arrival: Arrival) -> Doing:
        """The doings of one person."""
        ways = {
            "phone": self._call, "counter": self._visit, "web": self._report, "webchat": self._chat,
            "email": self._write,
        }  # fmt: skip
        return ways[arrival.channel]()

    def wish(self) -> Wish:
        """Somebody, and what they want."""
        service, _, titles = self._dice.choices(self._reports, [weight for _, weight, _ in self._reports])[0]
        name = f"{self._dice.choice(FIRST_NAMES)} {self._dice.choice(LAST_NAMES)}"
        return Wish(name, service, self._dice.choice(titles), self._dice.choice(self._addresses).uprn)

    def request(self, wish: Wish, channel: str, contact: Any = None) -> Request:
        """What the hub is asked for when this wish becomes a case."""
        return Request(
            service=wish.service,
            front_door=self._cast.county,
            channel=channel,
            title=wish.title,
            reporter=Reporter(wish.name, wish.email),
            where=Whereabouts(uprn=wish.uprn),
            contact=contact,
        )

    def _report(self) -> Doing:
        yield from self._do(take_request, request=self.request(self.wish(), "web"), actor=self._system)

    def _call(self) -> Doing:
        contact = yield from self._do(self._ring, wish=self.wish())
        hasty = self._dice.random() < SHORT_OF_TIME
        yield self._dice.expovariate(1 / (4.0 if hasty else PATIENCE_ON_THE_TELEPHONE))
        yield from self._do(self._hang_up, contact=contact)

    @transaction.atomic
    def _ring(self, *, wish: Wish, at: datetime) -> Any:
        """A contact and its place in line, both or neither."""
        contact = open_contact(
            organisation=self._cast.county, channel="phone", service=wish.service, caller=wish.name,
            reason=wish.title, actor=self._system, at=at,
        )  # fmt: skip
        place_work(
            queue=queue_for(self._cast.county, slug="customer-services"), kind="call", subject_kind="contact",
            subject_id=contact.pk, title=f"{wish.name} · {wish.title}", actor=self._system, at=at,
        )  # fmt: skip
        return contact

    def _write(self) -> Doing:
        wish, box = self.wish(), (yield from self._timetable.read(lambda: mailbox_at(ADDRESS)))
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = f"{wish.name} <{wish.email}>", ADDRESS, wish.title
        mail["Message-ID"] = make_msgid(domain="resident.example")
        mail.set_content(f"{wish.title}. Please let me know what happens next.\n\n{wish.name}")
        original = yield from self._do(keep_original, mailbox=box, content=mail.as_bytes(), actor=self._system)
        yield from self._timetable.read(lambda: file_original(original))

    def _chat(self) -> Doing:
        wish = self.wish()
        asker = Asker(question=wish.title, name=wish.name, service=wish.service)
        chat = yield from self._do(start_chat, organisation=self._cast.county, asker=asker, actor=self._system)
        patience = self._timetable.now + takes(self._dice, PATIENCE_IN_CHAT)
        while not (yield from self._timetable.read(lambda: chat_by_id(chat.pk))).in_hand:
            if self._timetable.now > patience:
                yield from self._do(end_chat, chat=chat, by="resident", actor=self._system)
                return
            yield 15.0
        for words in SAID_IN_CHAT:
            yield takes(self._dice, 45.0)
            said = {"author": "resident", "text": words, "client_id": f"{chat.pk}-{words[:20]}"}
            yield from self._do(send_message, chat=chat, **said, actor=self._system)

    @transaction.atomic
    def _hang_up(self, *, contact: Any, at: datetime) -> None:
        item = item_about("contact", contact.pk)
        if item is None or item.first_taken_at:
            return
        abandon_work(item=item, actor=self._system, at=at)
        if (unanswered := contact_in_line(contact.pk)) is not None:
            close_contact(contact=unanswered, outcome="abandoned", avoidable="not", actor=self._system, at=at)

    def _visit(self) -> Doing:
        services = [self.wish().service]
        visit = yield from self._do(register_arrival, desk=self._cast.desk, services=services, actor=self._system)
        yield takes(self._dice, PATIENCE_IN_THE_BUILDING)
        yield from self._do(self._walk_out, pk=visit.pk)

    def _walk_out(self, *, pk: int, at: datetime) -> None:
        visit = visit_in_line(pk)
        if visit is not None and visit.state == "waiting":
            leave_building(visit=visit, actor=self._system, at=at)

    def _do(self, operation: Any, **known: Any) -> Any:
        return self._timetable.do(operation, **known)
