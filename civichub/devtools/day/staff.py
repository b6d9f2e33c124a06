"""People at work on the simulated day: they take what they are offered, call who is next, and wrap up."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.operations.intake import take_request
from civichub.contacts.operations import (
    begin_wrap_up,
    close_contact,
    hand_off_contact,
    open_contact,
    promise_call_back,
)
from civichub.contacts.queries import contact_in_line
from civichub.core.errors import HubError
from civichub.devtools.day.arrivals import one_of, takes
from civichub.devtools.day.cast import Cast
from civichub.devtools.day.residents import Residents
from civichub.devtools.day.timetable import Doing, Timetable
from civichub.frontdesk.operations import begin_with, call_next, finish_visit, miss_call, pass_on, stand_at
from civichub.frontdesk.queries import visit_in_hand
from civichub.messaging.operations.mail_answering import Reply, send_reply
from civichub.messaging.queries.mail import conversation_of_contact
from civichub.organisations.queries import team_by_slug
from civichub.routing.operations import accept_offer, finish_work, leave_seat, pause_seat, see_screens, sit_down
from civichub.routing.queries import offers_to, work_in_hand
from civichub.web.staff.work_subjects import go_on_with
from civichub.webchat.operations import end_chat, send_message
from civichub.webchat.queries import chat_of_contact

OUTCOMES = (("resolved", 62), ("case_opened", 20), ("signposted", 8), ("handed_off", 6), ("call_back", 4))
AVOIDABLE = (("not", 74), ("progress_chasing", 11), ("clarification", 7), ("repeat_notice", 5), ("signposting", 3))
HANDLING = {"call": 230.0, "call_back": 200.0, "chat": 60.0, "email": 300.0, "letter": 360.0}  # mean seconds
ANSWER = "Thank you for writing. Somebody looks at it within two working days, and we will tell you what they found."
ANSWERED_IN_CHAT = (
    "Hello, I am glad to help. Which street is it?", "Thank you. I have it here.", "Within two working days.",
)  # fmt: skip
WRAP_UP, AT_THE_COUNTER, TO_THE_COUNTER = 45.0, 480.0, 25.0
NO_SHOW, PASSED_ON = 0.05, 0.07
LUNCH, LUNCH_FROM, LUNCH_APART = 1800.0, 11.75 * 3600, 1200.0
LOOK_SECONDS = 0.4  # on the wall, between two looks at what is offered


class Staff:
    """The simulated advisors and people at counters."""

    def __init__(
        self, timetable: Timetable, cast: Cast, residents: Residents, dice: random.Random, *, closes: float
    ) -> None:
        self._timetable, self._cast, self._residents, self._dice = timetable, cast, residents, dice
        self._closes = closes
        self._look = LOOK_SECONDS * timetable.speed

    def begin(self) -> None:
        """Everybody comes to work."""
        for number, person in enumerate(self._cast.advisors):
            self._timetable.add(self._advise(person, LUNCH_FROM + number * LUNCH_APART))
        for person, counter in self._cast.at_counters:
            self._timetable.add(self._serve_at(person, counter))
        self._timetable.add(self._screens())

    def _screens(self) -> Doing:
        """Their screens' signs of life, as open pages give them."""
        people, system = [person.pk for person in self._cast.advisors], system_account()
        while True:
            yield from self._do(see_screens, people=people, actor=system)
            yield 5 * self._timetable.speed

    def _advise(self, person: Any, lunch_at: float) -> Doing:
        for item in (yield from self._ask(lambda: work_in_hand(person))):  # left from a day that was broken off
            self._timetable.add(self._handle(person, item))
        yield from self._do(sit_down, actor=person)
        while self._timetable.now < self._closes:
            if lunch_at <= self._timetable.now:
                lunch_at = self._closes
                yield from self._do(pause_seat, reason="Lunch", actor=person)
                yield LUNCH
                yield from self._do(sit_down, actor=person)
            yield from self._take(person)
            yield self._look
        while (yield from self._ask(lambda: work_in_hand(person))):
            yield 60.0
        yield from self._do(leave_seat, actor=person)

    def _take(self, person: Any) -> Doing:
        for held_out in (yield from self._ask(lambda: offers_to(person, timezone.now()))):
            yield 2 + 5 * self._dice.random()
            try:
                item = yield from self._do(accept_offer, offer=held_out.offer, actor=person)
                yield from self._ask(lambda item=item: go_on_with(item, person))
            except HubError:  # it rang out, or the resident has gone
                continue
            self._timetable.add(self._handle(person, item))

    def _handle(self, person: Any, item: Any) -> Doing:
        if item.kind == "chat":
            yield from self._chat(person, item)
        yield takes(self._dice, HANDLING.get(item.kind, 240.0))
        if item.kind == "email":
            yield from self._answer(person, item)
        is_call_back = item.kind == "call_back"
        if is_call_back:
            contact = yield from self._do(
                open_contact, organisation=self._cast.county, channel="phone", direction="out", reason=item.title,
                actor=person,
            )  # fmt: skip
        else:
            contact = yield from self._ask(lambda: contact_in_line(item.subject_id))
        if contact is not None and contact.state != "closed":
            yield from self._wrap_up(person, contact, "resolved" if is_call_back else one_of(self._dice, OUTCOMES))
        yield from self._do(self._let_go, person=person, pk=item.pk)

    def _chat(self, person: Any, item: Any) -> Doing:
        chat = yield from self._ask(lambda: chat_of_contact(item.subject_id))
        for words in ANSWERED_IN_CHAT:
            said = {"author": "advisor", "text": words, "client_id": f"{chat.pk}-{words[:20]}"}
            yield from self._do(send_message, chat=chat, **said, actor=person)
            yield takes(self._dice, 60.0)
        yield from self._do(end_chat, chat=chat, by="advisor", actor=person)

    def _answer(self, person: Any, item: Any) -> Doing:
        conversation = yield from self._ask(lambda: conversation_of_contact(item.subject_id))
        if conversation is not None:
            yield from self._do(send_reply, conversation=conversation, reply=Reply(ANSWER), actor=person)

    def _wrap_up(self, person: Any, contact: Any, outcome: str) -> Doing:
        outcome = yield from self._do(self._come_to, outcome=outcome, person=person, contact=contact)
        if outcome == "handed_off":
            return
        if contact.state == "open":
            yield from self._do(begin_wrap_up, contact=contact, actor=person)
        yield takes(self._dice, WRAP_UP)
        avoidable = one_of(self._dice, AVOIDABLE)
        yield from self._do(close_contact, contact=contact, outcome=outcome, avoidable=avoidable, actor=person)

    def _come_to(self, *, outcome: str, person: Any, contact: Any, at: datetime) -> str:
        """Do what the outcome says; open a case where a hand-off or a call-back is not allowed."""
        team = team_by_slug(self._cast.county.pk, "highways")
        passed = {"contact": contact, "to_team": team, "actor": person, "at": at}
        try:
            if outcome == "handed_off":
                hand_off_contact(**passed, notes="Told me where it is; wants to know when somebody comes.")
            if outcome == "call_back":
                promise_call_back(**passed, number="01632 960 300", notes="Wants to talk to an inspector.")
        except HubError:
            outcome = "case_opened"
        if outcome == "case_opened":
            request = self._residents.request(self._residents.wish(), contact.channel, contact)
            take_request(request=request, actor=person, at=at)
        return outcome

    def _let_go(self, *, person: Any, pk: int, at: datetime) -> None:
        for held in work_in_hand(person):
            if held.pk == pk:
                finish_work(item=held, actor=person, at=at)

    def _serve_at(self, person: Any, counter: Any) -> Doing:
        yield from self._do(stand_at, counter=counter, actor=person)
        while self._timetable.now < self._closes + LUNCH:
            visit = yield from self._ask(lambda: visit_in_hand(person))
            if visit is None:
                visit = yield from self._do(call_next, actor=person)
            if visit is None:
                yield max(10.0, self._look)
                continue
            try:
                yield from self._serve(person, visit)
            except HubError:  # they left while they were called
                yield self._look

    def _serve(self, person: Any, visit: Any) -> Doing:
        who = {"visit": visit, "actor": person}
        if visit.state == "called":
            yield takes(self._dice, TO_THE_COUNTER)
            if self._dice.random() < NO_SHOW:
                yield from self._do(miss_call, **who)
                return
            yield from self._do(begin_with, **who)
        yield takes(self._dice, AT_THE_COUNTER)
        passed = yield from self._ask(lambda: visit.services.filter(passed_on=True).exists())
        if self._dice.random() < PASSED_ON and not passed:
            yield from self._do(pass_on, **who, notes="Needs somebody who knows benefits.")
            return
        yield from self._do(finish_visit, **who, outcome="resolved", avoidable=one_of(self._dice, AVOIDABLE))

    def _do(self, operation: Any, **known: Any) -> Any:
        return self._timetable.do(operation, **known)

    def _ask(self, ask: Any) -> Any:
        return self._timetable.read(ask)
