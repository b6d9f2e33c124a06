"""Guessing a password, coming without a second factor, and losing one's role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from civichub.accounts.models import Membership, User
from civichub.accounts.operations import end_membership
from civichub.organisations.models import Organisation
from tests.db.staff.test_case_pages import bare
from tests.db.trust.every_address import signed_in
from tests.factories.world import World

PASSWORD = "a-long-enough-passphrase"
GUESSES = 10  # Cyber Essentials v3.3: lock an account after no more than ten wrong guesses


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet() -> None:
    """The sign-in library counts wrong guesses in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def officer(world: World) -> User:
    """An officer whose work email has been confirmed."""
    person = world.people["officer"]
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def try_password(client: Client, email: str, password: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_desk(officer: User) -> None:
    client = Client()
    assert try_password(client, officer.email, PASSWORD)["Location"] == "/staff/"
    assert is_in(client)


def test_ten_wrong_guesses_lock_an_account_for_five_minutes(officer: User) -> None:
    client = Client()
    for _ in range(GUESSES):
        try_password(client, officer.email, "not the passphrase")
    assert not is_in(client)
    locked = try_password(client, officer.email, PASSWORD)
    assert not is_in(client), "the right password opened a locked account"
    assert locked.status_code in (200, 403, 429)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=5, seconds=1))
    cache.clear()  # the sign-in library's own limit, which is as long
    try_password(client, officer.email, PASSWORD)
    assert is_in(client), "the lock outlasted its five minutes"


def test_the_lock_follows_the_account_and_not_only_the_address_of_the_guesser(officer: User) -> None:
    for number in range(GUESSES):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number}"), officer.email, "not the passphrase")
    client = Client(REMOTE_ADDR="203.0.113.9")
    try_password(client, officer.email, PASSWORD)
    assert not is_in(client)


def test_unknown_people_are_answered_as_known_ones(officer: User) -> None:
    """At each guess, before and after the lock."""
    for number in range(GUESSES + 2):
        pages = []
        for email in (officer.email, "nobody@county.example"):
            answer = try_password(Client(REMOTE_ADDR=f"198.51.100.{len(email)}"), email, "not the passphrase")
            pages.append((answer.status_code, bare(answer, email)))
        assert pages[0] == pages[1], f"guess {number + 1} tells who has an account"


@pytest.mark.parametrize("path", ["/staff/", "/staff/cases/", "/staff/customers/XXXXXXXXX/", "/staff/figures/"])
def test_staff_without_a_second_factor_set_one_up_first(officer: User, settings: Any, path: str) -> None:
    settings.STAFF_SECOND_FACTOR = True
    answer = signed_in(officer).get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


def test_a_code_from_an_authenticator_is_asked_for_and_let_in(officer: User, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(officer, secret)
    client = Client()
    assert try_password(client, officer.email, PASSWORD)["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/staff/").status_code == 302, "the password alone opened the desk"
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert client.get("/staff/").status_code == 200


def test_every_page_about_second_factors_opens(officer: User) -> None:
    """Those who must have one must be able to add, list and replace it."""
    client = Client()
    try_password(client, officer.email, PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for path in ("", "totp/activate/", "webauthn/", "webauthn/add/"):
        assert client.get(f"/accounts/2fa/{path}").status_code == 200, path


def test_a_role_taken_away_is_gone_at_the_next_request(world: World, officer: User) -> None:
    client = signed_in(officer)
    assert client.get("/staff/cases/").status_code == 200
    membership = Membership.objects.get(user=officer)
    end_membership(membership=membership, actor=world.people["admin"], at=timezone.now())
    assert client.get("/staff/cases/").status_code == 403


def test_an_account_or_an_organisation_that_is_closed_lets_nobody_in(officer: User) -> None:
    client = signed_in(officer)
    Organisation.objects.filter(slug="county").update(is_active=False)
    assert client.get("/staff/").status_code == 403
    Organisation.objects.filter(slug="county").update(is_active=True)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/staff/")["Location"].startswith("/sign-in/")


def test_a_new_password_ends_every_other_session(officer: User) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        try_password(client, officer.email, PASSWORD)
    changed = {"oldpassword": PASSWORD, "password1": "another long passphrase", "password2": "another long passphrase"}
    assert second.post("/accounts/password/change/", changed).status_code == 302
    assert first.get("/staff/")["Location"].startswith("/sign-in/")
