"""Who may come in: keys of other systems, and what each may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from civichub.accounts.queries import token_for
from civichub.core.errors import Invalid, NotAllowed
from civichub.core.idempotency import MAX_KEY_LENGTH


class KeyOfAnotherSystem(HttpBearer):
    """``Authorization: Bearer hub_…``. The key's client acts, for the one organisation of the key."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        if len(token) > 100 or not token.isascii():
            return None
        found = token_for(token, timezone.now())
        if found is None or not found.organisation.is_active or not found.organisation.has_module("api"):
            return None
        request.user = found.client
        return found


def needs(request: HttpRequest, power: str) -> Any:
    """The key, when its scopes include `power`. Raises `NotAllowed` naming the scope."""
    key = request.auth
    if power not in key.scopes:
        raise NotAllowed(f"This key does not have the scope {power}. Ask the council for one that has.")
    return key


def idempotency_key(request: HttpRequest) -> str:
    """The header every writing call must carry. Raises `Invalid`."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise Invalid({"Idempotency-Key": "Send this header with a value of your own, new for each new request."})
    return key
