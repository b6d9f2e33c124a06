"""What is to be paid, in pence."""

from __future__ import annotations

from datetime import date

from civichub.core.definitions.expressions import evaluate
from civichub.core.errors import Invalid
from civichub.forms.definition import MAX_PENCE, Form, Payment
from civichub.forms.engine.paths import Answers, is_met, walk


def amount_due_pence(form: Form, answers: Answers, *, today: date) -> int:
    """The price of these answers, 0 when nothing is to be paid. Raises `Invalid` above what one payment may hold."""
    payment = form.payment
    kept = walk(form, answers, today=today).answers
    if payment is None or not is_met(payment.only_when, form, kept, today):
        return 0
    pence = _price(form, payment, kept, today)
    if pence > MAX_PENCE:
        raise Invalid({"payment": f"This comes to more than £{MAX_PENCE // 100:,}. Contact us to pay it."})
    return pence


def amount_due_now_pence(form: Form, answers: Answers, *, today: date) -> int:
    """As `amount_due_pence`, but 0 where the form takes the payment only later, on request."""
    if form.payment is None or form.payment.taken != "on_submit":
        return 0
    return amount_due_pence(form, answers, today=today)


def _price(form: Form, payment: Payment, kept: Answers, today: date) -> int:
    if payment.fixed_pence is not None:
        return payment.fixed_pence
    if payment.by_answer:
        return dict(payment.table).get(str(kept.get(payment.by_answer)), 0)
    if payment.computed is None:
        return 0
    value = evaluate(payment.computed, {"answers": kept, "organisation": form.organisation}, today=today)
    return max(0, round(value)) if isinstance(value, int | float) else 0
