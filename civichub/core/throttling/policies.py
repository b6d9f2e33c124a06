"""Who counts tries."""

from __future__ import annotations

from typing import Any


def may_count_tries(user: Any) -> bool:
    """The hub itself, for whoever is at the door."""
    return bool(user.is_system)
