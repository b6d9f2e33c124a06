"""Sign-in at a provider of another make, npm's `oidc-provider`, which keeps more of the standard than Python's."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from civichub.accounts.models import User
from tests.factories.world import World, make_world

FOLDER = Path(__file__).with_name("oidc")
PATIENCE_SECONDS = 60
RETURNS = [f"http://testserver/accounts/oidc/{audience}/login/callback/" for audience in ("staff", "resident")]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="needs Node.js and npm"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the provider runs, installed as its lock says."""
    if not (FOLDER / "node_modules" / "oidc-provider").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(["node", "provider.mjs", str(port), *RETURNS], cwd=FOLDER, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the provider did not start: run `node provider.mjs` in tests/soak/oidc"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the provider did not answer in {PATIENCE_SECONDS} seconds")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def provider(request: pytest.FixtureRequest, address: str, settings: Any) -> str:
    """The provider's address, with both audiences set up for one way of telling the client's secret."""
    settings.STAFF_SECOND_FACTOR = True
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": audience,
                    "name": audience,
                    "client_id": f"hub-{request.param}",
                    "secret": "a secret that is long enough for this",
                    "settings": {"server_url": address, "token_auth_method": request.param},
                }
                for audience in ("staff", "resident")
            ],
        }
    }
    return address


def come(provider: str, audience: str, email: str, browser: Client | None = None, **said: Any) -> tuple[Client, Any]:
    """Somebody with this email comes by the provider; their browser and the hub's answer to their return."""
    claims = {"email": email, "email_verified": said.pop("verified", True), "name": "Pat Provider"}
    requests.put(f"{provider}/next", json={"sub": f"sub-{email}", "claims": claims} | said, timeout=10)
    browser, elsewhere = browser or Client(), requests.Session()
    to = browser.post(f"/accounts/oidc/{audience}/login/?process=login")["Location"]
    for _ in range(10):
        if to.startswith("http://testserver/"):
            parts = urlsplit(to)
            return browser, browser.get(f"{parts.path}?{parts.query}")
        answer = elsewhere.get(to, allow_redirects=False, timeout=10)
        assert answer.is_redirect, f"the provider says {answer.status_code}: {answer.text[:500]}"
        to = requests.compat.urljoin(to, answer.headers["Location"])
    raise AssertionError(f"the provider sends the browser round in circles: {to}")


def account_in(browser: Client) -> User | None:
    return User.objects.filter(pk=browser.session.get("_auth_user_id")).first()


def test_staff_come_in_and_are_asked_for_a_second_factor_unless_the_provider_asked(world: World, provider: str) -> None:
    officer = world.people["officer"]
    browser, answer = come(provider, "staff", officer.email)
    assert account_in(browser) == officer, answer.content[:2000]
    assert browser.get("/staff/")["Location"] == "/accounts/2fa/"
    browser, answer = come(provider, "staff", officer.email, amr=["pwd", "mfa"])
    assert answer["Location"] == "/staff/"
    assert browser.get("/staff/").status_code == 200
    browser, _ = come(provider, "staff", officer.email, acr="phr")
    assert browser.get("/staff/").status_code == 200
    TOTP.activate(officer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser, answer = come(provider, "staff", officer.email, amr=["pwd"])
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert account_in(browser) is None


def test_a_new_resident_gets_an_account_and_the_same_one_again(world: World, provider: str) -> None:
    email = "newcomer@home.example"
    first, _ = come(provider, "resident", email)
    again, _ = come(provider, "resident", email)
    assert account_in(first) is not None
    assert account_in(first) == account_in(again)
    assert account_in(first).kind == "resident"


def test_strangers_and_unverified_emails_open_no_desk(world: World, provider: str) -> None:
    for email, verified in (("stranger@elsewhere.example", True), (world.people["officer"].email, False)):
        browser, _ = come(provider, "staff", email, verified=verified, amr=["mfa"])
        assert account_in(browser) is None


def test_a_return_belongs_to_the_browser_that_left(world: World, provider: str) -> None:
    """The code and state of one browser's sign-in, brought by another and then a second time by the first."""
    officer = world.people["officer"]
    browser, answer = come(provider, "staff", officer.email, amr=["mfa"])
    back = answer.wsgi_request.get_full_path()
    stranger = Client()
    stranger.get(back)
    assert account_in(stranger) is None
    browser.logout()
    browser.get(back)
    assert account_in(browser) is None
