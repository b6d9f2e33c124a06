"""What chats hear: somebody has taken one, a contact was closed, a file came in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from civichub.accounts.queries import system_account
from civichub.contacts.events import ContactClosed
from civichub.core.events import subscriber
from civichub.routing.events import WorkEnded, WorkTaken
from civichub.webchat.events import ChatFileAdded
from civichub.webchat.jobs import look_at_held_files
from civichub.webchat.operations import end_chat, join_chat
from civichub.webchat.queries import chat_of_contact


@subscriber(WorkTaken, queue="clocks")
def bring_in_whoever_was_given_it(event: WorkTaken, at: datetime) -> None:
    """Whoever accepts joins at once; this is for a chat that a supervisor gave out."""
    if event.subject_kind != "contact":
        return
    chat = chat_of_contact(event.subject_id)
    if chat is not None and chat.in_hand and chat.item.taken_by_id == event.person_id:
        join_chat(chat=chat, actor=chat.item.taken_by, at=at)


@subscriber(ContactClosed, queue="clocks")
def end_the_chat_of_a_closed_contact(event: ContactClosed, at: datetime) -> None:
    """An advisor who wraps up without ending the chat has ended it."""
    chat = chat_of_contact(event.contact_id)
    if chat is not None and not chat.is_over:
        end_chat(chat=chat, by="advisor", actor=system_account(), at=at)


@subscriber(WorkEnded, queue="clocks")
def end_the_chat_of_finished_work(event: WorkEnded, at: datetime) -> None:
    """The same for one who says that the work is done."""
    chat = chat_of_contact(event.subject_id) if event.subject_kind == "contact" else None
    if chat is not None and not chat.is_over and chat.item_id == event.item_id:
        end_chat(chat=chat, by="advisor", actor=system_account(), at=at)


@subscriber(ChatFileAdded, queue="upkeep")
def look_at_the_new_chat_file(event: ChatFileAdded, at: datetime) -> None:
    """A file is looked at as soon as it is there; while the scanner is down it waits for the minute's job."""
    if settings.CLAMAV:
        look_at_held_files()
