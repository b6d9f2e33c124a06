"""Who may change forms. A shared one is changed by the hub alone; a council copies it to make its own."""

from __future__ import annotations

from typing import Any


def may_edit_form(user: Any, organisation_id: int | None) -> bool:
    """Those who hold that power in the organisation; the shared ones come with the hub."""
    return user.is_system if organisation_id is None else user.has_power("forms.edit", organisation_id)


def may_publish_form(user: Any, organisation_id: int | None) -> bool:
    """As for editing, with the power to publish."""
    return user.is_system if organisation_id is None else user.has_power("forms.publish", organisation_id)


def may_load_library(user: Any) -> bool:
    """The hub itself, when it is installed or upgraded."""
    return user.is_system


def may_fill_in(user: Any, organisation_id: int, owner_id: int | None) -> bool:
    """Its owner; staff who open cases there; the hub, for somebody who came by the draft's own address."""
    return user.is_system or user.pk == owner_id or user.has_power("case.open", organisation_id)


def may_start_draft(user: Any, organisation_id: int, owner_id: int | None) -> bool:
    """Anybody for themselves; staff who open cases there for somebody else."""
    return may_fill_in(user, organisation_id, owner_id)


def may_pay(user: Any, organisation_id: int, owner_id: int | None) -> bool:
    """Whoever may fill in the form; staff take a payment by phone."""
    return may_fill_in(user, organisation_id, owner_id)


def may_ask_for_payment(user: Any, organisation_id: int) -> bool:
    """Staff who act on cases there, for a payment that a case asks for later."""
    return user.is_system or user.has_power("case.act", organisation_id)


def may_record_payments(user: Any) -> bool:
    """The hub itself, from what the provider answers."""
    return user.is_system


def may_tidy_drafts(user: Any) -> bool:
    """The hub itself."""
    return user.is_system


def may_refund(user: Any, organisation_id: int) -> bool:
    """Team leaders and service managers: those who may move cases between teams."""
    return user.is_system or user.has_power("case.assign", organisation_id)
