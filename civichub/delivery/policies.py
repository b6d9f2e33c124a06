"""Who may send, and change what waits to be sent."""

from __future__ import annotations

from typing import Any

from civichub.delivery.models import Message
from civichub.delivery.states import Channel


def may_queue_message(user: Any, organisation_id: int | None) -> bool:
    """The hub itself, and those who act on cases of the organisation in whose name it goes."""
    return user.is_system or user.has_power("case.act", organisation_id)


def may_change_message(user: Any, message: Message) -> bool:
    """Cancel, send again or record as posted: those who act on cases there, if they may see the message."""
    if user.is_system:
        return True
    allowed = user.has_power("case.act", message.organisation_id)
    return allowed and (not message.is_sensitive or user.has_power("case.view_sensitive", message.organisation_id))


may_cancel_message = may_retry_message = may_change_message


def may_handle_post(user: Any, message: Message) -> bool:
    """Letters: whoever prints and posts for the organisation, and those who may change the message."""
    if may_change_message(user, message):
        return True
    prints = message.channel == Channel.LETTER and user.has_power("post.handle", message.organisation_id)
    return prints and (not message.is_sensitive or user.has_power("case.view_sensitive", message.organisation_id))


may_record_posted = may_handle_post


def may_send(user: Any) -> bool:
    """Only the hub's own worker hands messages to providers and records what came of it."""
    return user.is_system


def may_see_address(user: Any, message: Message) -> bool:
    """The address of a person at risk needs its own power."""
    power = "customer.view_at_risk_address" if message.hides_address else "delivery.view"
    return user.has_power(power, message.organisation_id)
