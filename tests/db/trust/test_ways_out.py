"""Signing in and out lead nowhere but home, and no header signs anybody in."""

from __future__ import annotations

import pytest
from django.test import Client

from civichub.delivery.models import Message
from tests.db.trust.every_address import signed_in
from tests.factories.world import World

AWAY = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "http:///evil.example", "/%0d%0aLocation:https://evil.example", "\t//evil.example", "https:evil.example",
)  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_and_out_leads_nowhere_else(world: World, away: str) -> None:
    person = world.people["officer"]
    for path in ("/sign-in/", "/accounts/login/"):
        answer = Client().post(path, {"login": person.email, "password": "a-long-enough-passphrase", "next": away})
        assert is_ours(answer.get("Location", "/")), answer["Location"]
    for path in ("/sign-out/", "/accounts/logout/"):
        answer = signed_in(person).post(path, {"next": away})
        assert is_ours(answer.get("Location", "/")), answer["Location"]


def is_ours(location: str) -> bool:
    """Whether a browser that follows this stays with us."""
    return location.startswith("/") and not location.startswith(("//", "/\\")) and "\n" not in location


@pytest.mark.parametrize("header", ["X-Forwarded-User", "Remote-User", "X-Remote-User", "X-Auth-Request-Email"])
def test_a_name_in_a_header_signs_nobody_in(world: World, header: str) -> None:
    answer = Client().get("/staff/", headers={header: world.people["admin"].email})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert Client(REMOTE_USER=world.people["admin"].email).get("/staff/").status_code == 302


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host"])
def test_a_host_that_is_not_ours_gets_nothing_and_enters_no_message(world: World, name: str) -> None:
    answer = Client().post(
        "/accounts/password/reset/", {"email": world.people["admin"].email}, headers={name: "evil.example"}
    )
    assert answer.status_code == (400 if name == "Host" else 302)
    assert not any("evil.example" in f"{message.__dict__}" for message in Message.objects.all())
