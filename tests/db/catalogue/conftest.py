"""A small partnership: a county, two districts, a parish and an agency, and people who may edit the catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from civichub.accounts.models import Membership, User, UserKind
from civichub.accounts.queries import system_account
from civichub.accounts.roles import Role
from civichub.organisations.models import Module, Organisation, Team

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def hub() -> User:
    return system_account()


@pytest.fixture
def councils() -> SimpleNamespace:
    def found(slug: str, kind: str, gss: str = "", **more: object) -> Organisation:
        name = slug.replace("-", " ").title()
        return Organisation.objects.create(slug=slug, name=name, short_name=name, kind=kind, gss_code=gss, **more)

    county = found("midshire", "county", "E10000099", modules=[Module.REPORTS])
    north = found("north-vale", "district", "E07000901", modules=[Module.REPORTS], phone="01234 500500")
    south = found("south-vale", "district", "E07000902")
    parish = found("wick-parish", "parish", "E04009901")
    agency = found("vale-advice", "agency")
    team = Team.objects.create(organisation=county, slug="highways", name="Highways")
    return SimpleNamespace(county=county, north=north, south=south, parish=parish, agency=agency, highways=team)


@pytest.fixture
def editor(councils: SimpleNamespace) -> User:
    """A service manager of the northern district."""
    user = User.objects.create_user("manager@north.example", name="Nia Manager", kind=UserKind.STAFF)
    Membership.objects.create(user=user, organisation=councils.north, role=Role.SERVICE_MANAGER)
    return user


@pytest.fixture
def advisor(councils: SimpleNamespace) -> User:
    user = User.objects.create_user("advisor@north.example", name="Ann Advisor", kind=UserKind.STAFF)
    Membership.objects.create(user=user, organisation=councils.north, role=Role.ADVISOR)
    return user
