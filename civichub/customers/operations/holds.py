"""Placing and lifting legal holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks.moments import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.models import Customer, LegalHold
from civichub.customers.operations.locking import lock_in_use


@operation
def place_hold(*, customer: Customer, reason: str, until: date | None, actor: Any, at: datetime) -> LegalHold:
    """From now on no job deletes anything of this customer. `until` is its last day, None until it is lifted.

    Raises `Invalid` for a day that is over.
    """
    customer = lock_in_use(customer)
    require(policies.may_hold_records(actor, customer))
    reason = clean_text(reason, field="reason", max_length=500, required=True)
    if until is not None and until < london_date(at):
        raise Invalid({"until": "Enter today or a later day, or leave it empty."})
    hold = LegalHold.objects.create(customer=customer, reason=reason, until=until, placed_by=actor, placed_at=at)
    audit("customer.held", customer, actor=actor, at=at, hold=hold.pk, until=str(until or ""))
    return hold


@operation
def lift_hold(*, hold: LegalHold, why: str, actor: Any, at: datetime) -> LegalHold:
    """Their records are deleted again when their time is over. Raises `Conflict` when it was lifted already."""
    hold = lock(hold)
    require(policies.may_hold_records(actor, hold.customer))
    if hold.lifted_at is not None:
        raise Conflict("This hold was lifted already.")
    hold.lifted_why = clean_text(why, field="why", max_length=500, required=True)
    hold.lifted_at, hold.lifted_by = at, actor
    save(hold, "lifted_why", "lifted_at", "lifted_by")
    audit("customer.hold_lifted", hold.customer, actor=actor, at=at, hold=hold.pk)
    return hold
