"""Flags on people who are at risk of harm if somebody learns where they live."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks.moments import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import AtRiskCleared, AtRiskFlagged
from civichub.customers.models import AtRiskFlag, Customer, CustomerKind
from civichub.customers.operations.locking import lock_in_use
from civichub.customers.queries.families import family_ids


@operation
def flag_at_risk(*, customer: Customer, why: str, review_on: date, actor: Any, at: datetime) -> AtRiskFlag:
    """From now on this person's address shows nowhere except to those with the power to see it. Raises `Invalid`.

    The flag stands until a person clears it: passing the day of review does not lift it. The audit says that it was
    set, not why.
    """
    customer = lock_in_use(customer)
    require(policies.may_flag_at_risk(actor, customer))
    if customer.kind != CustomerKind.PERSON:
        raise Invalid({"customer": "Only a person can be at risk."})
    if review_on <= london_date(at):
        raise Invalid({"review_on": "Enter a day after today on which to look at this again."})
    why = clean_text(why, field="why", max_length=500, required=True)
    flag = AtRiskFlag.objects.create(customer=customer, why=why, set_by=actor, set_at=at, review_on=review_on)
    audit("customer.flagged_at_risk", customer, actor=actor, at=at, flag=flag.pk)
    settle_risk(customer, at)
    return flag


@operation
def clear_at_risk(*, customer: Customer, why: str, actor: Any, at: datetime) -> Customer:
    """The person is no longer at risk. Raises `Conflict` when no flag stands."""
    customer = lock_in_use(customer)
    require(policies.may_clear_at_risk(actor, customer))
    why = clean_text(why, field="why", max_length=500, required=True)
    flags = AtRiskFlag.objects.standing().filter(customer=customer)
    cleared = [flag.pk for flag in flags.select_for_update()]
    if not cleared:
        raise Conflict("This customer is not flagged as at risk.")
    AtRiskFlag.objects.filter(pk__in=cleared).update(cleared_by=actor, cleared_at=at, cleared_why=why)
    audit("customer.risk_cleared", customer, actor=actor, at=at, flags=cleared)
    settle_risk(customer, at)
    return customer


def settle_risk(customer: Customer, at: datetime) -> None:
    """Make `at_risk` of a locked record, and of all that are merged into it, say whether a flag stands; tell listeners.

    The merged ones say it too, since a case still refers to the record it was made for.
    """
    standing = AtRiskFlag.objects.standing().filter(customer=customer).exists()
    family = Customer.objects.filter(pk__in=family_ids(customer.pk)).exclude(at_risk=standing)
    changed = customer.at_risk != standing
    family.update(at_risk=standing)
    customer.at_risk = standing
    if changed:
        event = AtRiskFlagged if standing else AtRiskCleared
        publish(event(customer_id=customer.pk), at=at)
