"""What every layout needs: the council whose front door this is, and the desk of the person signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from civichub.routing.policies import may_take_seat
from civichub.web.display.kiosk_mode import kiosk_around
from civichub.web.live import can_stream
from civichub.web.portal.shell import portal_shell
from civichub.web.staff.bar import contact_bar
from civichub.web.staff.menu import MENU
from civichub.web.staff.still_shared import shown_under
from civichub.web.ui.navigation import address_of, build_navigation


def layout(request: HttpRequest) -> dict[str, Any]:
    """Template context for `ui/layout_*.html`: `demo`, and what surrounds the pages of the portal or of the desk."""
    context: dict[str, Any] = {"demo": settings.DEMO}
    if not request.path.startswith("/staff/"):
        return context | portal_shell(request) | kiosk_around(request)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.is_staff_member:
        context |= _desk(request, user)
    return context


def _desk(request: HttpRequest, user: Any) -> dict[str, Any]:
    home = user.memberships_in_force[0].organisation if user.memberships_in_force else None
    return {
        "council": home,
        "staff_navigation": build_navigation(MENU, user=user, path=request.path),
        "desk_url": address_of("staff-home"),
        "takes_work": may_take_seat(user),
        "live_url": address_of("events-desk") if can_stream(request) and may_take_seat(user) else "",
        "search_url": address_of("customer-search"),
        "shown_under": shown_under(user),
        **contact_bar(user),
    }
