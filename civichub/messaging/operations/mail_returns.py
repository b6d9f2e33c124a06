"""Our mail that came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.customers.operations import mark_contact_point_bad
from civichub.customers.queries import addresses_for_sending, point_sent_to
from civichub.delivery.operations import receive_receipt
from civichub.delivery.providers.base import Report
from civichub.messaging.addressing import customer_of
from civichub.messaging.models import Conversation, MailMessage
from civichub.messaging.operations.mail_settling import note_failed_address
from civichub.messaging.reading.returns import Returned


def record_return(conversation: Conversation, returned: Returned, *, actor: Any, at: datetime) -> None:
    """A mail server says that ours did not arrive: said on the message, the conversation and the customer's address.

    It came to the signed address, which only receivers of our mail know, and it is matched within its conversation:
    nobody can have another person's address marked.
    """
    sent = _which(conversation, returned)
    if sent is None:
        return
    outcome = "returned" if returned.permanent else "undelivered"
    report = Report(sent.reference, sent.provider_id, returned.status, outcome, at)
    receive_receipt(report=report, provider=sent.provider, actor=actor, at=at)
    if returned.permanent:
        _mark_the_customers_address(conversation, actor, at)
    note_failed_address(conversation=conversation, permanent=returned.permanent, actor=actor, at=at)
    conversation.refresh_from_db()
    audit("mail.returned", conversation, actor=actor, at=at, message=sent.pk, status=returned.status)


def _which(conversation: Conversation, returned: Returned) -> Any:
    ours = MailMessage.objects.filter(conversation=conversation, delivery__isnull=False).select_related("delivery")
    named = ours.filter(message_id__iexact=returned.original_id).first() if returned.original_id else None
    last = named or ours.order_by("-at", "-pk").first()
    return last.delivery if last is not None else None


def _mark_the_customers_address(conversation: Conversation, actor: Any, at: datetime) -> None:
    customer = customer_of(conversation)
    if customer is None:
        return
    purpose = "Marking an address whose mail came back"
    for known in addresses_for_sending(customer.pk, channel="email", purpose=purpose, actor=actor, at=at):
        if known.address.lower() == conversation.correspondent.lower():
            point = point_sent_to(known.contact_point_id, actor=actor)
            if point is not None:
                mark_contact_point_bad(contact_point=point, reason="An email to it came back.", actor=actor, at=at)
