"""Past cases come in at the desk: tried out, brought in by a job that goes on after a crash, and taken back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civichub.cases.models import Case, CaseImport
from civichub.cases.operations.extracts import import_case_rows
from civichub.handover import bringing
from civichub.handover.jobs import forget_uploads
from civichub.handover.models import Upload
from tests.factories.world import World, make_world

COLUMNS = ["service_request_id", "status", "service_code", "description", "requested_datetime", "updated_datetime"]


@pytest.fixture
def here(db: None, settings: Any) -> World:
    settings.STAFF_SECOND_FACTOR = False
    return make_world()


def extract(number: int, *, bad: int = 0) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for n in range(number):
        closed = "closed" if n % 3 else "open"
        writer.writerow([n, closed, "pothole", f"Hole {n}", "2026-01-05T08:30:00Z", "2026-01-07T08:30:00Z"])
    for n in range(bad):
        writer.writerow([f"x{n}", "closed", "no-such-service", "?", "2026-01-05T08:30:00Z", "2026-01-07T08:30:00Z"])
    return text.getvalue().encode()


def browser(world: World, who: str = "manager") -> Client:
    client = Client()
    client.force_login(world.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def bring(world: World, client: Client, content: bytes, name: str = "old system.csv") -> Any:
    fields = {"organisation": str(world.county.pk), "file": SimpleUploadedFile(name, content)}
    return client.post("/staff/imports/new/", fields)


def test_a_file_is_tried_out_brought_in_once_and_taken_back(here: World) -> None:
    client, content = browser(here), extract(40, bad=2)
    page = bring(here, client, content)["Location"]
    assert bring(here, client, content)["Location"] == page, "the same file is the same upload"
    upload = Upload.objects.get()
    assert "Being tried out" in client.get(page).content.decode()
    bringing.work_on(upload.pk)
    upload.refresh_from_db()
    assert (upload.rows, upload.added, upload.known, upload.rejected) == (42, 40, 0, 2)
    assert not Case.objects.exists()
    shown = client.get(page).content.decode()
    assert "would be left out" in shown
    assert "no-such-service" in shown
    rejects = list(csv.DictReader(io.StringIO(client.get(f"{page}left-out.csv").content.decode())))
    assert [row["service_request_id"] for row in rejects] == ["x0", "x1"]

    assert client.post(f"{page}begin/").status_code == 302
    bringing.work_on(upload.pk)
    bringing.work_on(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, Case.objects.count(), upload.batch.rejected) == ("done", 40, 2)
    assert "can be taken back until" in client.get(page).content.decode()
    assert len(client.get(f"{page}left-out.csv").content.decode().splitlines()) == 3
    assert client.post(f"{page}begin/").status_code == 400, "it is in already"

    Upload.objects.update(finished_at=upload.finished_at - timedelta(days=8))
    client.post(f"{page}take-back/")
    assert Case.objects.count() == 40, "a week is over"
    forget_uploads(0)
    assert not default_storage.exists(upload.path), "and the file is not kept any longer"
    Upload.objects.update(finished_at=upload.finished_at)
    assert client.get(f"{page}take-back/").status_code == 200
    client.post(f"{page}take-back/")
    upload.refresh_from_db()
    assert (upload.state, Case.objects.count(), CaseImport.objects.get().state) == ("undone", 0, "undone")
    assert bring(here, client, content)["Location"] != page, "and it may be brought again"


def test_a_job_that_was_killed_goes_on_where_it_stopped(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(here)
    page = bring(here, client, extract(1_200))["Location"]
    upload = Upload.objects.get()
    bringing.work_on(upload.pk)
    client.post(f"{page}begin/")
    parts: list[int] = []

    def cut_short(**named: Any) -> Any:
        if parts:
            raise KeyboardInterrupt
        parts.append(1)
        return import_case_rows(**named)

    with monkeypatch.context() as cut:
        cut.setattr("civichub.cases.extracts.runs.import_case_rows", cut_short)
        with pytest.raises(KeyboardInterrupt):
            bringing.work_on(upload.pk)
    assert (Case.objects.count(), CaseImport.objects.get().rows_done) == (500, 500)
    assert "Coming in" in client.get(page).content.decode()
    bringing.work_on(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, Case.objects.count(), upload.batch.added) == ("done", 1_200, 1_200)


def test_what_is_no_extract_is_refused_in_words_and_nobody_else_comes_near(here: World) -> None:
    client = browser(here)
    assert "Choose a file of one of these kinds" in bring(here, client, b"x", "report.pdf").content.decode()
    page = bring(here, client, b"nonsense,here\n1,2\n")["Location"]
    bringing.work_on(Upload.objects.get().pk)
    shown = client.get(page).content.decode()
    assert ("This file cannot be brought in" in shown) or ("There is nothing to bring in" in shown)
    for who in ("advisor", "officer", "leader", "district", "stranger"):
        other = browser(here, who)
        for path in (page, "/staff/imports/", f"{page}left-out.csv", "/staff/imports/new/"):
            assert other.get(path).status_code in (403, 404), (who, path)
        assert other.post(f"{page}begin/").status_code in (403, 404)
    assert client.get("/staff/imports/999999/").status_code == 404
    assert client.get(f"{page}begin/").status_code == 405
