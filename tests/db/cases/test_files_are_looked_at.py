"""A file is held until the scanner has seen it; while the scanner is down nobody can open it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.jobs import look_at_held_files
from civichub.cases.models import Attachment, ScanState
from civichub.cases.operations.attachments import attach_to_case
from tests.db.staff.test_case_pages import sign_in
from tests.factories.scanner import MARK, running_scanner
from tests.factories.world import World, make_case

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def scanner(settings: Any) -> Iterator[str]:
    """A server that speaks ClamAV's INSTREAM on this machine."""
    with running_scanner() as settings.CLAMAV:
        yield settings.CLAMAV


@pytest.fixture(autouse=True)
def files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def attach(world: World, content: bytes = PDF) -> Attachment:
    case = make_case(world, at=timezone.now() - timedelta(hours=1))
    actor = world.people["officer"]
    return attach_to_case(case=case, name="photo.pdf", content=content, actor=actor, at=timezone.now())


def opened(client: Client, world: World, attachment: Attachment, who: str = "officer") -> Any:
    address = f"/staff/cases/{attachment.case.reference}/files/{attachment.token}/"
    return sign_in(client, world, who).get(address)


def test_a_clean_file_can_be_opened_as_a_download(scanner: str, client: Client, world: World) -> None:
    attachment = attach(world)
    assert opened(client, world, attachment).status_code == 404
    assert look_at_held_files() == 1
    answer = opened(client, world, attachment)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)


def test_an_infected_file_is_never_served(scanner: str, client: Client, world: World) -> None:
    attachment = attach(world, PDF + MARK)
    look_at_held_files()
    attachment.refresh_from_db()
    assert attachment.scan == ScanState.INFECTED
    assert opened(client, world, attachment).status_code == 404
    assert attachment.case.history.filter(text__contains="blocked").exists()


def test_while_the_scanner_is_down_files_wait(client: Client, world: World, settings: Any) -> None:
    settings.CLAMAV = "127.0.0.1:1"
    attachment = attach(world)
    assert look_at_held_files() == 0
    attachment.refresh_from_db()
    assert attachment.scan == ScanState.HELD
    assert opened(client, world, attachment).status_code == 404


def test_without_a_scanner_it_says_so(client: Client, world: World, settings: Any) -> None:
    settings.CLAMAV = ""
    attachment = attach(world)
    assert attachment.scan == ScanState.NOT_SCANNED
    assert opened(client, world, attachment).status_code == 200
    assert opened(client, world, attachment, "stranger").status_code == 404
