"""What every page of the portal has around it: menu, links, brand, and the question whether the page was useful."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from civichub.web.portal.chat.after import chat_bar
from civichub.web.portal.visitor import council_of
from civichub.web.ui.brand import DEFAULT_COLOUR, Brand
from civichub.web.ui.components import Link
from civichub.web.ui.navigation import NavEntry, address_of, build_navigation

MENU = (
    NavEntry("Your place", "home"),
    NavEntry("Services A to Z", "services"),
    NavEntry("Report", "report"),
    NavEntry("Apply", "apply"),
    NavEntry("Track", "track"),
    NavEntry("Community help", "directory"),
)
FOOTER = (
    ("Accessibility statement", "accessibility"),
    ("Privacy notice", "privacy"),
    ("Cookies", "cookies"),
    ("Contact us", "contact"),
    ("Help", "help"),
)


def portal_shell(request: HttpRequest) -> dict[str, Any]:
    """The context of `ui/layout_resident.html` and of the plain pages. At most four queries."""
    council = council_of(request)
    user = getattr(request, "user", None)
    return {
        "council": council,
        "brand": _brand(council),
        "resident_navigation": build_navigation(MENU, user=user, path=request.path),
        "header_links": [_account_link(user), Link("Help", address_of("help"))],
        "footer_links": [Link(text, address_of(name)) for text, name in FOOTER],
        "sign_out_url": address_of("sign-out"),
        "useful_url": address_of("page-feedback"),
        "chat_bar": chat_bar(request),
    }


def _account_link(user: Any) -> Link:
    """Where whoever looks has their own things: staff at the desk, since the account pages are the residents'."""
    if user is None or not user.is_authenticated:
        return Link("Sign in", address_of("sign-in"))
    if user.is_staff_member:
        return Link("Your desk", address_of("staff-home"))
    return Link("Your account", address_of("account"))


def _brand(council: Any) -> Brand:
    """The council's, else the partnership's own."""
    if council is None:
        return Brand(settings.PARTNERSHIP_NAME, DEFAULT_COLOUR)
    return Brand(
        name=council.name,
        colour=council.brand_colour,
        phone=council.phone,
        email=council.email,
        partnership=settings.PARTNERSHIP_NAME,
    )
