"""Claiming a message for one attempt and recording what came of it, in short transactions around the network call.

An attempt is named by its claim token. Whoever records something must hold the token that the row holds, so a worker
that was thought dead cannot write over the work of the one that came after it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.delivery import policies
from civichub.delivery.enclosures import Enclosure
from civichub.delivery.events import DeliveryFailed, DeliveryUnclear
from civichub.delivery.models import Message
from civichub.delivery.operations.queueing import defer_sending, free_moment, note
from civichub.delivery.providers import provider_for
from civichub.delivery.providers.base import Outgoing, Provider, ProviderError, TryLater
from civichub.delivery.states import MESSAGE, Channel

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))  # 22 hours, then we give up
_CLAIM = ("state", "claim_token", "claimed_at", "handed_over_at")


class ClaimLost(Exception):
    """Another worker has taken this message over, so this attempt must not go on."""


@dataclass(frozen=True)
class Claim:
    """The right to make one attempt, with everything it needs, so that no database is held meanwhile."""

    message_id: int
    token: uuid.UUID
    provider: Provider
    outgoing: Outgoing
    enclosures: tuple[Enclosure, ...] = ()


@operation
def claim_message(*, message_id: int, actor: Any, at: datetime) -> Claim | None:
    """Take the message for one attempt, or None when it is not to be sent now (told by its state).

    Checks again what may have changed while it waited: the hour for texts and the hourly limit of its address. What no
    provider can send is set aside for printing (letters) or recorded as failed.
    """
    require(policies.may_send(actor))
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or message.state not in ("queued", "held") or (message.hold_until and message.hold_until > at):
        return None
    moment = free_moment(message, at)
    if moment > at:
        _hold(message, moment, actor=actor, at=at)
        return None
    provider = provider_for(message.channel, message.letter_format)
    if provider is None:
        _without_provider(message, actor=actor, at=at)
        return None
    message.state = MESSAGE.target(message.state, "claim")
    message.claim_token, message.claimed_at, message.handed_over_at = uuid.uuid4(), at, None
    message.provider, message.attempts, message.hold_until = provider.name, message.attempts + 1, None
    save(message, *_CLAIM, "provider", "attempts", "hold_until")
    note(message, "claim", at=at)
    audit("message.claimed", message, actor=actor, at=at, attempt=message.attempts)
    enclosures = tuple(Enclosure(**one) for one in message.enclosures)
    return Claim(message.pk, message.claim_token, provider, _outgoing(message), enclosures)


def _hold(message: Message, until: datetime, *, actor: Any, at: datetime) -> None:
    message.state, message.hold_until = MESSAGE.target(message.state, "hold"), until
    save(message, "state", "hold_until")
    audit("message.held", message, actor=actor, at=at, until=until.isoformat())
    defer_sending(message, at=until)


def _without_provider(message: Message, *, actor: Any, at: datetime) -> None:
    by_hand = message.channel == Channel.LETTER
    message.state = MESSAGE.target(message.state, "set_aside" if by_hand else "fail")
    message.error, message.hold_until = "" if by_hand else "not_configured", None
    save(message, "state", "error", "hold_until")
    note(message, "set_aside" if by_hand else "fail", at=at, code=message.error)
    audit("message.not_sent_by_machine", message, actor=actor, at=at, state=message.state)
    if not by_hand:
        publish(_failed(message, permanent=False), at=at)


def _outgoing(message: Message) -> Outgoing:
    organisation = message.organisation
    postal = message.channel == Channel.LETTER
    mail = message.correspondence or {}
    return Outgoing(
        reference=message.reference,
        channel=message.channel,
        address=tuple(message.to_address.splitlines()) if postal else (message.to_address,),
        subject=message.subject,
        body=message.body,
        body_html=message.body_html,
        to_name=message.to_name,
        from_name=organisation.name if organisation else "",
        reply_to=mail.get("reply_to") or (organisation.email if organisation else ""),
        language=message.language,
        letter_format=message.letter_format,
        thread=f"{message.about_type}.{message.about_reference}" if message.about_reference else "",
        unsubscribe_url=message.unsubscribe_url,
        from_address=mail.get("from_address", ""),
        bounces_to=mail.get("reply_to", ""),
        in_reply_to=mail.get("in_reply_to", ""),
        references=tuple(mail.get("references", ())),
        by_a_person=mail.get("by_a_person", False),
    )


def _claimed(message_id: int, token: uuid.UUID) -> Message:
    """The row, locked, while this attempt still owns it. Raises `ClaimLost`."""
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or message.claim_token != token:
        raise ClaimLost
    return message


@operation
def mark_handed_over(*, message_id: int, token: uuid.UUID, actor: Any, at: datetime) -> Message:
    """From here on the provider may have the message. Raises `ClaimLost` when the attempt must stop instead."""
    require(policies.may_send(actor))
    message = _claimed(message_id, token)
    if message.state != "sending":
        raise ClaimLost
    message.handed_over_at = at
    save(message, "handed_over_at")
    note(message, "hand_over", at=at)
    audit("message.handed_over", message, actor=actor, at=at)
    return message


@operation
def record_accepted(*, message_id: int, token: uuid.UUID, provider_id: str, actor: Any, at: datetime) -> Message:
    """The provider took it. A receipt that came first keeps its say; a late answer of a lost attempt still counts."""
    require(policies.may_send(actor))
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    note(message, "accept", at=at, code="" if message.claim_token == token else "late")
    if any(step.name == "accept" for step in MESSAGE.steps_from(message.state)):
        message.state = MESSAGE.target(message.state, "accept")
        message.error = ""
    message.sent_at, message.provider_id = message.sent_at or at, provider_id[:120]
    if message.is_secret and not settings.DEMO:
        message.body, message.body_html = "Removed after sending.", ""  # a link that signs somebody in
    save(message, "state", "error", "sent_at", "provider_id", "body", "body_html")
    audit("message.sent", message, actor=actor, at=at, provider=message.provider)
    return message


@operation
def record_not_accepted(
    *, message_id: int, token: uuid.UUID, error: ProviderError, actor: Any, at: datetime
) -> Message:
    """Certainly not sent: try later with growing pauses for a `TryLater`, fail for anything else or after a day."""
    require(policies.may_send(actor))
    message = _claimed(message_id, token)
    again = isinstance(error, TryLater) and message.attempts <= len(WAITS)
    if again:
        pause = max(WAITS[message.attempts - 1], getattr(error, "after", None) or timedelta(0))
        return _release(message, code=error.code, until=at + pause, actor=actor, at=at)
    message.state = MESSAGE.target(message.state, "fail")
    message.error = "gave_up" if isinstance(error, TryLater) else error.code
    message.claim_token = None
    save(message, "state", "error", "claim_token")
    note(message, "fail", at=at, code=error.code)
    audit("message.failed", message, actor=actor, at=at, code=message.error)
    publish(_failed(message, permanent=error.code == "address_refused"), at=at)
    return message


@operation
def release_claim(*, message_id: int, token: uuid.UUID, actor: Any, at: datetime) -> Message:
    """An attempt was cut short and nothing left: wait for the next one."""
    require(policies.may_send(actor))
    message = _claimed(message_id, token)
    if message.state != "sending":
        raise ClaimLost
    return _release(message, code="internal", until=at, actor=actor, at=at)


def _release(message: Message, *, code: str, until: datetime, actor: Any, at: datetime) -> Message:
    message.state, message.error = MESSAGE.target(message.state, "wait"), code
    message.hold_until, message.claim_token, message.handed_over_at = until, None, None
    save(message, "state", "error", "hold_until", "claim_token", "handed_over_at")
    note(message, "wait", at=at, code=code)
    audit("message.will_be_tried_again", message, actor=actor, at=at, code=code)
    defer_sending(message, at=until)
    return message


@operation
def record_unclear(*, message_id: int, token: uuid.UUID, can_ask: bool, actor: Any, at: datetime) -> Message:
    """The provider may have it. Leave it "being sent" until we can ask, or say openly that we do not know."""
    require(policies.may_send(actor))
    message = _claimed(message_id, token)
    message.error = "lost_contact"
    if not can_ask:
        message.state, message.claim_token = MESSAGE.target(message.state, "lose_sight"), None
    save(message, "state", "error", "claim_token")
    note(message, "unclear", at=at, code="lost_contact")
    audit("message.unclear", message, actor=actor, at=at, can_ask=can_ask)
    if not can_ask:
        publish(DeliveryUnclear(message.pk, message.about_type, message.about_id or 0), at=at)
    return message


def _failed(message: Message, *, permanent: bool) -> DeliveryFailed:
    return DeliveryFailed(
        message_id=message.pk, about_type=message.about_type, about_id=message.about_id or 0, permanent=permanent
    )
