"""What we ask of an OpenID Connect provider, and what its answer must say before we believe it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse


class SecondFactor(StrEnum):
    """Whether the hub asks for a second factor of its own after a provider's sign-in."""

    UNLESS_SAID = "unless-said"  # not when the provider's token says that it asked for one
    ALWAYS = "always"
    NEVER = "never"  # for a provider that asks everybody, and whose tokens do not say so


# RFC 8176 names the method "mfa". The classes of context are those of PAPE 1.0, of REFEDS' MFA profile, and the two of
# OpenID Connect Extended Authentication Profile ACR Values 1.0, which a passkey or a smart card fulfils.
STRONG_CLASSES = frozenset(
    {
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor-physical",
        "https://refeds.org/profile/mfa",
        "phr",
        "phrh",
    }
)


class CheckedOpenIDConnect(OpenIDConnectProvider):
    """Sends a nonce, and nothing that somebody wrote into the link to the sign-in."""

    package = "allauth.socialaccount.providers.openid_connect"  # where the library finds its addresses

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Off to the provider. The library would take further parameters and scopes from the query: these are ours."""
        nonce = secrets.token_urlsafe(32)
        kwargs |= {"nonce": nonce, "auth_params": self.get_auth_params() | {"nonce": nonce}, "scope": self.get_scope()}
        return super().redirect(request, process, next_url, data, **kwargs)


def is_answer_to(said: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Whether a provider's answer belongs to the sign-in that `state` was kept for, and is about one person.

    OpenID Connect Core 1.0, 3.1.3.7 (11): the token's nonce is the one that was sent. 5.3.2: the subject of the user
    information is the token's, or it must not be used. The library has checked issuer, audience and expiry.
    """
    token, about = said.get("id_token") or {}, said.get("userinfo")
    sent, returned = str(state.get("nonce") or ""), str(token.get("nonce") or "")
    same_person = bool(token.get("sub")) and (about is None or about.get("sub") == token["sub"])
    return bool(sent) and hmac.compare_digest(sent.encode(), returned.encode()) and same_person


def says_second_factor(token: Mapping[str, Any]) -> bool:
    """Whether an ID token says that the provider itself asked for a second factor, by `amr` or by `acr`."""
    methods, context = token.get("amr"), token.get("acr")
    return (isinstance(methods, list) and "mfa" in methods) or (isinstance(context, str) and context in STRONG_CLASSES)
