"""Who may change the words, and who makes the hub speak."""

from __future__ import annotations

from typing import Any


def may_edit_template(user: Any, organisation_id: int | None) -> bool:
    """Those who may change a council's messages; texts for every council belong to the hub itself."""
    return user.is_system if organisation_id is None else user.has_power("messages.edit", organisation_id)


def may_tell(user: Any) -> bool:
    """Only the hub's own account tells people by itself; staff write messages of their own."""
    return user.is_system
