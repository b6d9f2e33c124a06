"""What of a conversation this reader sees, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.customers.queries import sheltered_among
from civichub.delivery.addresses import concealed
from civichub.delivery.states import STATES
from civichub.messaging.addressing import customer_of
from civichub.messaging.models import MessageKind
from civichub.messaging.reading import fold


def address_shown(conversation: Any, user: Any) -> str:
    """The correspondent's address; of somebody at risk only what lets one recognise it, without the power."""
    customer, address = customer_of(conversation), conversation.correspondent
    if not address or customer is None or user.has_power("customer.view_at_risk_address", conversation.organisation_id):
        return str(address)
    return concealed("email", address) if sheltered_among([customer]) else str(address)


@dataclass(frozen=True)
class Shown:
    """One message as the page shows it. `own` is what is new in it, `quoted` what it repeats."""

    message: Any
    who: str
    own: str
    quoted: str
    state: str
    held_until: datetime | None
    may_take_back: bool
    is_ours: bool
    to_judge: bool


def shown(message: Any, conversation: Any, address: str) -> Shown:
    """A message in the words of the page."""
    own, quoted = fold(message.text)
    delivery = message.delivery
    held = delivery is not None and delivery.state in ("held", "queued")
    return Shown(
        message=message,
        who=_who(message, conversation, address),
        own=own,
        quoted=quoted,
        state=STATES[delivery.state] if delivery is not None else "",
        held_until=delivery.hold_until if held else None,
        may_take_back=held and message.kind == MessageKind.OURS,
        is_ours=message.kind in (MessageKind.OURS, MessageKind.AUTOMATIC),
        to_judge=message.kind == MessageKind.STRANGER and not message.verdict,
    )


def _who(message: Any, conversation: Any, address: str) -> str:
    if message.kind == MessageKind.OURS:
        return f"{message.author.name}, {conversation.mailbox.name}"
    if message.kind == MessageKind.AUTOMATIC:
        return f"{conversation.mailbox.name}, sent automatically"
    if message.kind == MessageKind.THEIRS and message.from_address.lower() == conversation.correspondent.lower():
        return f"{message.from_name} <{address}>" if message.from_name else address
    return f"{message.from_name} <{message.from_address}>" if message.from_name else message.from_address or "Unknown"
