"""What every layout needs: the council whose front door this is, and the desk of the person signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from civichub.web.staff.bar import contact_bar
from civichub.web.staff.menu import MENU
from civichub.web.ui.navigation import build_navigation


def layout(request: HttpRequest) -> dict[str, Any]:
    """Template context for `ui/layout_*.html`: `council` (Organisation or None), `demo`, and on the desk its menu."""
    context: dict[str, Any] = {"council": getattr(request, "council", None), "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.is_staff_member and request.path.startswith("/staff/"):
        context |= _desk(request, user)
    return context


def _desk(request: HttpRequest, user: Any) -> dict[str, Any]:
    home = user.memberships_in_force[0].organisation if user.memberships_in_force else None
    return {
        "council": home,
        "staff_navigation": build_navigation(MENU, user=user, path=request.path),
        "desk_url": reverse("staff-home"),
        "search_url": reverse("customer-search"),
        **contact_bar(user),
    }
