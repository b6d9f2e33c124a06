"""Reads of mail: the inbox, one conversation, and what the background work looks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.messaging.models import (
    Conversation,
    Mailbox,
    MailFile,
    MailMessage,
    RawMail,
    ReplyDraft,
)
from civichub.messaging.tokens import without_token

STILL_WRITING = timedelta(seconds=60)
FOLDERS = {
    "waiting": "Waiting for us",
    "mine": "In my hands",
    "answered": "Answered",
    "quarantined": "From another address",
    "failed": "Did not arrive",
    "closed": "No reply needed",
    "aside": "Automatic mail",
    "spam": "Spam",
    "all": "Everything",
}


@dataclass(frozen=True)
class InboxFilters:
    """What to show; empty means all. `words` finds a reference, or part of an address, a name or a subject."""

    folder: str = "waiting"
    mailbox_id: int | None = None
    words: str = ""


def inbox(user: Any, wanted: InboxFilters) -> QuerySet[Conversation]:
    """The conversations that `user` may see, for a list by key."""
    found = Conversation.objects.visible_to(user).select_related(
        "mailbox", "organisation", "contact__handled_by", "wait"
    )
    strange = MailMessage.objects.filter(conversation=OuterRef("pk"), kind="stranger", verdict="")
    found = found.annotate(has_stranger=Exists(strange))
    if wanted.folder == "mine":
        found = found.filter(state="waiting", contact__handled_by=user)
    elif wanted.folder == "quarantined":
        found = found.filter(has_stranger=True)
    elif wanted.folder == "failed":
        found = found.filter(address_failed_at__isnull=False)
    elif wanted.folder != "all":
        found = found.filter(state=wanted.folder)
    if wanted.mailbox_id is not None:
        found = found.filter(mailbox=wanted.mailbox_id)
    if wanted.words:
        found = found.filter(_matches(wanted.words))
    return found


def folder_counts(user: Any) -> dict[str, int]:
    """How many wait: for anybody, for this person, and for a judgement of who wrote. The other folders only grow."""
    seen = Conversation.objects.visible_to(user)
    strange = MailMessage.objects.filter(kind="stranger", verdict="", conversation__in=seen)
    waiting = seen.filter(state="waiting").aggregate(
        waiting=Count("pk"), mine=Count("pk", filter=Q(contact__handled_by=user))
    )
    return waiting | {"quarantined": strange.aggregate(number=Count("conversation", distinct=True))["number"]}


def _matches(words: str) -> Q:
    if reference := parse_reference(words):
        return Q(reference=reference) | Q(case__reference=reference) | Q(contact__reference=reference)
    return Q(correspondent__icontains=words) | Q(correspondent_name__icontains=words) | Q(subject__icontains=words)


def get_conversation_for(user: Any, reference: str) -> Conversation:
    """The conversation, if `user` may see it. Raises `NotFound` otherwise: the same for a missing one."""
    parsed = parse_reference(reference) or ""
    found = Conversation.objects.visible_to(user).filter(reference=parsed)
    related = ("mailbox__organisation", "organisation", "contact__customer", "contact__service", "contact__handled_by")
    conversation = found.select_related(*related, "case", "wait").first()
    if conversation is None:
        raise NotFound("We cannot find that conversation.")
    return conversation


def messages_of(conversation: Conversation) -> list[MailMessage]:
    """Its messages with their files, the oldest first. What was rejected, and what waits for a judgement, too."""
    found = conversation.messages.select_related("author", "delivery", "original")
    return list(found.prefetch_related(Prefetch("files", queryset=MailFile.objects.order_by("pk"))))


def message_of(conversation: Conversation, pk: int) -> MailMessage:
    """One message of a conversation that the caller may see. Raises `NotFound`."""
    found = conversation.messages.select_related("delivery", "original", "conversation").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def writing_now(conversation: Conversation, *, besides: Any, at: datetime) -> list[str]:
    """Who else has typed an answer in the last minute, by name."""
    drafts = ReplyDraft.objects.filter(conversation=conversation, at__gte=at - STILL_WRITING).exclude(text="")
    return list(drafts.exclude(author=besides).order_by("author__name").values_list("author__name", flat=True))


def draft_of(conversation: Conversation, user: Any) -> str:
    """What this person has typed and not sent; empty when nothing."""
    draft = ReplyDraft.objects.filter(conversation=conversation, author=user).first()
    return draft.text if draft else ""


def enclosed_in_draft(conversation: Conversation, user: Any) -> list[MailFile]:
    """The files that go with what this person is writing, in the order in which they were attached."""
    return list(MailFile.objects.filter(draft__conversation=conversation, draft__author=user))


def file_of(conversation: Conversation, token: str, user: Any) -> MailFile:
    """A file of the conversation, or of what `user` is writing in it. Raises `NotFound` for any other and for none."""
    own = Q(message__conversation=conversation) | Q(draft__conversation=conversation, draft__author=user)
    found = MailFile.objects.filter(own, token=token.replace("\x00", "")).exclude(path="").first()
    if found is None:
        raise NotFound()
    return found


def files_by_email(user: Any, customer_ids: Iterable[int], *, limit: int = 20) -> list[MailFile]:
    """Files that these customers and we sent each other by email, the latest first, of what `user` may see."""
    seen = Conversation.objects.visible_to(user)
    ids = list(customer_ids)
    about = Q(message__contact__customer__in=ids) | Q(message__conversation__contact__customer__in=ids)
    found = MailFile.objects.filter(about, message__conversation__in=seen).exclude(path="")
    found = found.exclude(message__kind="stranger", message__verdict="").exclude(message__verdict="rejected")
    return list(found.select_related("message__conversation").order_by("-message__at", "-pk")[:limit])


def mailboxes_seen_by(user: Any) -> QuerySet[Mailbox]:
    """The mailboxes whose mail this person may see."""
    theirs = Mailbox.objects.filter(organisation__in=user.organisations_with("contact.view"))
    return theirs.select_related("organisation")


def mailboxes_run_by(user: Any) -> QuerySet[Mailbox]:
    """The mailboxes that this person sets up."""
    found = Mailbox.objects.filter(organisation__in=user.organisations_with("mail.manage"))
    return found.select_related("organisation", "queue", "service")


def conversation_of_contact(contact_id: int) -> Conversation | None:
    """The conversation whose latest contact this is. It opens nothing: its page asks who may see it."""
    return Conversation.objects.filter(contact=contact_id).first()


def mail_of_contact(user: Any, contact_id: int) -> Conversation | None:
    """The conversation that this contact is, or was, part of, if `user` may see it."""
    part = Q(contact=contact_id) | Q(messages__contact=contact_id)
    found = Conversation.objects.visible_to(user).filter(part).select_related("mailbox", "contact__customer", "case")
    return found.order_by("pk").first()


# What follows is for the hub itself, not for a person.


def mailbox_at(address: str) -> Mailbox | None:
    """The active mailbox for an envelope's address, with or without a token."""
    bare = without_token(address.strip("<> "))
    return Mailbox.objects.alias(small=Lower("address")).filter(small=bare, is_active=True).first()


def mailboxes_to_fetch() -> list[Mailbox]:
    """Those that the hub fetches by IMAP."""
    return list(Mailbox.objects.filter(arrival="imap", is_active=True))


def original_by_id(pk: int) -> RawMail | None:
    """The original an event names."""
    return RawMail.objects.filter(pk=pk).first()


def originals_to_file(*, before: datetime, limit: int = 200) -> list[RawMail]:
    """Originals kept before that moment and not filed yet, the oldest first."""
    return list(RawMail.objects.filter(filed_at=None, received_at__lt=before).order_by("received_at")[:limit])


def conversation_by_id(pk: int) -> Conversation | None:
    """The conversation an event names."""
    return Conversation.objects.filter(pk=pk).first()


def conversations_of_contacts(contact_ids: Iterable[int]) -> list[Conversation]:
    """The conversations whose latest contact is among these."""
    return list(Conversation.objects.filter(contact__in=list(contact_ids)))


def held_files(limit: int) -> list[MailFile]:
    """Files that wait for the scanner, the oldest first."""
    return list(MailFile.objects.filter(scan="held").order_by("pk")[:limit])
