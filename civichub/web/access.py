"""Deny by default: every view says for whom it is, and a view that does not is never served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from civichub.accounts.second_factor import brought_second_factor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Audience:
    """Who may ask for a page. `power`: held in at least one organisation; the records are scoped by `visible_to`."""

    name: str
    power: str | None = None


PUBLIC, RESIDENT, SIGNED_IN, CLIENT, MACHINE = (
    Audience(n) for n in ("public", "resident", "signed in", "client", "machine")
)


def _declare(audience: Audience) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.audience = audience
        return view

    return mark


public = _declare(PUBLIC)
resident = _declare(RESIDENT)
signed_in = _declare(SIGNED_IN)
machine = _declare(MACHINE)


def staff(power: str | None = None) -> Callable[[View], View]:
    """For staff; with `power`, for those who hold it in any organisation."""
    return _declare(Audience("staff", power))


# Views that libraries bring, and those of the API, which lies below: by the module they live in. The guard in
# tests/guards holds that none is forgotten.
LIBRARY_AUDIENCES: dict[str, Audience] = {
    "allauth.account": PUBLIC,
    "allauth.socialaccount": PUBLIC,
    "allauth.mfa": PUBLIC,
    "allauth.usersessions": SIGNED_IN,
    "django.views.static": PUBLIC,
    "django.views.generic.base": PUBLIC,
    "django.contrib.staticfiles": PUBLIC,
    "ninja": CLIENT,
    "civichub.api.open311": MACHINE,
    "civichub.api.directory": PUBLIC,
}


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """The declared audience of a URL's callback, or None when nobody declared one."""
    declared = getattr(view, "audience", None) or getattr(getattr(view, "view_class", None), "audience", None)
    if declared:
        return declared
    written = getattr(view, "func", getattr(view, "view_class", view))
    module = getattr(written, "__module__", "")
    return next(
        (a for prefix, a in LIBRARY_AUDIENCES.items() if module == prefix or module.startswith(prefix + ".")), None
    )


class AccessMiddleware:
    """Asks `audience_of` before every view. Not signed in: to the sign-in page. Lacking the power: 403."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        audience = audience_of(view)
        if audience is None or any("\x00" in part for part in kwargs.values() if isinstance(part, str)):
            raise Http404  # the database does not look for a name with NUL in it: it fails
        if audience in (PUBLIC, CLIENT, MACHINE):
            return None
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        if audience.name == "staff":
            return self._staff_only(request, audience)
        if audience is RESIDENT and user.kind != "resident":
            raise PermissionDenied("This page is for a resident's own account.")
        return None

    @staticmethod
    def _staff_only(request: HttpRequest, audience: Audience) -> HttpResponse | None:
        user = request.user
        if not user.is_staff_member or not user.memberships_in_force:
            raise PermissionDenied("This page is for staff.")
        if settings.STAFF_SECOND_FACTOR and not (user.has_second_factor or brought_second_factor(request)):
            messages.info(request, "The desk needs a second step when you sign in. Set one up here, then go on.")
            return HttpResponseRedirect("/accounts/2fa/")
        if audience.power and not user.holds_anywhere(audience.power):
            raise PermissionDenied("Your role does not include this page.")
        return None
