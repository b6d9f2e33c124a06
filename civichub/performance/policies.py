"""Who may enter figures."""

from __future__ import annotations

from typing import Any


def may_enter_figures(user: Any, organisation_id: int) -> bool:
    """Analysts and service managers of that organisation."""
    return user.has_power("performance.enter", organisation_id)


def may_count(user: Any) -> bool:
    """Facts follow from events alone."""
    return user.is_system


def may_keep_levels(user: Any, organisation_id: int) -> bool:
    """Team leaders and service managers of either side of a service level."""
    return bool(user.has_power("liaison.keep", organisation_id))
