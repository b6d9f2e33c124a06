"""Background reactions of forms."""

from __future__ import annotations

from datetime import datetime

from civichub.core.events import subscriber
from civichub.forms.events import PaymentNoticeReceived
from civichub.forms.models import Payment
from civichub.forms.pay.flow import refresh_payment


@subscriber(PaymentNoticeReceived, queue="upkeep")
def ask_how_the_payment_stands(event: PaymentNoticeReceived, at: datetime) -> None:
    """A message of the provider's only says that something happened."""
    payment = Payment.objects.filter(pk=event.payment_id).first()
    if payment is not None:
        refresh_payment(payment, at=at)
