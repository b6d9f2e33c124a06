"""Files of a case reach back offices and partners by whatever their plug can carry, and only those that may."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Attachment, ScanState
from civichub.cases.operations.attachments import attach_to_case, record_scan
from civichub.delivery.models import Message
from civichub.handover import files
from civichub.handover.models import Dispatch
from civichub.handover.operations.routes import end_route
from civichub.handover.plugs.csv_fake import CsvFake
from civichub.handover.plugs.open311_fake import Open311Fake
from civichub.handover.plugs.webhook_fake import WebhookFake, running_webhook
from civichub.organisations.operations import end_sharing
from tests.db.delivery.mail_server import running_mail_server
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import World, make_case, share
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a shared secret"


def picture(end: bytes) -> bytes:
    return b"\xff\xd8\xff\xe0" + b"\x00" * 40 + end + b"\xff\xd9"


def attach(world: World, case: Any, name: str, **more: Any) -> Attachment:
    content = picture(name.encode())
    return attach_to_case(
        case=case, name=name, content=content, actor=world.people["officer"], at=timezone.now(), **more
    )


@pytest.fixture
def hook() -> Iterator[WebhookFake]:
    with running_webhook(SECRET) as fake:
        yield fake


def follow(url: str) -> Any:
    return Client().get(urlsplit(url).path)


def test_only_checked_files_that_the_customer_may_have_go_and_later_ones_follow(
    county: World, hook: WebhookFake, connect: Connect, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect("webhook", hook.url, secret=SECRET)
    case = make_case(county, at=timezone.now())
    attach(county, case, "hole.jpg")
    attach(county, case, "for-staff.jpg", public=False)
    settings.CLAMAV = "tcp://127.0.0.1:1"
    held, bad = attach(county, case, "held.jpg"), attach(county, case, "bad.jpg")
    hand_over()
    opened = hook.received[0]
    (file,) = opened["case"]["files"]
    assert (opened["type"], file["name"], file["content_type"]) == ("case.opened", "hole.jpg", "image/jpeg")
    assert "held.jpg" not in str(hook.received)
    answer = follow(file["url"])
    assert b"".join(answer.streaming_content) == picture(b"hole.jpg")
    assert answer["Content-Type"] == "application/octet-stream"

    by = {"actor": county.system, "at": timezone.now()}
    record_scan(attachment=held, infected=False, **by)
    record_scan(attachment=bad, infected=True, **by)
    hand_over()
    assert [told["type"] for told in hook.received] == ["case.opened", "case.file"]
    assert [one["name"] for one in hook.received[1]["case"]["files"]] == ["held.jpg"], "the first is not told again"
    assert set(Dispatch.objects.exclude(state="sent").values_list("state", "error")) <= {("set_aside", "nothing_new")}

    late = hook.received[1]["case"]["files"][0]["url"]
    Attachment.objects.filter(pk=held.pk).update(scan=ScanState.INFECTED)
    assert follow(late).status_code == 404, "what turns out to be infected is gone"
    for wrong in (f"{file['url'][:-4]}x/", "http://hub/handover/files/1:2:3/", "http://hub/handover/files/%00/"):
        assert follow(wrong).status_code == 404
    assert Client().post(urlsplit(file["url"]).path).status_code == 405
    monkeypatch.setattr(
        "civichub.web.handed_files.timezone.now", lambda: by["at"] + files.LINK_LASTS + timedelta(days=1)
    )
    assert follow(file["url"]).status_code == 404, "the address has ended"


def test_a_partner_has_files_as_long_as_an_agreement_opens_them(
    county: World, hook: WebhookFake, connect: Connect
) -> None:
    connect("webhook", hook.url, secret=SECRET, receiver=county.lowton)
    agreement = share(county, fields=["case.summary"], services=["pothole"])
    first = make_case(county, at=timezone.now())
    attach(county, first, "hole.jpg")
    hand_over()
    assert "files" not in hook.received[0]["case"], "the agreement opens none"
    end_sharing(agreement=agreement, reason="A wider one", actor=county.people["governance"], at=timezone.now())

    agreement = share(county, fields=["case.summary", "case.attachments"], services=["pothole"])
    second = make_case(county, at=timezone.now())
    attach(county, second, "another.jpg")
    hand_over()
    (file,) = hook.received[-1]["case"]["files"]
    assert follow(file["url"]).status_code == 200
    end_sharing(agreement=agreement, reason="Over", actor=county.people["governance"], at=timezone.now())
    assert follow(file["url"]).status_code == 404


def test_each_plug_carries_files_in_its_own_way(
    county: World, office: Open311Fake, connect: Connect, settings: Any, tmp_path: Path
) -> None:
    settings.HANDOVER_FOLDER, settings.PUBLIC_URL = str(tmp_path), "https://hub.example"
    works = connect("open311", office.url)
    case = make_case(county, at=timezone.now())
    attach(county, case, "hole.jpg")
    attach(county, case, "wide.jpg")
    hand_over()
    given = office.requests["R1"]["given"]
    assert given["media_url"][0].startswith("https://hub.example/handover/files/")
    assert "wide.jpg: https://hub.example/handover/files/" in given["description"][0]
    assert follow(given["media_url"][0]).status_code == 200

    end_route(route=works.routes.get(), actor=county.people["manager"], at=timezone.now())
    with running_mail_server() as mail:
        settings.SMTP_URL = mail.url
        connect("email", "works@example.org")
        letter = connect("letter", "Works office\n1 High Street\nBK1 1AA", service="social-care")
        drop = connect("csv", "works", service="missed-bin")
        for other in (letter, drop):
            other.routes.update(fulfils=False, service=county.services["pothole"])
        case = make_case(county, at=timezone.now())
        attach(county, case, "hole.jpg")
        do_waiting_work(["handover", "delivery"])
        (told,) = [one for one in mail.messages if "works@example.org" in str(one["To"])]
    (enclosed,) = told.iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content()) == ("hole.jpg", picture(b"hole.jpg"))
    assert "hole.jpg, enclosed" in told.get_body().get_content()
    text = Message.objects.get(channel="letter").body
    assert "Files that a letter cannot carry: hole.jpg" in text
    fetched = CsvFake(tmp_path / "works")
    (manifest,) = (fetched.folder / "out").glob("*.csv")
    with manifest.open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (fetched.folder / "out" / row["files"]).read_bytes() == picture(b"hole.jpg")
