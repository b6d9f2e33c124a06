"""The only writers of payments. None of them talks to the provider: `pay.flow` does, between two of these."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks.moments import london_date
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.forms import policies
from civichub.forms.engine import amount_due_pence
from civichub.forms.events import PaymentNoticeReceived, PaymentNotMade, PaymentPaid
from civichub.forms.models import FormDraft, Payment, PaymentNotice
from civichub.forms.operations.drafts import form_of
from civichub.forms.pay.client import MOST_BODY_BYTES, ProviderPayment, is_signed
from civichub.forms.states import PAYMENT_LIFECYCLE

_STEP_TO = {"paid": "pay", "failed": "fail", "cancelled": "cancel", "error": "break_off"}


@operation
def create_payment(
    *,
    actor: Any,
    at: datetime,
    draft: FormDraft | None = None,
    organisation: Any = None,
    case_reference: str = "",
    description: str = "",
    amount_pence: int = 0,
    by_phone: bool = False,
) -> Payment:
    """A payment to take for a draft (priced by its form) or for a case; the one already paid or unfinished, if any.

    Raises `Conflict` when the draft costs nothing, `Invalid` for an amount that cannot be taken.
    """
    if draft is not None:
        draft = lock(draft)
        require(policies.may_pay(actor, draft.organisation_id, draft.owner_id))
        form = form_of(draft)
        amount_pence = amount_due_pence(form, draft.answers, today=london_date(at))
        if form.payment is None or amount_pence == 0:
            raise Conflict("There is nothing to pay.")
        description, organisation = form.payment.description, draft.organisation
        begun = draft.payments.all()
    else:
        require(policies.may_ask_for_payment(actor, organisation.pk))
        begun = Payment.objects.select_for_update().filter(organisation=organisation, case_reference=case_reference)
        if not case_reference or not description.strip() or amount_pence <= 0:
            raise Invalid({"amount": "Say for which case, for what, and how much is to be paid."})
        begun = begun.filter(description=description)
    open_one = _open_payment(list(begun), amount_pence)
    payment = open_one or Payment.objects.create(
        draft=draft,
        organisation=organisation,
        case_reference=case_reference or (draft.result_reference if draft else ""),
        description=description,
        amount_pence=amount_pence,
        by_phone=by_phone,
        created_at=at,
        changed_at=at,
    )
    audit("payment.asked_for", payment, actor=actor, at=at, amount_pence=amount_pence, again=open_one is not None)
    return payment


def _open_payment(begun: list[Payment], amount_pence: int) -> Payment | None:
    """The paid one, else an unfinished one over the same amount: nobody is asked twice for the same money."""
    same = [payment for payment in begun if payment.amount_pence == amount_pence]
    for state in ("paid", "waiting", "created"):
        for payment in same:
            if payment.state == state:
                return payment
    return None


@operation
def record_payment_started(*, payment: Payment, found: ProviderPayment, actor: Any, at: datetime) -> Payment:
    """The provider has taken the payment on. Where a second click came first, its provider payment stands."""
    payment = lock(payment)
    owner_id = payment.draft.owner_id if payment.draft else None
    require(policies.may_pay(actor, payment.organisation_id, owner_id))
    if payment.provider_id and payment.provider_id != found.provider_id:
        return payment
    _must_match(payment, found)
    if payment.state == "created":
        payment.state = PAYMENT_LIFECYCLE.target(payment.state, "start")
    payment.provider_id, payment.pay_url = found.provider_id, found.pay_url[:500]
    payment.provider_status, payment.changed_at = found.status, at
    save(payment, "state", "provider_id", "pay_url", "provider_status", "changed_at")
    audit("payment.started", payment, actor=actor, at=at, provider_id=found.provider_id)
    return payment


def _must_match(payment: Payment, found: ProviderPayment) -> None:
    if found.amount_pence != payment.amount_pence or found.reference != payment.reference:
        raise Conflict(f"GOV.UK Pay's payment {found.provider_id} is not the one we asked for ({payment.reference}).")


@operation
def record_payment_result(*, payment: Payment, found: ProviderPayment, actor: Any, at: datetime) -> Payment:
    """Record how a payment stands, as read from the provider. Called in any order and any number of times.

    Money taken is recorded whatever we believed before; nothing else moves a payment that has ended. Raises `Conflict`
    when the provider's amount or reference is not ours.
    """
    payment = lock(payment)
    require(policies.may_record_payments(actor))
    if found.provider_id != payment.provider_id:
        raise Conflict("This result belongs to another payment.")
    _must_match(payment, found)
    before, wanted = payment.state, found.our_state
    payment.provider_status, payment.provider_code = found.status, found.code
    payment.pay_url = found.pay_url[:500] if wanted == "waiting" else ""
    step = _STEP_TO.get(wanted, "")
    if step and before in PAYMENT_LIFECYCLE.steps[step].sources:
        payment.state = PAYMENT_LIFECYCLE.target(before, step)
        payment.paid_at = at if wanted == "paid" else None
    payment.changed_at = at
    save(payment, "state", "paid_at", "provider_status", "provider_code", "pay_url", "changed_at")
    if payment.state != before:
        audit(f"payment.{payment.state}", payment, actor=actor, at=at, code=found.code)
        _tell(payment, at)
    return payment


def _tell(payment: Payment, at: datetime) -> None:
    about = {"payment_id": payment.pk, "draft_id": payment.draft_id, "case_reference": payment.case_reference}
    if payment.is_paid:
        publish(PaymentPaid(amount_pence=payment.amount_pence, **about), at=at)
    else:
        publish(PaymentNotMade(state=payment.state, **about), at=at)


@operation
def record_payment_refunded(*, payment: Payment, reason: str, actor: Any, at: datetime) -> Payment:
    """The provider has given the money back, at the wish of `actor`."""
    payment = lock(payment)
    require(policies.may_refund(actor, payment.organisation_id))
    if not reason.strip():
        raise Invalid({"reason": "Enter why the money is given back."})
    payment.state = PAYMENT_LIFECYCLE.target(payment.state, "refund")
    payment.changed_at = at
    save(payment, "state", "changed_at")
    audit("payment.refunded", payment, actor=actor, at=at, reason=reason.strip()[:500])
    return payment


@operation
def handle_webhook(*, body: bytes, signature: str, secret: str, actor: Any, at: datetime) -> PaymentNotice:
    """Take a message of the provider's: keep it, and let a job ask how the payment stands. Twice has one effect.

    What the message says about the payment is not believed, because messages come in any order. Raises `NotAllowed`
    for a wrong ``Pay-Signature``, `Invalid` for a body that cannot be read.
    """
    require(policies.may_record_payments(actor))
    if len(body) > MOST_BODY_BYTES or not is_signed(body, signature, secret):
        raise NotAllowed("The signature of this message is wrong.")
    message_id, provider_id, event_type = _read_message(body)
    payment = Payment.objects.filter(provider_id=provider_id).first() if provider_id else None
    notice, is_new = PaymentNotice.objects.get_or_create(
        message_id=message_id, defaults={"payment": payment, "event_type": event_type, "received_at": at}
    )
    if is_new:
        audit("payment.notice_received", notice, actor=actor, at=at, event_type=event_type)
        if payment is not None:
            publish(PaymentNoticeReceived(payment_id=payment.pk), at=at)
    return notice


def _read_message(body: bytes) -> tuple[str, str, str]:
    try:
        message = json.loads(body)
        message_id = str(message["webhook_message_id"])
        found = message_id, str(message.get("resource_id") or ""), str(message.get("event_type") or "")[:60]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid({"body": "This is not a message of GOV.UK Pay."}) from error
    if not 0 < len(message_id) <= 100 or any("\x00" in part for part in found):
        raise Invalid({"body": "This is not a message of GOV.UK Pay."})
    return found
