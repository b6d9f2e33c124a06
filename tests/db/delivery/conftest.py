"""What the tests of delivery share: who acts, who it goes to, and an installation that really sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from civichub.accounts import queries as accounts
from civichub.accounts.models import Membership, User, UserKind
from civichub.delivery.drafts import About, Draft
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, NotifyFake, running_notify
from civichub.organisations.models import Organisation, OrganisationKind
from tests.db.delivery.mail_server import MailServer, running_mail_server

NOON = datetime(2026, 5, 1, 11, tzinfo=UTC)  # noon in London


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def system(db: None) -> Iterator[User]:
    """The hub's own account; a test with real commits has emptied the table that the migration filled."""
    accounts._system_account_id.cache_clear()
    user, _ = User.objects.get_or_create(email=accounts.SYSTEM_EMAIL, defaults={"kind": UserKind.SYSTEM})
    yield user
    accounts._system_account_id.cache_clear()


@pytest.fixture
def council(db: None) -> Organisation:
    return Organisation.objects.create(
        slug="harborough",
        name="Harborough District Council",
        short_name="Harborough",
        kind=OrganisationKind.DISTRICT,
        email="help@harborough.example",
    )


@pytest.fixture
def other_council(db: None) -> Organisation:
    return Organisation.objects.create(
        slug="melton", name="Melton Borough Council", short_name="Melton", kind=OrganisationKind.DISTRICT
    )


@pytest.fixture
def person(db: None) -> Any:
    """Make a member of staff with one role in one organisation."""

    def make(organisation: Organisation, role: str) -> User:
        user = User.objects.create_user(f"{role}@{organisation.slug}.example", kind=UserKind.STAFF, name=role)
        Membership.objects.create(user=user, organisation=organisation, role=role, starts_at=NOON.replace(year=2025))
        return user

    return make


@pytest.fixture
def draft() -> Draft:
    return Draft(
        channel="email",
        to_address="jo@example.com",
        subject="Your report",
        body="Thank you for your report.",
        recipient="customers.customer:12",
        recipient_verified=True,
        about=About("cases.case", 5, "7KM4PQXT9"),
    )


@pytest.fixture
def really_sends(settings: Settings) -> Settings:
    """An installation that is no demonstration and has nothing set up yet."""
    settings.DEMO = False
    settings.SMTP_URL = settings.NOTIFY_API_KEY = ""
    settings.NOTIFY_TEMPLATES = {"email": "", "sms": "", "letter": ""}
    settings.DEFAULT_FROM_EMAIL = "hub@council.example"
    return settings


@pytest.fixture
def notify(really_sends: Settings) -> Iterator[NotifyFake]:
    with running_notify() as fake:
        really_sends.NOTIFY_API_KEY, really_sends.NOTIFY_BASE_URL = API_KEY, fake.url
        really_sends.NOTIFY_TEMPLATES = TEMPLATES
        yield fake


@pytest.fixture
def mail_server(really_sends: Settings) -> Iterator[MailServer]:
    with running_mail_server() as server:
        really_sends.SMTP_URL = server.url
        yield server
