"""Who may change the partnership's own records."""

from __future__ import annotations

from typing import Any


def may_manage_organisation(user: Any, organisation_id: int) -> bool:
    """Administrators of that organisation."""
    return user.has_power("organisation.manage", organisation_id)


def may_close_office(user: Any, organisation_id: int) -> bool:
    """Whoever keeps the organisation's clocks: a closure moves the deadlines that count its hours."""
    return user.has_power("clocks.manage", organisation_id)


def may_found_organisation(user: Any) -> bool:
    """Only the hub itself adds an organisation: a new partner is a decision of the partnership, not of one member."""
    return user.is_system


def may_manage_sharing(user: Any, from_organisation_id: int) -> bool:
    """Information-governance officers of the organisation whose records would be seen."""
    return user.has_power("sharing.manage", from_organisation_id)


def may_keep_issues(user: Any, organisation_id: int) -> bool:
    """Team leaders and service managers of the organisation that raises it."""
    return bool(user.has_power("liaison.keep", organisation_id))


def may_comment_on_issue(user: Any, issue: Any) -> bool:
    """Those who keep the log for either side, and the issue's owner."""
    keeps = any(user.has_power("liaison.keep", pk) for pk in (issue.raised_by_id, issue.raised_with_id))
    return bool(keeps or user.pk == issue.owner_id)
