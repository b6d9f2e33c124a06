"""What a provider reports later, in any order and any number of times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.delivery import policies
from civichub.delivery.events import DeliveryFailed, DeliverySucceeded
from civichub.delivery.models import Message, Receipt, ReceiptSource
from civichub.delivery.providers.base import Report
from civichub.delivery.states import MESSAGE

_STEPS = {"accepted": "accept", "delivered": "deliver", "undelivered": "fail", "returned": "bounce"}
_CODES = {"accepted": "", "delivered": "", "undelivered": "undelivered", "returned": "returned"}


@operation
def receive_receipt(*, report: Report, provider: str, actor: Any, at: datetime) -> Message | None:
    """Store a report and let it settle the message; None when no message of ours carries its reference.

    The order of arrival does not matter: a return beats a delivery, which beats "not delivered", and a repeat changes
    nothing. A report about an earlier attempt than the latest is stored only.
    """
    require(policies.may_send(actor))
    message = _message_for(report, provider)
    if message is None:
        return None
    try:
        with transaction.atomic():
            Receipt.objects.create(
                message=message,
                source=ReceiptSource.PROVIDER,
                status=report.status[:40],
                code=_CODES[report.outcome],
                occurred_at=report.occurred_at,
                received_at=at,
            )
    except IntegrityError:
        return message
    audit("message.receipt_received", message, actor=actor, at=at, status=report.status[:40])
    earlier_attempt = bool(message.provider_id) and message.provider_id != report.provider_id
    if not earlier_attempt and _changes(message, report.outcome):
        _settle(message, report, at=at)
    return message


def _message_for(report: Report, provider: str) -> Message | None:
    ours = Q(reference=report.reference) if report.reference else Q(provider_id=report.provider_id)
    return Message.objects.select_for_update(of=("self",)).filter(ours, provider=provider).first()


def _changes(message: Message, outcome: str) -> bool:
    opens = any(step.name == _STEPS[outcome] for step in MESSAGE.steps_from(message.state))
    return opens and not (outcome == "accepted" and message.state == "failed")


def _settle(message: Message, report: Report, *, at: datetime) -> None:
    message.state = MESSAGE.target(message.state, _STEPS[report.outcome])
    message.error, message.provider_id = _CODES[report.outcome], report.provider_id[:120]
    message.sent_at = message.sent_at or report.occurred_at
    if report.outcome == "delivered":
        message.delivered_at = report.occurred_at
    save(message, "state", "error", "provider_id", "sent_at", "delivered_at")
    about = {"message_id": message.pk, "about_type": message.about_type, "about_id": message.about_id or 0}
    if report.outcome == "delivered":
        publish(DeliverySucceeded(**about), at=at)
    elif report.outcome in ("undelivered", "returned"):
        publish(DeliveryFailed(**about, permanent=report.outcome == "returned"), at=at)
