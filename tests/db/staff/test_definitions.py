"""Forms and procedures in the browser: drafts that keep even when wrong, trials, publishing, and what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.forms.models import FormVersion
from civichub.forms.operations.versions import copy_form_version
from civichub.forms.operations.versions import load_library as load_forms
from civichub.procedures.operations import load_library as load_procedures
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import BEFORE, World, make_case


@pytest.fixture
def draft(world: World) -> FormVersion:
    load_forms(actor=world.system, at=BEFORE)
    shared = FormVersion.objects.get(key="pothole", organisation=None)
    return copy_form_version(version=shared, organisation=world.county, actor=world.people["manager"], at=BEFORE)


def address(version: Any, page: str = "", kind: str = "form") -> str:
    return f"/staff/definitions/{kind}/{version.pk}/{page}"


def test_the_list_shows_shared_ones_and_ones_own_at_a_steady_price(
    client: Client, world: World, draft: FormVersion, django_assert_max_num_queries: Any
) -> None:
    load_procedures(actor=world.system, at=BEFORE)
    sign_in(client, world, "manager")
    with django_assert_max_num_queries(10):
        page = client.get("/staff/definitions/").content.decode()
    assert "Report a pothole" in page
    assert "Shared by all" in page
    assert "County" not in client.get("/staff/definitions/?q=blue").content.decode().split("<main")[1]
    assert "None matches" in client.get("/staff/definitions/?q=nosuchform").content.decode()


def test_a_draft_is_kept_with_its_problems_named_by_line_and_fix(
    client: Client, world: World, draft: FormVersion
) -> None:
    sign_in(client, world, "manager")
    wrong = draft.source.replace("type: radio", "type: radoi", 1)
    answer = client.post(
        address(draft), {"text": wrong, "change_note": "Try", "seen_checksum": draft.checksum}, follow=True
    )
    page = answer.content.decode()
    assert "to put right before it can be published" in page
    assert "To put it right" in page
    assert 'href="#L' in page
    draft.refresh_from_db()
    assert draft.source.splitlines() == wrong.splitlines()
    assert "problem" in client.post(address(draft, "check/"), {"text": wrong}).content.decode()
    assert client.post(address(draft, "publish/"), {"when": "now"}).status_code == 200
    assert not FormVersion.objects.filter(organisation=world.county, state="published").exists()


def test_what_a_colleague_saved_meanwhile_is_not_written_over(client: Client, world: World, draft: FormVersion) -> None:
    sign_in(client, world, "manager")
    seen = draft.checksum
    client.post(address(draft), {"text": draft.source + "\n# one", "seen_checksum": seen})
    page = client.post(address(draft), {"text": draft.source + "\n# two", "seen_checksum": seen}).content.decode()
    assert "Somebody else has saved" in page
    assert "# two" in page
    draft.refresh_from_db()
    assert draft.source.endswith("# one")


def test_a_preview_walks_through_the_form_and_stores_nothing(client: Client, world: World, draft: FormVersion) -> None:
    sign_in(client, world, "manager")
    assert "What is the hole in?" in client.get(address(draft, "preview/")).content.decode()
    page = client.post(address(draft, "preview/"), {"go": "yes", "where": "motorway"}).content.decode()
    assert "National Highways looks after" in page
    further = client.post(address(draft, "preview/"), {"go": "yes", "where": "road"}).content.decode()
    assert "This is a trial" in further
    assert "National Highways looks after" not in further


def test_publishing_and_withdrawing_show_in_the_versions(client: Client, world: World, draft: FormVersion) -> None:
    sign_in(client, world, "manager")
    assert client.post(address(draft, "publish/"), {"when": "now"}).status_code == 302
    page = client.get(address(draft)).content.decode()
    assert "Live" in page
    assert "New draft from this" in page
    assert "Enter why" in client.post(address(draft, "withdraw/"), {"reason": ""}).content.decode()
    client.post(address(draft, "withdraw/"), {"reason": "Asks too much"})
    assert "Withdrawn" in client.get(address(draft)).content.decode()


def test_a_copy_is_compared_with_the_version_in_force_by_text_and_by_real_cases(
    client: Client, world: World, draft: FormVersion
) -> None:
    shared = FormVersion.objects.get(key="pothole", organisation=None)
    sign_in(client, world, "manager")
    made = client.post(address(shared, "copy/"), {"organisation": world.county.pk})
    copy = FormVersion.objects.latest("pk")
    assert made.headers["Location"] == address(copy)
    case = make_case(world, at=timezone.now(), answers={"where": "cycle_path"}, form_version_id=shared.pk)
    changed = copy.source.replace('answers.where == "motorway"', 'answers.where == "cycle_path"')
    client.post(address(copy), {"text": changed, "seen_checksum": copy.checksum})
    page = client.get(address(copy, "compare/")).content.decode()
    assert "It would be refused" in page
    assert case.reference in page
    assert "cycle_path" in client.get(address(copy, f"since/{shared.pk}/")).content.decode()


def test_a_procedure_is_read_out_stage_by_stage(client: Client, world: World) -> None:
    load_procedures(actor=world.system, at=BEFORE)
    sign_in(client, world, "manager")
    version = next(v for v in client.get("/staff/definitions/").context["definition_groups"][1][1] if v.key == "repair")
    page = client.get(address(version, "stages/", "procedure")).content.decode()
    for words in ("Received", "Order the work", "Repair within five working days", "Make it safe"):
        assert words in page
    assert client.get(address(version, "preview/", "procedure")).status_code == 404


def test_another_councils_draft_is_not_there_and_others_get_no_editor(
    client: Client, world: World, draft: FormVersion
) -> None:
    theirs = copy_form_version(version=draft, organisation=world.highley, actor=world.system, at=BEFORE)
    sign_in(client, world, "manager")
    for page in ("", "preview/", "compare/", "copy/", "publish/", "withdraw/"):
        assert client.get(address(theirs, page)).status_code == 404
    assert client.get("/staff/definitions/letter/1/").status_code == 404
    assert sign_in(Client(), world, "advisor").get("/staff/definitions/").status_code == 403
    assert sign_in(Client(), world, "admin").get(address(draft, "publish/")).status_code == 403
