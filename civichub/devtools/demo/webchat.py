"""Webchat of the county this morning: chats that were answered, a message left overnight, and two people in line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.contacts.operations import close_contact
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.knowledge.operations.canned_texts import write_canned_text
from civichub.routing.operations import accept_offer, define_queue, join_queue, leave_seat, sit_down
from civichub.routing.queries import offers_to
from civichub.webchat.operations import (
    Asker,
    end_chat,
    join_chat,
    leave_message,
    rate_chat,
    send_message,
    set_up_chat,
    start_chat,
)
from civichub.webchat.queries import chat_of_contact

# A demonstration is opened at any hour, so its chat is too.
ALWAYS = {
    day: ["00:00-23:59"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}  # fmt: skip
SERVES = (("advisor", 1), ("leader", 2), ("reception", 3))
GREETINGS = {
    "en": "Hello, and welcome. An advisor of the council will answer you here.",
    "language:pl": "Dzień dobry. Odpowie Państwu pracownik urzędu.",
    "language:pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ। ਕੌਂਸਲ ਦਾ ਸਲਾਹਕਾਰ ਤੁਹਾਨੂੰ ਇੱਥੇ ਜਵਾਬ ਦੇਵੇਗਾ।",
}
CANNED = (
    ("Hello", "en", "Hello, I am glad to help. May I take your name and postcode?"),
    ("Moment", "en", "Thank you. I will look that up; please give me a moment."),
    ("Pothole", "en", "We look at potholes within five working days. Which street is it, near which house?"),
    ("Bye", "en", "Thank you for getting in touch. You can have this chat by email: see the link below it."),
    ("Hello", "pl", "Dzień dobry, chętnie pomogę. Proszę o imię i kod pocztowy."),
)  # fmt: skip
# What was asked: minutes ago it began, seconds until it was taken, who, service, and then the words in turn.
PAST = (
    (130, 40, "Priya Nair", "missed-bin", 5, (
        "My green bin was not emptied today. Do I have to ring somebody?",
        "No, I can report it for you here. Was it out by 7 this morning?",
        "Yes, at six.",
        "Then the crew will come back within two working days. Leave it out, please.",
        "Brilliant, thank you")),
    (75, 150, "", "blue-badge", 4, (
        "How long does a blue badge take at the moment?",
        "Usually twelve weeks when an assessment is needed, less when you get a qualifying benefit.",
        "I get PIP",
        "Then apply online with your award letter; most people hear within three weeks.")),
    (40, 70, "Tom Ellery", "pothole", None, (
        "There is a deep hole outside 14 Mill Lane",
        "Thank you. Is it in the road or on the pavement?",
        "In the road, a cyclist fell yesterday")),
)  # fmt: skip
IN_LINE = (
    (6, "Marta Kowalska", "council-tax-account", "language:pl", "Dostałam list o podatku i nie rozumiem kwoty."),
    (2, "", "", "en", "Are the libraries open on bank holidays?"),
)


def open_webchat(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Set chat up, and let the morning be as it was."""
    county, advisor, leader = organisations[COUNTY], people[f"advisor@{MAIL}"], people[f"leader@{MAIL}"]
    queue = define_queue(organisation=county, slug="webchat", name="Webchat", hours=ALWAYS, ring_seconds=30,
                         answer_within_seconds=120, actor=actor, at=now)  # fmt: skip
    for local, rank in SERVES:
        join_queue(queue=queue, person=people[f"{local}@{MAIL}"], rank=rank, actor=actor, at=now)
    set_up_chat(organisation=county, is_on=True, queue=queue, greetings=GREETINGS,
                languages=["language:pa", "language:pl"], gone_minutes=120, actor=actor, at=now)  # fmt: skip
    for title, language, body in CANNED:
        write_canned_text(
            organisation=county, title=title, language=language, body=body, channels=["chat"], actor=leader, at=now
        )
    for ago, waited, name, slug, rating, words in PAST:
        _past(
            county,
            services.get(slug),
            advisor,
            leader,
            now - timedelta(minutes=ago),
            waited,
            name,
            rating,
            words,
            actor,
        )
    asker = Asker(question="When does the tip at Lodebury close on Sundays?", name="J. Osei")
    leave_message(organisation=county, asker=asker, email="j.osei@home.example", actor=actor,
                  at=now - timedelta(minutes=30))  # fmt: skip
    for ago, name, slug, language, question in IN_LINE:
        at = now - timedelta(minutes=ago)
        sit_down(actor=leader, at=at)
        asker = Asker(question=question, name=name, service=services.get(slug), language=language)
        start_chat(organisation=county, asker=asker, actor=actor, at=at)
        leave_seat(actor=leader, at=at)


def _past(
    county: Any, service: Any, advisor: Any, leader: Any, at: datetime, waited: int, name: str, rating: int | None,
    words: tuple[str, ...], actor: Any,
) -> None:  # fmt: skip
    """The leader is there when it begins, so that a chat is offered; the advisor comes and takes it."""
    sit_down(actor=leader, at=at)
    asker = Asker(question=words[0], name=name, service=service)
    contact = start_chat(organisation=county, asker=asker, actor=actor, at=at).contact
    leave_seat(actor=leader, at=at)
    at += timedelta(seconds=waited)
    sit_down(actor=advisor, at=at)
    accept_offer(offer=offers_to(advisor, at)[0].offer, actor=advisor, at=at)
    chat = join_chat(chat=chat_of_contact(contact.pk), actor=advisor, at=at)
    for number, text in enumerate(words[1:]):
        at += timedelta(seconds=35)
        author, who = ("advisor", advisor) if number % 2 == 0 else ("resident", actor)
        send_message(chat=chat, author=author, text=text, actor=who, at=at)
    at += timedelta(minutes=1)
    end_chat(chat=chat, by="advisor", actor=advisor, at=at)
    if rating:
        rate_chat(chat=chat, rating=rating, actor=actor, at=at)
    close_contact(contact=contact, outcome="resolved", avoidable="not", actor=advisor, at=at)
    leave_seat(actor=advisor, at=at)
