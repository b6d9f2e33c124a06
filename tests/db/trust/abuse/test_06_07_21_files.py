"""Abuse cases 6, 7 and 21 where work crosses organisations: addresses of files, files that attack, infected files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case
from civichub.cases.operations.attachments import attach_to_case
from civichub.core.errors import Invalid
from civichub.disclosure.operations import add_document, ask_team, begin_answer
from civichub.organisations.models import SharedField
from civichub.organisations.operations import end_sharing
from tests.db.trust.every_address import PDF, signed_in
from tests.factories.disclosure import make_request, offer_requests
from tests.factories.scanner import MARK, running_scanner
from tests.factories.world import World, make_case, share

SCRIPT = b"<script>alert(1)</script>"
HOSTILE = {
    "page.html": b"<!DOCTYPE html>" + SCRIPT,
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "page.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "kept.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + SCRIPT,
    "plan.pdf": b"%PDF-1.4\n1 0 obj\n<</S /JavaScript /JS (app.alert(1))>>\nendobj\n%%EOF\n",
    "both.pdf": b"GIF89a/*" + SCRIPT + b"*/",
}


@pytest.fixture(autouse=True)
def files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.STAFF_SECOND_FACTOR = tmp_path, False


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, at=timezone.now() - timedelta(hours=1))


def test_06_a_file_opens_by_no_guess_no_old_link_and_no_range_once_sharing_has_ended(world: World, case: Case) -> None:
    now, agreement = timezone.now(), share(world, fields=SharedField.values)
    file = attach_to_case(case=case, name="map.pdf", content=PDF, actor=world.people["officer"], at=now)
    other = make_case(world, at=now)
    district = signed_in(world.people["district"])
    link = f"/staff/cases/{case.reference}/files/{file.token}/"
    assert district.get(link).status_code == 200
    for guess in ("1", str(file.pk), file.token[:-1], file.token.swapcase(), "..%2f..%2fetc%2fpasswd"):
        assert district.get(f"/staff/cases/{case.reference}/files/{guess}/").status_code == 404, guess
    assert district.get(f"/staff/cases/{other.reference}/files/{file.token}/").status_code == 404
    end_sharing(agreement=agreement, reason="Review", actor=world.people["governance"], at=now)
    late = signed_in(world.fresh("district"))
    for headers in ({}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}):
        answer = late.get(link, headers=headers)
        assert answer.status_code == 404
        assert b"%PDF" not in answer.content
    assert Client().get(link).status_code == 302
    assert Client().get(f"/media/{file.path}").status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_07_a_file_that_attacks_is_refused_or_comes_back_as_a_download_in_a_sandbox(
    world: World, case: Case, name: str
) -> None:
    now = timezone.now()
    with pytest.raises(Invalid):
        attach_to_case(case=case, name=name, content=HOSTILE[name], actor=world.people["officer"], at=now)
    offer_requests(world)
    governance = world.fresh("governance")
    answer = begin_answer(case=make_request(world, "foi", at=now), actor=governance, at=now)
    ask = ask_team(answer=answer, team=world.teams["waste"], question="What do you hold?",
                   due_on=(now + timedelta(days=3)).date(), actor=governance, at=now)  # fmt: skip
    upload = SimpleUploadedFile(name, HOSTILE[name], content_type="text/html")
    given = signed_in(world.people["district"]).post(
        f"/staff/disclosure/asked/{ask.pk}/", {"result": "given", "files": [upload]}
    )
    assert given.status_code == 302
    item = answer.items.get(ask=ask)
    where = f"/staff/disclosure/{answer.case.reference}/items/{item.number}/"
    desk = signed_in(governance)
    assert SCRIPT not in desk.get(where).content
    opened = desk.get(f"{where}file/")
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["Content-Type"] == "application/octet-stream"
    assert (opened["X-Content-Type-Options"], opened["Content-Security-Policy"][:7]) == ("nosniff", "sandbox")


@pytest.fixture
def scanner(settings: Any) -> Iterator[str]:
    with running_scanner() as settings.CLAMAV:
        yield settings.CLAMAV


def test_21_an_infected_file_in_a_collection_is_not_opened_and_without_a_scanner_none_is(
    world: World, scanner: str, settings: Any
) -> None:
    offer_requests(world)
    now, governance = timezone.now(), world.fresh("governance")
    answer = begin_answer(case=make_request(world, "foi", at=now), actor=governance, at=now)
    numbers = [
        add_document(answer=answer, title="From a drawer", name=name, content=content, actor=governance, at=now).number
        for name, content in (("clean.pdf", PDF), ("bad.bin", MARK))
    ]
    desk = signed_in(governance)
    clean, bad = (f"/staff/disclosure/{answer.case.reference}/items/{number}/file/" for number in numbers)
    assert desk.get(clean).status_code == 200
    blocked = desk.get(bad, follow=True)
    assert MARK not in blocked.content
    assert "may hold a virus" in blocked.content.decode()
    settings.CLAMAV = "127.0.0.1:1"
    assert "does not answer" in desk.get(clean, follow=True).content.decode()
