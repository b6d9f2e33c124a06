"""A browser that stands in a public room: what it remembers of whoever stands there, and how it forgets.

One signed cookie holds the kiosk's key, the choices of the person (language, print, contrast) and the addresses that
this person was sent to. An address with a token that is not among them opens nothing: "back" shows nothing of the last.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from civichub.web.display.kiosk_wording import wording

COOKIE, _SALT = "kiosk", "civichub.kiosk"
KEPT = {COOKIE}
MOST_TOKENS = 12
IDLE_SECONDS = 60
WARNING_SECONDS = 25  # WCAG 2.2, 2.2.1 asks for at least 20 to say that one needs more time


@dataclass(frozen=True)
class Kiosk:
    """The kiosk that asks, and the choices of whoever stands there. `tokens` are those they were sent to."""

    key: str
    language: str = "en"
    large: bool = False
    contrast: bool = False
    speaks: str = ""
    tokens: tuple[str, ...] = ()

    @property
    def css(self) -> str:
        """The classes of its pages."""
        return " ".join(
            name for name, is_on in (("kiosk--large", self.large), ("kiosk--contrast", self.contrast)) if is_on
        )


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """The kiosk that this browser is, or None. A cookie that was tampered with is none."""
    text = request.get_signed_cookie(COOKIE, "", salt=_SALT)
    try:
        values: dict[str, Any] = json.loads(text) if text else {}
        return Kiosk(**{**values, "tokens": tuple(values.get("tokens", ()))}) if values else None
    except (ValueError, TypeError):
        return None


def remember(response: HttpResponse, kiosk: Kiosk) -> None:
    """Keep this until the browser closes or somebody starts again."""
    response.set_signed_cookie(
        COOKIE, json.dumps(asdict(kiosk)), salt=_SALT, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget_everything(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """End the session and take every cookie but the kiosk's own off the device; that one begins anew."""
    request.session.flush()
    for name in set(request.COOKIES) - KEPT:
        response.delete_cookie(name, samesite="Lax")
    remember(response, Kiosk(key))


def kiosk_around(request: HttpRequest) -> dict[str, Any]:
    """What a page of the portal needs where it is shown in a kiosk; empty everywhere else."""
    kiosk: Kiosk | None = getattr(request, "kiosk", None)
    if kiosk is None or request.path.startswith("/kiosk/"):
        return {}
    return {
        "in_kiosk": True, "key": kiosk.key, "kiosk": kiosk, "w": wording(kiosk.language), "idle": IDLE_SECONDS,
        "warning": WARNING_SECONDS,
    }  # fmt: skip


class KioskMiddleware:
    """In a kiosk: keeps no page, lets nobody open what the last person was sent to, and never leaves our own pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kiosk = None if request.path.startswith(("/static/", "/staff/", "/api/")) else kiosk_of(request)
        request.kiosk = kiosk
        response = self.get_response(request)
        if kiosk is None or getattr(response, "streaming", False):
            return response
        if "audio" not in response.get("Content-Type", ""):
            response["Cache-Control"] = "no-store, private"
        token = _token_in(response.get("Location", ""))
        if token and COOKIE not in response.cookies and token not in kiosk.tokens:
            remember(response, replace(kiosk, tokens=(*kiosk.tokens, token)[-MOST_TOKENS:]))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        kiosk: Kiosk | None = request.kiosk
        if kiosk is not None and "token" in kwargs and kwargs["token"] not in kiosk.tokens:
            return redirect("kiosk", kiosk.key)
        return None


def _token_in(location: str) -> str:
    try:
        return str(resolve(urlsplit(location).path).kwargs.get("token", "")) if location else ""
    except Resolver404:
        return ""
