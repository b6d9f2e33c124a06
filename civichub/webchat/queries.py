"""Reads about chats: whether one can be offered, where somebody stands, what was written, what an advisor has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.core.prepared import prepared
from civichub.routing.at_the_queue import at_the_queue
from civichub.routing.live_waits import wait_for, wait_of
from civichub.routing.queries import open_or_opens_at, people_of, queue_for, queues_now
from civichub.webchat.models import (
    ENGLISH,
    Author,
    Chat,
    ChatBlock,
    ChatFile,
    ChatMessage,
    ChatSetup,
    ScanState,
)
from civichub.workforce.queries import active_skills, skills_of

LANGUAGE_LEVEL = 3  # "Confident": less is no help to somebody who depends on it
AT_THE_DESK = ("ready", "paused")
NAMED = ("contact", "contact__customer", "contact__service", "organisation", "item", "item__queue", "item__taken_by")


@dataclass(frozen=True)
class ChatOffer:
    """Whether a chat can begin now. `why_not`: off, closed, nobody, full or blocked; empty when it can.

    `wait` is how long it takes, in a sentence; `opens_at` is set when it is closed.
    """

    setup: ChatSetup | None
    queue: Any
    why_not: str
    opens_at: datetime | None = None
    waiting: int = 0
    wait: str = ""

    @property
    def is_open(self) -> bool:
        return not self.why_not

    @property
    def takes_messages(self) -> bool:
        return self.queue is not None and self.why_not not in ("off", "blocked")


def setup_of(organisation: Any) -> ChatSetup | None:
    """The organisation's rules, or None where nobody has set chat up."""
    return ChatSetup.objects.select_related("organisation", "queue").filter(organisation=organisation).first()


def offer_of(
    organisation: Any, service: Any = None, *, at: datetime, browser: str = "", address: str = ""
) -> ChatOffer:
    """What the organisation can offer at this moment to somebody who asks about this service."""
    setup = setup_of(organisation)
    if setup is None or not setup.is_on or (setup.services and service and service.pk not in setup.services):
        return ChatOffer(setup, None, "off")
    queue = setup.queue or queue_for(organisation, service=service.pk if service else None)
    if queue is None:
        return ChatOffer(setup, None, "off")
    if is_blocked(organisation, at=at, browser=browser, address=address):
        return ChatOffer(setup, queue, "blocked")
    if opens_at := open_or_opens_at(queue, at):
        return ChatOffer(setup, queue, "closed", opens_at)
    now = queues_now([queue], at)[0]
    wait = wait_for(queue=queue, kind="chat", at=at).words
    if now.free + now.busy + now.wrapping_up == 0:
        return ChatOffer(setup, queue, "nobody", None, now.waiting, wait)
    return ChatOffer(setup, queue, "full" if now.waiting >= setup.most_waiting else "", None, now.waiting, wait)


def setups_in_use() -> dict[int, ChatSetup]:
    """The rules of the organisations that chat, by organisation: a handful, read in one statement."""
    return {setup.organisation_id: setup for setup in _in_use()}


@prepared
def _in_use() -> QuerySet[ChatSetup]:
    found = ChatSetup.objects.filter(is_on=True, organisation__is_active=True)
    return found.select_related("organisation", "queue", "queue__organisation")


def invitation(setup: ChatSetup | None, service: Any, *, at: datetime) -> str:
    """`offer_of` in a word, for a link: "open", "message", or "" where there is no chat about this service.

    Three statements at most.
    """
    if setup is None or (setup.services and service and service.pk not in setup.services):
        return ""
    queue = setup.queue or queue_for(setup.organisation, service=service.pk if service else None)
    if queue is None:
        return ""
    if open_or_opens_at(queue, at):
        return "message"
    anybody, waiting = at_the_queue(queue, at)
    return "open" if anybody and waiting < setup.most_waiting else "message"


def is_blocked(organisation: Any, *, at: datetime, browser: str = "", address: str = "") -> bool:
    """Whether a block in force is for this browser or this address."""
    which = Q(pk=None)
    if browser:
        which |= Q(browser=browser)
    if address:
        which |= Q(address=address)
    return ChatBlock.objects.filter(which, organisation=organisation, lifted_at=None, until__gt=at).exists()


def speakers_ready(queue: Any, language: str, at: datetime) -> bool:
    """Whether somebody who serves the queue and is at their desk speaks this language well enough."""
    here = [member.person_id for member, seat, _ in people_of(queue) if seat and seat.state in AT_THE_DESK]
    skills = skills_of(here, at.date())
    return any(skills.get(person, {}).get(language, 0) >= LANGUAGE_LEVEL for person in here)


def speakers_of(language: str, people: Iterable[int], at: datetime) -> list[int]:
    """Those of the people who speak it well enough."""
    skills = skills_of(people, at.date())
    return [person for person, known in skills.items() if known.get(language, 0) >= LANGUAGE_LEVEL]


def language_names() -> dict[str, str]:
    """The languages of the register by their skill, English first."""
    return {ENGLISH: "English"} | dict(active_skills().filter(kind="language").values_list("key", "name"))


@dataclass(frozen=True)
class Standing:
    """Where a chat stands, for the resident. `word`: waiting, passed, lost, talking, ended or message."""

    word: str
    place: int | None = None
    wait: str = ""
    advisor: str = ""
    passed_to: str = ""


def standing_of(chat: Chat, at: datetime) -> Standing:
    """What the resident is told: who is with them, or their place in line and why they are back in it."""
    if chat.state in ("message", "answered"):
        return Standing("message")
    if chat.is_over or chat.item is None:
        return Standing("ended")
    item = chat.item
    if chat.in_hand:
        return Standing("talking", advisor=first_name(item.taken_by))
    if item.state not in ("waiting", "offered"):
        return Standing("ended")
    passed = getattr(chat.contact, "hand_off", None)
    word = "waiting" if item.first_taken_at is None else "passed" if passed else "lost"
    team = passed.to_team.name if passed else ""
    told = wait_of(item, at)
    return Standing(word, told.place, told.words, passed_to=team)


def first_name(person: Any) -> str:
    """How a resident knows an advisor: by the first name alone."""
    return str(person).split()[0] if person else ""


def chat_by_key(key: str) -> Chat | None:
    """The chat of a cookie."""
    return Chat.objects.select_related(*NAMED).filter(key=key).first() if key else None


def chat_by_id(chat_id: int) -> Chat | None:
    """The chat a job or a confirmed link names; it opens nothing by itself."""
    return Chat.objects.select_related(*NAMED).filter(pk=chat_id).first()


def chat_of_contact(contact_id: int) -> Chat | None:
    """The chat by which a contact came, for listeners and for pages that have asked who may see the contact."""
    return Chat.objects.select_related(*NAMED).filter(contact=contact_id).first()


def get_chat_for(user: Any, reference: str) -> Chat:
    """The chat of a contact's reference, if `user` may see it. Raises `NotFound` otherwise."""
    found = Chat.objects.visible_to(user).select_related(*NAMED).filter(contact__reference=reference).first()
    if found is None:
        raise NotFound("We cannot find that chat.")
    return found


def chats_in_hand(user: Any) -> list[Chat]:
    """The chats this advisor has, the longest first, each with `unread`."""
    unread = Count("messages", filter=Q(messages__author=Author.RESIDENT, messages__pk__gt=F("advisor_read_to")))
    found = Chat.objects.filter(item__taken_by=user, item__state__in=("taken", "wrapping_up"))
    return list(found.select_related(*NAMED).annotate(unread=unread).order_by("item__taken_at", "pk"))


def unread_by_resident(chat: Chat) -> int:
    """How many lines of the desk the resident has not seen."""
    return chat.messages.filter(pk__gt=chat.resident_read_to).exclude(author=Author.RESIDENT).count()


def lines_of(chat: Chat, *, after: int = 0) -> list[ChatMessage]:
    """What was written after a message's number, in order."""
    return list(chat.messages.filter(pk__gt=after).select_related("person", "file").order_by("pk"))


def last_line(chat_id: int) -> int:
    """The number of the last message; 0 before the first."""
    return ChatMessage.objects.filter(chat=chat_id).order_by("-pk").values_list("pk", flat=True).first() or 0


def file_of(chat: Chat, token: str) -> ChatFile:
    """One file of this chat. Raises `NotFound`, also for a file of another chat."""
    found = chat.files.filter(token=token).first()
    if found is None:
        raise NotFound()
    return found


def held_files(limit: int) -> list[ChatFile]:
    """Files that wait for the scanner, the oldest first."""
    return list(ChatFile.objects.filter(scan=ScanState.HELD).order_by("added_at")[:limit])


def going_on() -> list[int]:
    """The numbers of chats that are open, the one heard least lately first."""
    return list(Chat.objects.filter(state="open").order_by("seen_at").values_list("pk", flat=True))


def outlived(today: date) -> list[int]:
    """The numbers of chats whose transcripts were to be kept until before that day, the oldest first."""
    found = Chat.objects.filter(keep_until__lt=today, forgotten_at=None)
    return list(found.order_by("keep_until", "pk").values_list("pk", flat=True))


def blocks_in_force(user: Any, at: datetime) -> list[ChatBlock]:
    """Blocks of the organisations whose day this person runs, and those that they set."""
    mine = Q(organisation__in=user.organisations_with("work.supervise")) | Q(by=user)
    found = ChatBlock.objects.filter(mine, lifted_at=None, until__gt=at)
    return list(found.select_related("organisation", "by", "chat__contact"))


def block_for(user: Any, pk: int) -> ChatBlock:
    """One block that this person may lift. Raises `NotFound`."""
    mine = Q(organisation__in=user.organisations_with("work.supervise")) | Q(by=user)
    found = ChatBlock.objects.filter(mine, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def chat_page(user: Any) -> QuerySet[Chat]:
    """The chats `user` may see, for a list by key."""
    return Chat.objects.visible_to(user).select_related(*NAMED).distinct()


def setups_run_by(user: Any) -> QuerySet[ChatSetup]:
    """The rules of organisations that this person sets up."""
    theirs = user.organisations_with("work.supervise") | user.organisations_with("organisation.manage")
    return ChatSetup.objects.filter(organisation__in=theirs).select_related("organisation", "queue")
