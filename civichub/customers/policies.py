"""Who may do what to a customer's record. A partner who sees it under an agreement may change nothing in it."""

from __future__ import annotations

from typing import Any

from civichub.customers.models import Customer, CustomerHolding
from civichub.customers.models.people import AT_RISK_POWER, CONTACT_FIELD, own_customer_id
from civichub.customers.queries.access import access_to_customer, sheltered_among


def may_register_customer(user: Any, organisation_id: int) -> bool:
    """Staff who may change customers, in their own organisation."""
    return user.has_power("customer.edit", organisation_id)


def may_find_or_create_customer(user: Any, account: Any) -> bool:
    """Residents for themselves, other systems, and staff who may change customers anywhere in the partnership.

    An advisor takes a request whichever body turns out to be responsible; finding a record opens it to nobody.
    """
    if account is not None and account.pk == user.pk:
        return bool(user.is_active)
    return bool(user.is_active) and (user.kind == "client" or user.holds_anywhere("customer.edit"))


def may_edit_customer(user: Any, customer: Customer) -> bool:
    """Staff who may change customers in an organisation that deals with this one."""
    return _holds_with(user, customer, "customer.edit")


def may_edit_details(user: Any, customer: Customer) -> bool:
    """As above, and the resident: how to be reached, what they need, what they agree to."""
    return may_edit_customer(user, customer) or own_customer_id(user) == customer.pk


def may_verify_contact_point(user: Any, customer: Customer) -> bool:
    """Staff who may change the customer, or the hub itself: nobody proves their own details by saying so."""
    return may_edit_customer(user, customer)


def may_flag_at_risk(user: Any, customer: Customer) -> bool:
    """Anybody who may change the customer: protection must be quick to give."""
    return may_edit_customer(user, customer)


def may_clear_at_risk(user: Any, customer: Customer) -> bool:
    """Those who may see the address of a person at risk: protection must be slow to take away."""
    return may_edit_customer(user, customer) and _holds_with(user, customer, AT_RISK_POWER)


def may_hold_records(user: Any, customer: Customer) -> bool:
    """Whoever looks after information governance for an organisation that deals with the customer."""
    return _holds_with(user, customer, "audit.view")


def may_note_holding(user: Any, customer: Customer, organisation_id: int) -> bool:
    """The resident; staff who deal with the customer and pass a request on; or staff of that organisation who see
    the customer's name and details already, under an agreement.

    Noting a holding opens the record to the organisation, so an id found in a form must not be enough.
    """
    if may_edit_details(user, customer):
        return True
    access = access_to_customer(user, customer)
    return access is not None and access.opens(CONTACT_FIELD) and user.has_power("customer.edit", organisation_id)


def may_link_account(user: Any, customer: Customer) -> bool:
    """Staff who may see everything that the sign-in will open."""
    return may_edit_customer(user, customer) and _sees_place(user, customer)


def may_merge_customers(user: Any, keep: Customer, absorb: Customer) -> bool:
    """Staff who may merge in an organisation that deals with each, and may learn where a sheltered one lives."""
    return all(_holds_with(user, one, "customer.merge") and _sees_place(user, one) for one in (keep, absorb))


def may_undo_merge(user: Any, keep: Customer) -> bool:
    """Staff who may merge in an organisation that deals with the joined record."""
    return _holds_with(user, keep, "customer.merge") and _sees_place(user, keep)


def may_mark_not_same(user: Any, first: Customer, second: Customer) -> bool:
    """Staff who may merge both."""
    return all(_holds_with(user, one, "customer.merge") for one in (first, second))


def may_set_matching_rules(user: Any) -> bool:
    """The hub itself: the rules are the whole partnership's, not one member's."""
    return user.is_system


def _holds_with(user: Any, customer: Customer, power: str) -> bool:
    if not user.is_active or user.is_system:
        return bool(user.is_active)
    return CustomerHolding.objects.filter(customer=customer, organisation__in=user.organisations_with(power)).exists()


def _sees_place(user: Any, customer: Customer) -> bool:
    return customer.pk not in sheltered_among([customer]) or _holds_with(user, customer, AT_RISK_POWER)
