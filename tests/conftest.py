"""What every test has: a database from a template, no way out to the network, and its tier's rules."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as properties

from tests.template_database import RunDatabase, run_database, source_fingerprint

# The machine may be busy: how long examples take says nothing of the property. Speed has tests of its own.
properties.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("busy")

TESTS = Path(__file__).parent
LONGEST = "test_permission_matrix.py"
RUN_DATABASE = pytest.StashKey[RunDatabase]()
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure() -> None:
    """Settings that only tests need: fast password hashes, and static files from where they lie."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Gives `db` and `journeys` the database, and holds `unit` to having none."""
    for item in items:
        tier = _tier(item)
        asks = item.get_closest_marker("django_db") is not None
        if tier == "unit" and asks:
            raise pytest.UsageError(f"{item.nodeid} asks for the database: move it to tests/db")
        if tier == "db" and not asks:
            item.add_marker(pytest.mark.django_db)
        if tier in ("journeys", "phone") and not asks:
            item.add_marker(pytest.mark.django_db(transaction=True))
    _check_for_a_browser([item for item in items if _tier(item) == "journeys"])
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool, bool, int]:
    """Where a test stands, whatever others sort by, so that of two workers none waits long for the other.

    The longest file comes first; while it makes the database that all copy, `unit` needs none. Journeys come last, the
    longest of them first: once a browser runs, its event loop lets no other begin in this process.
    """
    if _tier(item) == "journeys":
        return True, False, False, -item.path.stat().st_size
    return False, item.path.name != LONGEST, _tier(item) != "unit", 0


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""


def _check_for_a_browser(journeys: list[pytest.Item]) -> None:
    """Journeys are left out only on request: a test run that skips them unasked would look like a pass."""
    if os.environ.get("CIVICHUB_SKIP_JOURNEYS") == "1":
        for item in journeys:
            item.add_marker(pytest.mark.skip(reason="CIVICHUB_SKIP_JOURNEYS is set"))
    elif journeys and not (os.environ.get("CIVICHUB_CHROMIUM") or any(map(shutil.which, BROWSERS))):
        raise pytest.UsageError(
            "The journeys need Chromium: run `make programs` as root, name one in CIVICHUB_CHROMIUM, "
            "or leave the journeys out with CIVICHUB_SKIP_JOURNEYS=1."
        )


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[RunDatabase]:
    """The database of this run, copied from the migrated template; copied anew after a test that commits."""
    with django_db_blocker.unblock(), run_database() as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: database.spoil())
        request.session.stash[RUN_DATABASE] = database
        yield database


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture; but a test that asks for the partnership needs no copy of the empty database before."""
    database = item.session.stash.get(RUN_DATABASE, None)
    asks = {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker("django_db")
    if database and asks and "partnership" not in item.fixturenames:
        database.restore_if_spoilt()


@pytest.fixture
def partnership(django_db_setup: RunDatabase, transactional_db: None) -> list[tuple[str, str, str]]:
    """The demo partnership as `make demo` has it; its sign-ins as (role, e-mail address, password).

    It is loaded once a day and version of the program, and copied for each test that asks for it.
    """
    from civichub.devtools import demo  # here, so that a demonstration that is broken fails only what needs it

    today = datetime.now(UTC).date().isoformat()
    django_db_setup.fill(source_fingerprint("partnership", today), demo.load)
    return [(role, email, demo.PASSWORD) for role, email in demo.SIGN_INS]


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> Iterator[None]:
    """Connections leave this machine for nothing: a test that needs the internet fails on the train."""
    connect = socket.socket.connect

    def connect_on_this_machine(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            raise ConnectionRefusedError(f"a test tried to reach {address[0]}: tests use this machine only")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_on_this_machine)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
