"""Who is at the door: which council's door they came by, the address they told us to remember, and who acts for them.

Two cookies, both set only by a choice of the visitor: `place` (a UPRN, signed) and `council` (a council's short name).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from civichub.accounts.queries import system_account
from civichub.organisations.models import Organisation
from civichub.organisations.queries import first_organisation, organisation_by_slug
from civichub.places.models import Address
from civichub.places.queries import address_by_uprn

PLACE, COUNCIL = "place", "council"
_SALT = "civichub.place"
PLACE_KEPT_FOR = timedelta(days=90)


def place_of(request: HttpRequest) -> Address | None:
    """The address this visitor asked us to remember, read once a request."""
    if not hasattr(request, "remembered_place"):
        uprn = request.get_signed_cookie(PLACE, "", salt=_SALT, max_age=PLACE_KEPT_FOR)
        request.remembered_place = address_by_uprn(uprn) if uprn else None
    return request.remembered_place


def remember_place(response: HttpResponse, address: Address) -> None:
    """Keep the address on the visitor's own device for 90 days."""
    response.set_signed_cookie(
        PLACE,
        address.uprn,
        salt=_SALT,
        max_age=PLACE_KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_place(response: HttpResponse) -> None:
    """Take the address off the device."""
    response.delete_cookie(PLACE, samesite="Lax")


def council_of(request: HttpRequest) -> Organisation | None:
    """The council whose own door the visitor came by, or None at the partnership's; read once a request."""
    if not hasattr(request, "council"):
        slug = request.COOKIES.get(COUNCIL, "")[:50]
        known = organisation_by_slug(slug) if slug and "\x00" not in slug else None
        request.council = known
    return request.council


def choose_council(response: HttpResponse, council: Organisation) -> None:
    """Wear this council's colours until the browser is closed."""
    response.set_cookie(COUNCIL, council.slug, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def leave_council(response: HttpResponse) -> None:
    """Go back to the partnership's own door."""
    response.delete_cookie(COUNCIL, samesite="Lax")


def front_door_of(request: HttpRequest) -> Organisation | None:
    """The organisation that counts the contact: the council whose door it was, else the partnership's first county.

    Read once a request. None only while the partnership has no organisation at all.
    """
    if not hasattr(request, "front_door"):
        request.front_door = council_of(request) or first_organisation()
    return request.front_door


def resident_of(request: HttpRequest) -> Any | None:
    """The resident who is signed in, or None. Staff who look at the portal are visitors like others."""
    user = request.user
    return user if user.is_authenticated and user.is_active and user.kind == "resident" else None


def actor_of(request: HttpRequest) -> Any:
    """Who acts: the resident who is signed in, else the hub for somebody at the door."""
    return resident_of(request) or system_account()


def came_from(request: HttpRequest) -> str:
    """The network address, for counting tries; never stored as it is."""
    return str(request.META.get("REMOTE_ADDR") or "unknown")
