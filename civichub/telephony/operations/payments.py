"""A payment that an advisor takes while nothing is recorded. What is on the card goes to the provider alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import lock, operation, require
from civichub.telephony import policies
from civichub.telephony.models import Call, CallFact
from civichub.telephony.payments import TAKEN, is_silent


@operation
def note_payment(*, call: Call, payment: Any, actor: Any, at: datetime) -> Call:
    """It is taken in this call, so that the contact shows it; twice is once. Raises `Conflict` while anybody might be
    recorded."""
    call = lock(call)
    require(policies.may_order(actor, call))
    if not is_silent(call):
        raise Conflict("This call is being recorded. Pause it before you take card details.")
    if not call.facts.filter(kind=TAKEN, detail__payment=payment.pk).exists():
        about = {"payment": payment.pk, "for": payment.description, "pence": payment.amount_pence}
        CallFact.objects.create(call=call, at=at, kind=TAKEN, detail=about)
        audit("call.payment_begun", call, actor=actor, at=at, payment=payment.pk)
    return call
