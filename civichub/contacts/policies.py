"""Who may handle a contact."""

from __future__ import annotations

from typing import Any

from civichub.routing.queries import work_in_hand


def may_open_contact(user: Any, organisation_id: int, *, self_service: bool) -> bool:
    """Anyone may reach us by self-service; a contact handled by a person needs the power where it is handled."""
    if user.is_system or self_service:
        return True
    if user.kind == "client":
        return True
    return user.has_power("contact.handle", organisation_id)


def may_handle_contact(user: Any, contact: Any) -> bool:
    """The person who handles it; a colleague with the power may take over an unattended one."""
    return (
        user.is_system or contact.handled_by_id == user.pk or user.has_power("contact.handle", contact.organisation_id)
    )


def may_take_over_contact(user: Any, contact: Any) -> bool:
    """Whoever holds the work it has become, from whatever organisation it was handed to."""
    return may_handle_contact(user, contact) or bool(work_in_hand(user, subject=("contact", contact.pk)))


def may_record_past_contacts(user: Any) -> bool:
    """The hub itself: an import is started from the command line by whoever runs the hub."""
    return bool(user.is_system)
