"""What a customer needs of us and agrees to. Told once, obeyed by every channel."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import ConsentChanged, NeedEnded, NeedSet
from civichub.customers.models import Consent, Customer, Need, Purpose
from civichub.customers.needs import NEED_TYPES
from civichub.customers.operations.locking import lock_in_use

_NAMES_A_LANGUAGE = ("language", "interpreter")


@operation
def set_need(
    *,
    customer: Customer,
    code: str,
    source: str,
    actor: Any,
    at: datetime,
    value: str = "",
    note: str = "",
    consented: bool = False,
    review_on: date | None = None,
) -> Need:
    """The customer needs what `code` names in `customers.needs`; it replaces an earlier need of the same code.

    `source` says who told us; `value` is a language code where the need is a language; `consented` allows partners to
    be told. Raises `Invalid`.
    """
    customer = lock_in_use(customer)
    require(policies.may_edit_details(actor, customer))
    if code not in NEED_TYPES:
        raise Invalid({"code": "Choose a need from the list."})
    value = clean_text(value, field="value", max_length=10, required=code in _NAMES_A_LANGUAGE).lower()
    note = clean_text(note, field="note", max_length=300, required=code.startswith("other_"))
    source = clean_text(source, field="source", max_length=160, required=True)
    for earlier in Need.objects.standing().filter(customer=customer, code=code).select_for_update():
        _end(earlier, actor, at)
    need = Need.objects.create(
        customer=customer,
        code=code,
        value=value,
        note=note,
        source=source,
        consented=consented,
        review_on=review_on,
        set_at=at,
    )
    audit("need.set", need, actor=actor, at=at, customer=customer.pk, code=code)
    publish(NeedSet(customer_id=customer.pk, need_id=need.pk), at=at)
    return need


@operation
def end_need(*, need: Need, actor: Any, at: datetime) -> Need:
    """The need no longer applies. Raises `Conflict` when it has ended already."""
    need = lock(need)
    require(policies.may_edit_details(actor, need.customer))
    if need.ended_at is not None:
        raise Conflict("This need has ended already.")
    return _end(need, actor, at)


def _end(need: Need, actor: Any, at: datetime) -> Need:
    need.ended_at = at
    save(need, "ended_at")
    audit("need.ended", need, actor=actor, at=at)
    publish(NeedEnded(customer_id=need.customer_id, need_id=need.pk), at=at)
    return need


@operation
def give_consent(*, customer: Customer, purpose: str, how: str, actor: Any, at: datetime) -> Consent:
    """The customer agrees to one purpose; `how` says in which words or where."""
    return _decide(customer, purpose, True, how, actor, at)


@operation
def withdraw_consent(*, customer: Customer, purpose: str, how: str, actor: Any, at: datetime) -> Consent:
    """The customer no longer agrees. Withdrawing is as easy as giving (UK GDPR, Article 7(3)): nothing is asked."""
    return _decide(customer, purpose, False, how, actor, at)


def _decide(customer: Customer, purpose: str, given: bool, how: str, actor: Any, at: datetime) -> Consent:
    customer = lock_in_use(customer)
    require(policies.may_edit_details(actor, customer))
    if purpose not in Purpose.values:
        raise Invalid({"purpose": "Choose a purpose from the list."})
    how = clean_text(how, field="how", max_length=160, required=True)
    consent = Consent.objects.create(customer=customer, purpose=purpose, given=given, how=how, decided_at=at)
    audit("consent.decided", consent, actor=actor, at=at, customer=customer.pk, purpose=purpose, given=given)
    publish(ConsentChanged(customer_id=customer.pk, purpose=purpose, given=given), at=at)
    return consent
