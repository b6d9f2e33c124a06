"""Whose second factor counts: the hub's own, or the one that a sign-in provider asked for."""

from __future__ import annotations

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from civichub.accounts.openid import SecondFactor, says_second_factor

SESSION_KEY = "second_factor_brought_by"


def provider_vouches(request: HttpRequest, sociallogin: Any) -> bool:
    """Whether this sign-in by a provider needs no second factor of ours, as that provider is set up."""
    account = sociallogin.account
    rule = account.get_provider(request).app.settings.get("second_factor", SecondFactor.UNLESS_SAID)
    if rule == SecondFactor.UNLESS_SAID:
        return says_second_factor(account.extra_data.get("id_token") or {})
    return bool(rule == SecondFactor.NEVER)


def remember_second_factor(request: HttpRequest, user: Any, sociallogin: Any | None) -> None:
    """Note in the session of somebody who has just signed in whether their provider vouched for a second factor."""
    if sociallogin is not None and provider_vouches(request, sociallogin):
        request.session[SESSION_KEY] = user.pk
    else:
        request.session.pop(SESSION_KEY, None)


def brought_second_factor(request: HttpRequest) -> bool:
    """Whether the person of this session came with a second factor that their provider had asked for."""
    return request.session.get(SESSION_KEY) == request.user.pk


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor that somebody has here, unless their provider has just asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None and provider_vouches(request, sociallogin):
            return False
        return bool(super()._should_handle(request))
