"""Who may change procedures. A shared one is changed by the hub alone; a council copies it to make its own."""

from __future__ import annotations

from typing import Any


def may_edit_procedure(user: Any, organisation_id: int | None) -> bool:
    """Those who hold that power in the organisation; the shared ones come with the hub."""
    return user.is_system if organisation_id is None else user.has_power("forms.edit", organisation_id)


def may_publish_procedure(user: Any, organisation_id: int | None) -> bool:
    """As for editing, with the power to publish."""
    return user.is_system if organisation_id is None else user.has_power("forms.publish", organisation_id)


def may_load_library(user: Any) -> bool:
    """The hub itself, when it is installed or upgraded."""
    return user.is_system
