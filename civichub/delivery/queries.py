"""Reads about messages, for the outbox, for a record's page, and for the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.delivery import policies
from civichub.delivery.addresses import concealed
from civichub.delivery.models import Message
from civichub.delivery.providers import why_no_files, working_channels
from civichub.delivery.providers.base import ERRORS
from civichub.delivery.states import STATES

__all__ = [
    "OutboxFilters",
    "Told",
    "address_for",
    "demo_outbox",
    "error_words",
    "get_message_for",
    "letter_by_reference",
    "letters_to_produce",
    "letters_waiting_for",
    "message_id_of",
    "messages_about",
    "messages_to",
    "outbox",
    "sending_domain",
    "sent_by_the_hub",
    "told_lately",
    "why_no_files",
    "working_channels",
]


@dataclass(frozen=True)
class OutboxFilters:
    """What to show of the outbox; an empty value means all. `to` finds part of an address or name."""

    organisation_id: int | None = None
    channel: str = ""
    state: str = ""
    about_reference: str = ""
    to: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Told:
    """One line of "what we told them" on a record's page: everything but the address."""

    message_id: int
    reference: str
    at: datetime
    channel: str
    channel_words: str
    recipient: str
    subject: str
    body: str
    state: str
    state_words: str
    error_words: str
    why_channel: str
    sent_at: datetime | None
    delivered_at: datetime | None
    about_type: str
    about_id: int | None


def outbox(user: Any, filters: OutboxFilters = OutboxFilters()) -> QuerySet[Message]:
    """The messages that `user` may see, newest first. A search by address leaves out those whose address is hidden."""
    return _filtered(Message.objects.visible_to(user), filters).select_related("organisation")


def demo_outbox(filters: OutboxFilters = OutboxFilters()) -> QuerySet[Message]:
    """Everything, sign-in links too, on an installation whose messages go nowhere. Raises `NotFound` on any other."""
    if not settings.DEMO:
        raise NotFound()
    return _filtered(Message.objects.all(), filters).select_related("organisation")


def _filtered(messages: QuerySet[Message], filters: OutboxFilters) -> QuerySet[Message]:
    exact = {
        "organisation_id": filters.organisation_id,
        "channel": filters.channel,
        "state": filters.state,
        "about_reference": filters.about_reference,
        "created_at__gte": filters.since,
    }
    messages = messages.filter(**{column: value for column, value in exact.items() if value})
    if filters.to and "\x00" not in filters.to:
        open_address = messages.filter(to_address__icontains=filters.to, hides_address=False)
        messages = messages.filter(to_name__icontains=filters.to) | open_address
    return messages


def get_message_for(user: Any, reference: str) -> Message:
    """The message with this reference, if `user` may see it. Raises `NotFound` otherwise."""
    found = Message.objects.visible_to(user).filter(reference=reference[:9].replace("\x00", ""))
    message = found.select_related("organisation").first()
    if message is None:
        raise NotFound()
    return message


def address_for(user: Any, message: Message) -> str:
    """The address as `user` may see it: whole, or only enough to recognise when the person is at risk."""
    if policies.may_see_address(user, message):
        return message.to_address
    return concealed(message.channel, message.to_address)


def letters_to_produce(organisation_ids: Iterable[int]) -> QuerySet[Message]:
    """Letters of these organisations that wait to be printed and posted, the oldest first. The caller has checked."""
    found = Message.objects.filter(channel="letter", state="to_produce", organisation__in=list(organisation_ids))
    return found.select_related("organisation").order_by("created_at", "pk")


def letters_waiting_for(recipient: str) -> QuerySet[Message]:
    """Letters to this person (``customers.customer:12``) that no machine and nobody has taken in hand yet."""
    waiting = Message.objects.filter(channel="letter", state__in=["queued", "held", "to_produce"])
    return waiting.filter(recipient=recipient).exclude(recipient="").order_by("pk")


def letter_by_reference(reference: str) -> Message | None:
    """The letter with this reference, for a caller that asks afterwards who may know of it."""
    return Message.objects.filter(channel="letter", reference=reference).select_related("organisation").first()


def messages_about(about_type: str, about_id: int) -> list[Told]:
    """What was told about a record, newest first, without addresses. The caller has checked who may see the record."""
    found = Message.objects.filter(about_type=about_type, about_id=about_id, is_secret=False)
    return [_told(message) for message in found[:200]]


def messages_to(recipient: str) -> list[Told]:
    """What was told to a person (``customers.customer:12``), newest first, on the same terms."""
    found = Message.objects.filter(recipient=recipient, is_secret=False).exclude(recipient="")
    return [_told(message) for message in found[:200]]


def told_lately(recipients: Iterable[str], *, since: datetime, limit: int = 12) -> list[Told]:
    """What these recipients were told since then, the newest first, with what each message is about.

    The caller shows only what is about records that the reader may see: a message of a case goes with its case.
    """
    found = Message.objects.filter(recipient__in=list(recipients), is_secret=False, created_at__gte=since)
    return [_told(message) for message in found.exclude(recipient="").defer("body_html")[:limit]]


def _told(message: Message) -> Told:
    return Told(
        about_type=message.about_type,
        about_id=message.about_id,
        message_id=message.pk,
        reference=message.reference,
        at=message.created_at,
        channel=message.channel,
        channel_words=message.get_channel_display(),
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        state=message.state,
        state_words=STATES[message.state],
        error_words=error_words(message),
        why_channel=message.why_channel,
        sent_at=message.sent_at,
        delivered_at=message.delivered_at,
    )


def message_id_of(message: Message) -> str:
    """The Message-ID, without brackets, under which an email of ours leaves by SMTP."""
    return f"{message.reference}@{sending_domain()}"


def sending_domain() -> str:
    """The domain in the Message-IDs of what the hub sends, in small letters."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def sent_by_the_hub(message_id: str) -> Message | None:
    """The message of ours that carries this Message-ID (without brackets), if it is one. For the hub, not a person."""
    reference, _, domain = message_id.rpartition("@")
    if domain.lower() != sending_domain() or not (parsed := parse_reference(reference)):
        return None
    return Message.objects.filter(reference=parsed).first()


def error_words(message: Message) -> str:
    """What went wrong, as a sentence, or nothing."""
    return ERRORS.get(message.error, "")


@dataclass(frozen=True)
class StuckAttempt:
    """An attempt that somebody claimed and never finished."""

    token: uuid.UUID
    provider: str
    reference: str
    handed_over_at: datetime | None


def stuck_messages(*, before: datetime) -> list[int]:
    """The ids of messages that have been "being sent" since `before`."""
    found = Message.objects.filter(state="sending", claimed_at__lte=before).order_by("claimed_at")
    return list(found.values_list("pk", flat=True)[:1000])


def stuck_attempt(message_id: int, *, before: datetime) -> StuckAttempt | None:
    """The unfinished attempt at this message, claimed at or before `before`."""
    message = Message.objects.filter(pk=message_id, state="sending", claimed_at__lte=before).first()
    if message is None or message.claim_token is None:
        return None
    return StuckAttempt(message.claim_token, message.provider, message.reference, message.handed_over_at)


def overdue_messages(*, before: datetime) -> QuerySet[Message]:
    """Messages that wait although their time came before `before`."""
    waiting = Message.objects.filter(state__in=["queued", "held"])
    return waiting.annotate(moment=Coalesce("hold_until", "created_at")).filter(moment__lt=before).order_by("moment")
