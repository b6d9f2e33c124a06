"""Taking a payment, from the first button to the money: our records and the provider, never both in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, HubError, TransitionRefused
from civichub.core.operations import require
from civichub.forms import policies
from civichub.forms.models import FormDraft, Payment
from civichub.forms.operations.payments import (
    create_payment,
    record_payment_refunded,
    record_payment_result,
    record_payment_started,
)
from civichub.forms.pay.client import PayClient, PayError, ProviderPayment, pay_client


class CannotPay(HubError):
    """No payment can be taken just now; nothing was charged. The message says what to do."""


@dataclass(frozen=True)
class CasePrice:
    """What a case asks for, where the payment is not part of a form."""

    organisation: Any
    case_reference: str
    description: str
    amount_pence: int


def start_payment(
    what: FormDraft | CasePrice,
    *,
    return_url: Callable[[Payment], str],
    actor: Any,
    at: datetime,
    email: str = "",
    by_phone: bool = False,
    client: PayClient | None = None,
) -> Payment:
    """Begin to pay, or go on with a payment begun before; send the payer to `pay_url`, unless it `is_paid` already.

    The price of a draft comes from its form. `return_url(payment)` makes the address to come back to, with its
    `return_token` in it. Safe to call twice: an unfinished payment is taken up again, and what is paid is never asked
    for again. Raises `CannotPay` when the provider does not answer, `Conflict` when nothing is to be paid.
    """
    client = _client(client)
    payment = _asked_for(what, by_phone=by_phone, actor=actor, at=at)
    if payment.provider_id:
        payment = refresh_payment(payment, at=at, client=client)
        if payment.is_paid or payment.pay_url:
            return payment
        payment = _asked_for(what, by_phone=by_phone, actor=actor, at=at)
    found = _call(
        lambda: client.create(
            reference=payment.reference,
            amount_pence=payment.amount_pence,
            description=payment.description,
            return_url=return_url(payment),
            email=email,
            by_phone=by_phone,
        )
    )
    return record_payment_started(payment=payment, found=found, actor=actor, at=at)


def _asked_for(what: FormDraft | CasePrice, *, by_phone: bool, actor: Any, at: datetime) -> Payment:
    if isinstance(what, FormDraft):
        return create_payment(draft=what, by_phone=by_phone, actor=actor, at=at)
    return create_payment(**vars(what), by_phone=by_phone, actor=actor, at=at)


def refresh_payment(payment: Payment, *, at: datetime, client: PayClient | None = None) -> Payment:
    """Ask the provider how a payment stands and record it. Raises `CannotPay` when it does not answer."""
    if not payment.provider_id:
        return payment
    client, provider_id = _client(client), payment.provider_id
    found = _call(lambda: client.get(provider_id))
    return record_payment_result(payment=payment, found=found, actor=system_account(), at=at)


def refund_payment(
    payment: Payment, *, reason: str, actor: Any, at: datetime, client: PayClient | None = None
) -> Payment:
    """Give the whole payment back. Raises `NotAllowed`, `TransitionRefused` when it is not paid, or `CannotPay`."""
    require(policies.may_refund(actor, payment.organisation_id))
    if not payment.is_paid or not payment.provider_id:
        raise TransitionRefused("Only a paid payment can be given back.")
    client, provider_id = _client(client), payment.provider_id
    standing = _call(lambda: client.get(provider_id))
    available = standing.refund_available_pence
    if available >= payment.amount_pence:
        _call(lambda: client.refund(provider_id, amount_pence=payment.amount_pence, available_pence=available))
    elif available:
        raise Conflict("Part of this payment was given back at GOV.UK Pay. Give the rest back there.")
    return record_payment_refunded(payment=payment, reason=reason, actor=actor, at=at)


def _client(client: PayClient | None) -> PayClient:
    found = client or pay_client()
    if found is None:
        raise CannotPay("Payments are not switched on here. Contact us to pay another way.")
    return found


def _call(ask: Callable[[], ProviderPayment | None]) -> Any:
    """One call to the provider, with no database connection held meanwhile."""
    if not connection.in_atomic_block:
        connection.close()
    try:
        return ask()
    except PayError as error:
        words = "We could not reach the payment service. Nothing was charged. Try again in a few minutes."
        raise CannotPay(words) from error
