"""Who may give and take access."""

from __future__ import annotations

from typing import Any


def may_manage_accounts(user: Any, organisation_id: int) -> bool:
    """Administrators of that organisation."""
    return user.has_power("accounts.manage", organisation_id)


def may_manage_tokens(user: Any, organisation_id: int) -> bool:
    """Administrators of that organisation."""
    return user.has_power("api.manage", organisation_id)


def may_register_resident(user: Any) -> bool:
    """The hub itself, when somebody proves that an email address is theirs."""
    return user.is_system


def may_keep_lists(user: Any) -> bool:
    """Any member of staff, for themselves and for their own team."""
    return user.is_staff_member


def may_forget_list(user: Any, kept: Any) -> bool:
    """The person who kept it."""
    return kept.user_id == user.pk


def may_open_account(user: Any) -> bool:
    """The hub itself, when somebody has proved their address."""
    return bool(user.is_system)


def may_close_account(user: Any, account: Any) -> bool:
    """The resident themselves."""
    return bool(account.kind == "resident" and user.pk == account.pk)


def may_change_own_settings(user: Any, account: Any) -> bool:
    """The member of staff themselves."""
    return bool(user.is_staff_member and user.pk == account.pk)
