"""Sign-in by OpenID Connect against a provider that really runs: who is let in, as whom, and which answers are not."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from civichub.accounts.models import User, UserKind
from tests.db.trust.every_address import signed_in
from tests.factories.world import World


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """The address of a running provider, for which both ways of signing in are configured."""
    with run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": audience, "name": audience, "client_id": f"hub-{audience}", "secret": "s3cret",
                        "settings": {"server_url": address},
                    }
                    for audience in ("staff", "resident")
                ],
            }
        }  # fmt: skip
        yield address


class Person:
    """Somebody the provider knows, and the browser they come with."""

    def __init__(self, provider: str, email: str, *, verified: bool = True, sub: str = "", **said: Any) -> None:
        self.sub = sub or f"sub-{email}"
        claims = {"email": email, "email_verified": verified, "name": "Pat Provider"} | said
        requests.put(f"{provider}/users/{self.sub}", json=claims, timeout=10).raise_for_status()
        self.browser = Client()

    def go(self, audience: str, *, process: str = "login") -> str:
        """Off to the provider and through its form; the address to which it sends the browser back."""
        leave = self.browser.post(f"/accounts/oidc/{audience}/login/?process={process}")
        assert leave.status_code == 302, leave.content[:500]
        assert "code_challenge=" in leave["Location"]
        back = requests.post(leave["Location"], data={"sub": self.sub}, allow_redirects=False, timeout=10)
        return back.headers["Location"].partition("localhost:8000")[2] or self._path(back.headers["Location"])

    @staticmethod
    def _path(address: str) -> str:
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"

    def sign_in(self, audience: str, **options: str) -> Any:
        return self.browser.get(self.go(audience, **options))

    @property
    def account(self) -> User | None:
        """As whom the hub knows this browser."""
        return User.objects.filter(pk=self.browser.session.get("_auth_user_id")).first()


def test_staff_whom_an_administrator_added_come_in(world: World, provider: str) -> None:
    officer = Person(provider, world.people["officer"].email)
    assert officer.sign_in("staff")["Location"] == "/staff/"
    assert officer.account == world.people["officer"]
    assert officer.browser.get("/staff/").status_code == 200
    again = Person(provider, world.people["officer"].email)
    again.sign_in("staff")
    assert again.account == world.people["officer"]


def test_somebody_nobody_added_does_not(world: World, provider: str) -> None:
    before = User.objects.count()
    person = Person(provider, "new.starter@county.example")
    assert person.sign_in("staff")["Location"] == "/sign-in/"
    assert person.account is None
    assert User.objects.count() == before


def test_an_email_that_the_provider_did_not_verify_opens_nothing(world: World, provider: str) -> None:
    person = Person(provider, world.people["officer"].email, verified=False)
    person.sign_in("staff")
    assert person.account is None


def test_a_residents_email_opens_no_desk_and_a_desks_no_residents_account(world: World, provider: str) -> None:
    User.objects.create_user("sam@home.example", kind=UserKind.RESIDENT)
    sam = Person(provider, "sam@home.example")
    sam.sign_in("staff")
    assert sam.account is None
    officer = Person(provider, world.people["officer"].email)
    officer.sign_in("resident")
    assert officer.account is None


def test_a_closed_account_is_refused_at_its_first_and_at_a_later_sign_in(world: World, provider: str) -> None:
    email = world.people["officer"].email
    Person(provider, email).sign_in("staff")
    User.objects.filter(email=email).update(is_active=False)
    for sub in ("", "another-sub"):
        person = Person(provider, email, sub=sub)
        person.sign_in("staff")
        assert person.account is None


def test_a_new_resident_gets_an_account(world: World, provider: str) -> None:
    person = Person(provider, "newcomer@home.example")
    person.sign_in("resident")
    assert person.account is not None
    assert (person.account.kind, person.account.email) == (UserKind.RESIDENT, "newcomer@home.example")
    assert person.browser.get("/staff/").status_code == 403


def test_a_providers_email_never_takes_over_an_account_with_a_password(world: World, provider: str) -> None:
    local = User.objects.create_user("sam@home.example", "a-long-enough-passphrase", kind=UserKind.RESIDENT)
    EmailAddress.objects.create(user=local, email=local.email, verified=True, primary=True)
    person = Person(provider, "sam@home.example")
    person.sign_in("resident")
    assert person.account is None
    assert not SocialAccount.objects.filter(user=local).exists()


def test_a_member_of_staff_cannot_link_the_residents_provider(world: World, provider: str) -> None:
    """Else whoever holds the weaker sign-in comes in with the powers of the desk."""
    person = Person(provider, "private@home.example")
    person.browser = signed_in(world.people["officer"])
    person.sign_in("resident", process="connect")
    assert not SocialAccount.objects.filter(user=world.people["officer"]).exists()
    SocialAccount.objects.create(user=world.people["officer"], provider="resident", uid=person.sub)
    person.browser = Client()
    person.sign_in("resident")
    assert person.account is None


def test_a_code_that_was_used_or_belongs_to_another_browser_is_refused(world: World, provider: str) -> None:
    officer = Person(provider, world.people["officer"].email)
    back = officer.go("staff")
    stolen = Client()
    stolen.get(back)
    assert "_auth_user_id" not in stolen.session, "a code worked in a browser that never asked for it"
    officer.browser.get(back)
    officer.browser.logout()
    officer.browser.get(back)
    assert officer.account is None, "a code worked twice"
    state = parse_qs(urlsplit(officer.go("staff")).query)["state"][0]
    officer.browser.get(f"/accounts/oidc/staff/login/callback/?code=made-up&state={state}")
    assert officer.account is None


@pytest.mark.parametrize(
    "change",
    [{"iss": "https://evil.example"}, {"aud": "another-client"}, {"exp": 1}, {"sub": "somebody-else"}, {"nonce": "x"}],
    ids=lambda change: next(iter(change)),
)
def test_a_token_for_somebody_else_is_refused(
    world: World, provider: str, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    """The provider's own token with one claim changed on the way, as a provider run by somebody else would send it."""
    decode = OpenIDConnectOAuth2Adapter._decode_id_token

    def changed(adapter: Any, app: Any, token: str) -> Any:
        _, payload, _ = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "==")) | change
        forged = jwt.encode(claims, "a key of somebody else, and long enough", algorithm="HS256")
        return decode(adapter, app, forged)

    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_decode_id_token", changed)
    officer = Person(provider, world.people["officer"].email)
    officer.sign_in("staff")
    assert officer.account is None


def test_a_link_to_the_sign_in_cannot_choose_what_the_provider_is_asked(world: World, provider: str) -> None:
    query = "auth_params=nonce%3Dmine%26redirect_uri%3Dhttps%3A%2F%2Fevil.example%26prompt%3Dnone&scope=everything"
    asked = parse_qs(urlsplit(Client().post(f"/accounts/oidc/staff/login/?{query}")["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/staff/login/callback/"]
    assert "prompt" not in asked
    assert "everything" not in asked["scope"][0]
    assert len(asked["nonce"]) == 1
    assert len(asked["nonce"][0]) > 40


@pytest.mark.parametrize(
    ("rule", "said", "has_own", "leads_to"),
    [
        ("unless-said", {"amr": ["pwd", "mfa"]}, False, "/staff/"),
        ("unless-said", {"amr": ["pwd", "mfa"]}, True, "/staff/"),
        ("unless-said", {"acr": "https://refeds.org/profile/mfa"}, False, "/staff/"),
        ("unless-said", {"amr": ["pwd"]}, False, "/accounts/2fa/"),
        ("unless-said", {"amr": "mfa", "acr": "1"}, False, "/accounts/2fa/"),
        ("unless-said", {}, True, "/accounts/2fa/authenticate/"),
        ("always", {"amr": ["mfa"]}, False, "/accounts/2fa/"),
        ("always", {"amr": ["mfa"]}, True, "/accounts/2fa/authenticate/"),
        ("never", {}, False, "/staff/"),
        ("never", {}, True, "/staff/"),
    ],
)
def test_a_second_factor_is_asked_for_where_the_provider_did_not(
    world: World, provider: str, settings: Any, rule: str, said: dict[str, Any], has_own: bool, leads_to: str
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        app["settings"]["second_factor"] = rule
    user = world.people["officer"]
    if has_own:
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    officer = Person(provider, user.email, **said)
    first = officer.sign_in("staff")["Location"]
    desk = officer.browser.get("/staff/")
    if leads_to == "/staff/":
        assert (first, desk.status_code) == ("/staff/", 200)
    elif has_own:
        assert first.startswith(leads_to)
        assert desk["Location"].startswith("/sign-in/")
    else:
        assert desk["Location"] == leads_to


def test_what_a_provider_vouched_for_ends_with_the_session(world: World, provider: str, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    user = world.people["officer"]
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    officer = Person(provider, user.email, amr=["mfa"])
    officer.sign_in("staff")
    officer.browser.post("/sign-out/")
    officer.browser.post("/sign-in/", {"login": user.email, "password": "a-long-enough-passphrase"})
    assert officer.account == user
    assert officer.browser.get("/staff/")["Location"] == "/accounts/2fa/"


def test_without_a_provider_configured_there_is_no_such_page(world: World) -> None:
    assert Client().post("/accounts/oidc/staff/login/").status_code == 404
