"""Links that somebody asks for go only where they may, and say nothing about whether they went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from civichub.accounts.adapters import AccountAdapter
from civichub.accounts.events import AccountOpened
from civichub.accounts.models import User, UserKind
from civichub.cases.operations.follow import follow_case
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.telling import followers_to_tell
from civichub.core.errors import NotAllowed
from civichub.core.models import StoredEvent
from civichub.delivery.models import Message
from civichub.delivery.queries import outbox
from civichub.forms.operations import publish_form_version, request_draft_link, save_form_draft, start_draft
from civichub.notifications.links import read_track_link
from civichub.notifications.operations import send_account_welcome, send_draft_link, send_track_link
from civichub.notifications.subscribers import welcome_to_account
from tests.factories.world import World, make_case


@pytest.mark.parametrize(
    ("email", "role"),
    [("Sam.Reed@Example.org", "reporter"), ("neighbour@example.org", "follower"), ("thief@example.org", "")],
)
def test_a_link_to_follow_goes_to_the_reporter_and_to_followers_only(
    world: World, now: datetime, email: str, role: str
) -> None:
    case = make_case(world, at=now)
    follow_case(case=case, email="neighbour@example.org", actor=world.system, at=now)
    asked = {"facts": facts_for_message(case.pk), "followers": followers_to_tell(case.pk), "email": email}
    message = send_track_link(**asked, actor=world.system, at=now)
    if not role:
        assert message is None
        assert not Message.objects.exists()
        return
    token = message.body.partition("/track/link/")[2].split("/")[0]
    link = read_track_link(token)
    assert link is not None
    assert (link.reference, link.role) == (case.reference, role)


def test_asking_again_and_again_sends_three(world: World, now: datetime) -> None:
    case = make_case(world, at=now)
    for _ in range(10):
        send_track_link(
            facts=facts_for_message(case.pk), followers=[], email="sam.reed@example.org", actor=world.system, at=now
        )
    assert Message.objects.exclude(state="cancelled").count() == 3


def test_a_link_to_a_saved_form_is_read_by_nobody_on_the_staff(world: World, now: datetime) -> None:
    message = send_draft_link(
        service="Blue badge",
        email="sam@example.org",
        link="https://hub.example/resume/secret",
        expires_on=date(2026, 6, 1),
        organisation=world.county,
        occasion="draft:1:a",
        actor=world.system,
        at=now,
    )
    assert "Monday 1 June 2026" in message.body
    assert message.is_secret
    assert not outbox(world.people["leader"]).exists()


def test_an_account_is_welcomed_once_and_not_by_a_name_that_anybody_typed(world: World, now: datetime) -> None:
    account = User.objects.create_user("sam@example.org", name="WIN A PRIZE", kind=UserKind.RESIDENT)
    for _ in range(2):
        send_account_welcome(account=account, actor=world.system, at=now)
    assert "PRIZE" not in Message.objects.get().body
    with pytest.raises(NotAllowed):
        send_account_welcome(account=account, actor=account, at=now)


def test_whoever_stops_half_way_gets_the_link_that_opens_the_form(
    world: World, now: datetime, work: Callable[[], int]
) -> None:
    source = Path(__file__).parents[3] / "civichub/forms/library/pothole.yaml"
    version, problems = save_form_draft(
        key="pothole", text=source.read_text(), organisation=None, actor=world.system, at=now
    )
    assert not problems
    version = publish_form_version(version=version, actor=world.system, at=now)
    draft = start_draft(form_version=version, organisation=world.county, actor=world.system, at=now)
    request_draft_link(draft=draft, email="sam@example.org", actor=world.system, at=now)
    work()
    message = Message.objects.get()
    assert f"/apply/resume/{draft.token}/" in message.body
    assert message.to_address == "sam@example.org"


def test_the_page_sends_a_link_and_says_the_same_for_a_stranger(world: World, now: datetime) -> None:
    case, browser = make_case(world, at=now), Client()
    pages = []
    for reference, email in ((case.reference, "thief@example.org"), ("7KM4PQXT9", "x@example.org"),
                             (case.reference, "sam.reed@example.org")):  # fmt: skip
        page = browser.post("/track/email/", {"reference": reference, "email": email}).content.decode()
        pages.append(page.partition("<main")[2].partition("</main>")[0])
    assert "Look in your email" in pages[0]
    assert pages[0] == pages[1] == pages[2]
    message = Message.objects.get()
    assert message.to_address == "sam.reed@example.org"
    for _ in range(10):
        page = browser.post("/track/email/", {"reference": case.reference, "email": "thief@example.org"})
    assert page.status_code == 429


def test_whoever_proves_the_first_address_of_an_account_is_welcomed_once(world: World, now: datetime) -> None:
    account = User.objects.create_user("new@example.org", kind="resident")
    for address in ("new@example.org", "second@example.org"):
        proved = EmailAddress.objects.create(user=account, email=address, primary=address.startswith("new"))
        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), AnonymousUser()
        request._messages = FallbackStorage(request)
        assert AccountAdapter(request).confirm_email(request, proved)
    stored = StoredEvent.objects.get(name="accounts.AccountOpened")
    welcome_to_account(AccountOpened(**stored.payload), stored.at)
    welcome_to_account(AccountOpened(**stored.payload), stored.at)
    assert Message.objects.get().to_address == "new@example.org"
