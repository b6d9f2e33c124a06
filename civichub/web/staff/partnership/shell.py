"""The parts of the partnership's pages, as tabs for those who may see them."""

from __future__ import annotations

from typing import Any

from civichub.web.ui.navigation import NavEntry, NavItem, build_navigation

_SEES_LEVELS = "liaison.view"
TABS = (
    NavEntry("Asked of us", "parts", lambda user: user.holds_anywhere("case.view")),
    NavEntry("Service levels", "service-levels", lambda user: user.holds_anywhere(_SEES_LEVELS)),
    NavEntry("Issues", "liaison-log", lambda user: user.holds_anywhere(_SEES_LEVELS)),
)


def tabs(user: Any, path: str) -> list[NavItem]:
    """The tabs that this reader has, the current one marked."""
    return build_navigation(TABS, user=user, path=path)
