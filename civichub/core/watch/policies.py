"""Who may open a record in an emergency, and who looks at it afterwards."""

from __future__ import annotations

from typing import Any


def may_break_glass(user: Any, organisation_id: int) -> bool:
    """Those whom the body trusts with it, for that body's own records alone."""
    return bool(user.has_power("record.break_glass", organisation_id))


def may_watch(user: Any) -> bool:
    """The hub itself, which counts the ledger."""
    return bool(user.is_system)


def may_review(user: Any, watched: Any) -> bool:
    """Those who see the audit of that body, but never the reader themselves."""
    return bool(user.has_power("audit.view", watched.organisation_id) and user.pk != watched.actor_id)
