"""Where django-allauth meets our accounts: who may sign up, and what a provider's answer may change."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from civichub.accounts.models import User, UserKind
from civichub.accounts.openid import is_answer_to
from civichub.accounts.operations import note_account_opened
from civichub.accounts.queries import system_account
from civichub.accounts.second_factor import remember_second_factor


def note_first_proof(user: User) -> None:
    """The account is open, if this is the first of its addresses to be proved."""
    if EmailAddress.objects.filter(user=user, verified=True).count() == 1:
        note_account_opened(account=user, actor=system_account(), at=timezone.now())


class AccountAdapter(DefaultAccountAdapter):
    """Residents may open an account; staff are added by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/staff/" if getattr(request.user, "is_staff_member", False) else "/account/"

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "civichub.accounts.second_factor.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The first address that somebody proves opens their account."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            note_first_proof(email_address.user)
        return confirmed

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        remember_second_factor(request, user, (details.get("signal_kwargs") or {}).get("sociallogin"))
        return super().post_login(request, user, **details)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in by OpenID Connect. The "staff" provider only admits staff that an administrator has added."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not is_answer_to(sociallogin.account.extra_data, sociallogin.state):
            self._refuse(request, "We could not trust the answer of your sign-in. Try again from here.")
        for_staff = sociallogin.account.provider == "staff"
        if sociallogin.state.get("process") == "connect" and request.user.is_authenticated:
            self._refuse_other_kind(request, request.user, for_staff)
        if sociallogin.is_existing:
            self._refuse_inactive(request, sociallogin.user)
            self._refuse_other_kind(request, sociallogin.user, for_staff)
            return
        if not for_staff:
            return
        user = User.objects.filter(email__iexact=self._verified_email(sociallogin), kind=UserKind.STAFF).first()
        if user is None:
            self._refuse(request, "Your sign-in worked, but nobody has given you a role here yet.")
        self._refuse_inactive(request, user)
        sociallogin.connect(request, user)
        # The provider has verified it: without this row the library would ask for a letter to confirm it once more.
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return sociallogin.account.provider != "staff"

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user = super().save_user(request, sociallogin, form)
        user.name = str(sociallogin.account.extra_data.get("name") or user.name)[:120]
        user.save(update_fields=["name"])
        note_first_proof(user)
        return user

    @staticmethod
    def _verified_email(sociallogin: Any) -> str:
        return next((address.email for address in sociallogin.email_addresses if address.verified), "")

    def _refuse_inactive(self, request: HttpRequest, user: User | None) -> None:
        if user is not None and not user.is_active:
            self._refuse(request, "This account is closed.")

    def _refuse_other_kind(self, request: HttpRequest, user: User, for_staff: bool) -> None:
        """The residents' provider opens no desk and the desk's provider no resident's account, however they got linked.

        Otherwise whoever holds a weaker sign-in at the one would come in with the powers of the other.
        """
        if user.is_staff_member != for_staff:
            self._refuse(request, "Use the sign-in that belongs to this account.")

    @staticmethod
    def _refuse(request: HttpRequest, message: str) -> None:
        messages.error(request, message)
        raise ImmediateHttpResponse(HttpResponseRedirect("/sign-in/"))
