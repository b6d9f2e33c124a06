"""What stands before pages that show somebody's own things: nothing is kept by browsers, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import cache_control

from civichub.web.portal.drafts import SignInFirst

View = Callable[..., HttpResponse]


def not_kept(view: View) -> View:
    """No browser, proxy or "back" may keep this page, and its address is told to no other site."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return cache_control(no_store=True, private=True, max_age=0)(careful)


def of_a_draft(view: View) -> View:
    """For pages of a form being filled in: one that belongs to an account asks for the sign-in."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SignInFirst:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")

    return not_kept(asked)
