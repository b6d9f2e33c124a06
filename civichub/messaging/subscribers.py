"""What mail hears: an original was kept, files wait for the scanner, a delivery failed, a case was opened."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.events import CaseOpened
from civichub.cases.queries import case_by_id
from civichub.contacts.events import ContactClosed
from civichub.core.events import subscriber
from civichub.delivery.events import DeliveryFailed
from civichub.messaging.events import MailArrived, MailFilesHeld
from civichub.messaging.intake import file_original, look_at_held_files
from civichub.messaging.operations.mail_settling import follow_contact, note_failed_address, tie_to_case
from civichub.messaging.queries.mail import conversation_by_id, conversations_of_contacts, original_by_id
from civichub.routing.events import WorkEnded


@subscriber(MailArrived, queue="delivery")
def file_the_new_mail(event: MailArrived, at: datetime) -> None:
    """As soon as it is kept."""
    if (original := original_by_id(event.original_id)) is not None:
        file_original(original)


@subscriber(MailFilesHeld, queue="upkeep")
def look_at_the_files_of_the_mail(event: MailFilesHeld, at: datetime) -> None:
    """While the scanner is down they wait for the minute's job."""
    if settings.CLAMAV:
        look_at_held_files()


@subscriber(DeliveryFailed, queue="delivery")
def say_that_the_answer_did_not_arrive(event: DeliveryFailed, at: datetime) -> None:
    """The conversation shows it, and it waits for somebody again."""
    if event.about_type == "messaging.conversation" and (found := conversation_by_id(event.about_id)) is not None:
        note_failed_address(conversation=found, permanent=event.permanent, actor=system_account(), at=at)


@subscriber(CaseOpened, queue="delivery")
def tie_the_conversation_to_its_case(event: CaseOpened, at: datetime) -> None:
    """A case that an advisor opened from an email is the case of its conversation from now on."""
    case = case_by_id(event.case_id)
    for conversation in conversations_of_contacts(case.contact_links.values_list("contact_id", flat=True)):
        if conversation.case_id is None:
            tie_to_case(conversation=conversation, case=case, actor=system_account(), at=at)


@subscriber(ContactClosed, queue="delivery")
def settle_the_conversation_with_its_contact(event: ContactClosed, at: datetime) -> None:
    """An email that was settled by telephone, say, waits for nobody any more."""
    _follow(event.contact_id, at)


@subscriber(WorkEnded, queue="delivery")
def put_unanswered_mail_back_in_line(event: WorkEnded, at: datetime) -> None:
    """Whoever says "done" without answering leaves the answer to somebody else, not to nobody."""
    if event.subject_kind == "contact":
        _follow(event.subject_id, at)


def _follow(contact_id: int, at: datetime) -> None:
    for conversation in conversations_of_contacts([contact_id]):
        follow_contact(conversation=conversation, actor=system_account(), at=max(at, timezone.now()))
