"""Who may keep the directory. Reading what is published is for everyone; volunteers are personal data."""

from __future__ import annotations

from typing import Any

from civichub.directory.models.helping import KEEP_VOLUNTEERS, SEE_VOLUNTEERS

EDIT = "directory.edit"


def may_edit_record(user: Any, keeper_id: int) -> bool:
    """The directory's editors of the body that keeps the record."""
    return bool(user.is_system or user.has_power(EDIT, keeper_id))


def may_edit_terms(user: Any) -> bool:
    """Directory editors of any body: the kinds are shared, like the search."""
    return bool(user.is_system or user.holds_anywhere(EDIT))


def may_suggest(user: Any) -> bool:
    """The hub itself, for a provider or a reader at the door."""
    return bool(user.is_system)


def may_run_upkeep(user: Any) -> bool:
    """The hub itself, in a job."""
    return bool(user.is_system)


def may_keep_volunteers(user: Any, organisation_id: int) -> bool:
    """Those who look after volunteers and see their checks."""
    return bool(user.is_system or user.has_power(KEEP_VOLUNTEERS, organisation_id))


def may_match(user: Any, organisation_id: int) -> bool:
    """Those who see volunteers and ask them to help."""
    return bool(user.is_system or user.has_power(SEE_VOLUNTEERS, organisation_id))


def may_answer_offer(user: Any) -> bool:
    """The hub itself, for whoever holds the link of the offer."""
    return bool(user.is_system)
