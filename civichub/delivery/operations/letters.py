"""Letters made by hand: set aside for printing, given the right address, and what came back with the post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.delivery import policies
from civichub.delivery.addresses import clean_address
from civichub.delivery.events import DeliveryFailed
from civichub.delivery.models import Message
from civichub.delivery.operations.queueing import note
from civichub.delivery.states import MESSAGE, ON_ITS_WAY


@operation
def set_aside_letter(*, message: Message, actor: Any, at: datetime) -> Message:
    """Take a waiting letter out of the machines' hands: a person prints it, or decides about it. Twice is once."""
    message = lock(message)
    require(policies.may_handle_post(actor, message))
    if message.state == "to_produce":
        return message
    message.state, message.hold_until = MESSAGE.target(message.state, "set_aside"), None
    save(message, "state", "hold_until")
    note(message, "set_aside", at=at)
    audit("message.set_aside", message, actor=actor, at=at)
    return message


@operation
def readdress_letter(*, message: Message, to_address: str, hides_address: bool, actor: Any, at: datetime) -> Message:
    """Send a letter that nobody has printed yet to another address. What it hid before it goes on hiding.

    Raises `Invalid` for an address that the post cannot use, `TransitionRefused` once it has been posted.
    """
    message = lock(message)
    require(policies.may_handle_post(actor, message))
    message.state = MESSAGE.target(message.state, "set_aside") if message.state != "to_produce" else message.state
    message.to_address = clean_address(message.channel, to_address)
    message.hides_address = message.hides_address or hides_address
    save(message, "state", "to_address", "hides_address")
    note(message, "readdress", at=at)
    audit("message.readdressed", message, actor=actor, at=at)
    return message


@operation
def hide_addresses(*, recipient: str, actor: Any, at: datetime) -> int:
    """Since these were sent the person was marked as at risk: only those with that power may see where they went.

    What still waits is left as it is, so that whoever sends it notices the difference. Returns how many were hidden.
    """
    require(policies.may_send(actor))
    hidden = 0
    shown = Message.objects.filter(recipient=recipient, hides_address=False).exclude(recipient="")
    for message in shown.exclude(state__in=ON_ITS_WAY).order_by("pk"):
        message = lock(message)
        message.hides_address = True
        save(message, "hides_address")
        audit("message.address_hidden", message, actor=actor, at=at)
        hidden += 1
    return hidden


@operation
def record_returned(*, message: Message, actor: Any, at: datetime) -> Message:
    """The post brought this letter back: the address is wrong. Told as a failure for good."""
    message = lock(message)
    require(policies.may_handle_post(actor, message))
    message.state, message.error = MESSAGE.target(message.state, "bounce"), "returned"
    save(message, "state", "error")
    note(message, "bounce", at=at, code="returned")
    audit("message.returned", message, actor=actor, at=at)
    publish(
        DeliveryFailed(
            message_id=message.pk, about_type=message.about_type, about_id=message.about_id or 0, permanent=True
        ),
        at=at,
    )
    return message


@operation
def undo_returned(*, message: Message, actor: Any, at: datetime) -> Message:
    """It was another letter that came back: this one counts as sent again."""
    message = lock(message)
    require(policies.may_handle_post(actor, message))
    message.state, message.error = MESSAGE.target(message.state, "undo_bounce"), ""
    save(message, "state", "error")
    note(message, "undo_bounce", at=at)
    audit("message.return_undone", message, actor=actor, at=at)
    return message
