"""An officer's pages: the list, the case, and what is done to it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case
from civichub.core.models import ReadEntry
from tests.factories.world import World, make_case, share


def bare(answer: Any, reference: str) -> str:
    """A page without what differs at every request: its own address, nonces and tokens."""
    text = answer.content.decode().replace(reference, "")
    return re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"', "", text)


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, at=timezone.now() - timedelta(days=1))


def sign_in(client: Client, world: World, who: str) -> Client:
    client.force_login(world.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_my_work_and_the_list_show_what_waits(client: Client, world: World, case: Case) -> None:
    sign_in(client, world, "officer")
    assert "My work" in client.get("/staff/").content.decode()
    page = client.get("/staff/cases/").content.decode()
    assert case.title in page
    assert "Export this list" in page


def test_the_case_page_shows_the_sum_of_its_clock_and_why_it_may_be_seen(
    client: Client, world: World, case: Case
) -> None:
    page = sign_in(client, world, "officer").get(f"/staff/cases/{case.reference}/").content.decode()
    for words in (case.title, "How this is counted", "Why can I see this?", "is responsible for this case", "Sam Reed"):
        assert words in page
    entry = ReadEntry.objects.get(subject_type="cases.case", subject_id=case.pk)
    assert entry.actor == world.people["officer"]


def test_a_colleague_who_has_it_open_is_named(client: Client, world: World, case: Case) -> None:
    sign_in(Client(), world, "manager").get(f"/staff/cases/{case.reference}/")
    page = sign_in(client, world, "officer").get(f"/staff/cases/{case.reference}/").content.decode()
    assert "Manager" in page
    assert "has this open" in page


def test_a_step_asks_what_it_needs_and_is_done(client: Client, world: World, case: Case) -> None:
    sign_in(client, world, "officer")
    address = f"/staff/cases/{case.reference}/steps/close/"
    assert "Select the outcome" in client.post(address, {"seen_stage": "received"}).content.decode()
    answer = client.post(
        address, {"seen_stage": "received", "outcome": "fixed", "public_note": "Filled today."}, follow=True
    )
    assert "The customer is being told." in answer.content.decode()
    case.refresh_from_db()
    assert case.outcome == "fixed"
    gone = client.post(address, {"seen_stage": "received", "outcome": "fixed"}, follow=True).content.decode()
    assert "not possible any more" in gone


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("note", {"text": "Rang the contractor", "public": "no"}),
        ("note", {"text": "Which house?", "public": "ask"}),
        ("promise", {"text": "Make it safe", "due_on_0": "3", "due_on_1": "3", "due_on_2": "2099"}),
        ("task", {"title": "Ring the contractor"}),
    ],
)
def test_each_action_leaves_its_mark(
    client: Client, world: World, case: Case, page: str, answers: dict[str, str]
) -> None:
    before = case.history.count()
    answer = sign_in(client, world, "officer").post(f"/staff/cases/{case.reference}/{page}/", answers)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert case.history.count() == before + 1


def test_another_body_gets_the_same_404_as_for_nothing(client: Client, world: World, case: Case) -> None:
    sign_in(client, world, "stranger")
    hidden = client.get(f"/staff/cases/{case.reference}/")
    missing = client.get("/staff/cases/333333333/")
    assert hidden.status_code == missing.status_code == 404
    assert bare(hidden, case.reference) == bare(missing, "333333333")


def test_an_agreement_shows_the_case_without_what_it_does_not_open(client: Client, world: World, case: Case) -> None:
    share(world, fields=["case.history"])
    page = sign_in(client, world, "district").get(f"/staff/cases/{case.reference}/").content.decode()
    assert "Roads and bins together" in page
    assert "Sam Reed" not in page
    assert "sam.reed@example.org" not in page


def test_many_cases_are_assigned_at_once_or_none(client: Client, world: World, case: Case) -> None:
    other = make_case(world, at=timezone.now())
    sign_in(client, world, "manager")
    chosen = {"selected": [case.reference, other.reference], "assignee": str(world.people["officer"].pk)}
    assert "2 cases changed" in client.post("/staff/cases/bulk/", chosen, follow=True).content.decode()
    assert Case.objects.filter(assignee=world.people["officer"]).count() == 2
    wrong = {"selected": [case.reference, "333333333"], "assignee": str(world.people["manager"].pk)}
    assert client.post("/staff/cases/bulk/", wrong, follow=True).status_code == 200
    assert Case.objects.filter(assignee=world.people["officer"]).count() == 2


def test_the_export_is_the_list_with_formulas_made_harmless(client: Client, world: World, case: Case) -> None:
    make_case(world, title="=HYPERLINK(1)", at=timezone.now())
    answer = sign_in(client, world, "officer").get("/staff/cases/export.csv?state=all")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "'=HYPERLINK(1)" in text


def test_a_list_is_kept_under_a_name(client: Client, world: World, case: Case) -> None:
    sign_in(client, world, "officer").post("/staff/cases/lists/", {"name": "Late roads", "query": "state=late"})
    assert "Late roads" in client.get("/staff/cases/").content.decode()


def test_a_resident_and_a_passer_by_get_no_desk(client: Client, world: World, case: Case) -> None:
    assert client.get("/staff/cases/").status_code == 302
    sign_in(client, world, "analyst")
    assert client.get("/staff/cases/").status_code == 403
