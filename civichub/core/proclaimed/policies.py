"""Who may change the days that every clock of the hub counts by."""

from __future__ import annotations

from typing import Any


def may_add_proclaimed_holiday(user: Any) -> bool:
    """Those who manage clocks in any organisation: a proclamation is the same fact for all of them."""
    return user.holds_anywhere("clocks.manage")


def may_withdraw_proclaimed_holiday(user: Any) -> bool:
    """The same people who may add one."""
    return user.holds_anywhere("clocks.manage")
