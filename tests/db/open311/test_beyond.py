"""The updates extension, who is never seen, and a real client library."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from georeport import GeoReport

from civichub.accounts.operations import issue_token
from civichub.cases.models import Case, HistoryEntry
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import Whereabouts
from civichub.customers.operations import flag_at_risk
from tests.db.open311.conftest import GOOD, Caller, errors_of, xml_of
from tests.factories.world import BEFORE, World, make_case


@pytest.fixture
def partner(published: World) -> Caller:
    """A key that may also write to cases."""
    _, key = issue_token(
        label="Other hub", organisation=published.county, scopes=["case.open", "case.view", "case.act"],
        actor=published.system, at=BEFORE,
    )  # fmt: skip
    return Caller(key)


def test_updates_are_the_steps_in_the_procedures_words(published: World, caller: Caller) -> None:
    case = make_case(published, at=timezone.now())
    officer = published.people["officer"]
    add_note(case=case, text="Dear Mrs Canary, on Friday.", public=True, actor=officer, at=timezone.now())
    move_case(case=case, step="close", outcome="fixed", public_note="Mrs Canary", actor=officer, at=timezone.now())
    (row,) = caller.rows("servicerequestupdates.json")
    assert row["service_request_id"] == case.reference
    assert (row["status"], row["description"], row["media_url"]) == ("closed", "We have fixed it.", None)
    assert "Canary" not in json.dumps(row), "what officers write to somebody is for them"
    root = xml_of(caller.get("servicerequestupdates.xml"))
    assert root.tag == "service_request_updates"
    assert root.findtext("request_update/update_id") == row["update_id"]
    tomorrow = f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    assert caller.rows("servicerequestupdates.json", start_date=tomorrow) == []


def test_an_update_becomes_a_note_for_staff_once(published: World, caller: Caller, partner: Caller) -> None:
    case = make_case(published, at=timezone.now())
    fields = {
        "update_id": "u-1", "service_request_id": case.reference, "status": "closed", "description": "Gone now",
        "updated_datetime": "2026-03-03T09:00:00Z",
    }  # fmt: skip
    for _ in range(2):
        assert partner.post("servicerequestupdates.json", fields).json() == [{"update_id": "u-1"}]
    (note,) = HistoryEntry.objects.filter(case=case, kind="note")
    assert (note.public, note.text) == (False, "Other hub says: Gone now (status there: closed)")
    case.refresh_from_db()
    assert case.stage == "received", "what the case does is for its own body to say"
    assert caller.post("servicerequestupdates.json", fields).status_code == 403, "its key may open cases only"
    assert errors_of(partner.post("servicerequestupdates.json", {**fields, "update_id": ""}))
    answer = partner.post("servicerequestupdates.json", {**fields, "service_request_id": "7KM4PQXT9"})
    assert answer.status_code == 404
    answer = partner.post("servicerequestupdates.json", {**fields, "updated_datetime": "now", "update_id": "u-2"})
    assert answer.status_code == 400


def test_nobody_finds_somebody_at_risk_nor_what_is_not_published(
    published: World, caller: Caller, partner: Caller
) -> None:
    """Abuse case 25: by list, by id, by date, by status, in updates; the key's own organisation sees its case."""
    now = timezone.now()
    hidden = make_case(published, at=now, where=Whereabouts(latitude=52.30641, longitude=-1.94172))
    flag_at_risk(
        customer=hidden.customer,
        why="Fled",
        review_on=(now + timedelta(days=90)).date(),
        actor=published.system,
        at=now,
    )
    secret, unlisted = make_case(published, "social-care", at=now), make_case(published, "missed-bin", at=now)
    for case in (hidden, secret, unlisted):
        assert caller.rows("requests.json", service_request_id=case.reference) == []
        assert caller.get(f"requests/{case.reference}.json").status_code == 404
        for status in ("", "open", "closed"):
            found = json.dumps(caller.rows("requests.json", status=status))
            assert case.reference not in found
    assert caller.rows("servicerequestupdates.json") == []
    both, key = f"{hidden.reference},{secret.reference}", {"Authorization": f"Bearer {partner.key}"}
    own = Client().get("/open311/v2/requests.json", {"service_request_id": both}, headers=key).json()
    assert [row["service_request_id"] for row in own] == [hidden.reference], "never a sensitive one"


def test_an_anonymous_report_without_a_customer_is_seen(published: World, caller: Caller) -> None:
    fields = {name: value for name, value in GOOD.items() if name not in ("first_name", "last_name", "email")}
    fields["attribute[keep_informed]"] = "no"
    assert caller.post("requests.json", fields).status_code == 200
    assert Case.objects.get().customer is None
    assert len(caller.rows("requests.json")) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_client_library_that_is_not_ours_gets_along(
    published: World, caller: Caller, live_server: Any, kind: str
) -> None:
    """georeport 0.3.1, which reads only; it posts nothing, so that a plain client has done that."""
    caller.post("requests.json", GOOD)
    caller.post("requests.json", {**GOOD, "lat": "52.31"})
    case = Case.objects.latest("pk")
    library = GeoReport(f"{live_server.url}/open311/v2", jurisdiction="county", output_format=kind)
    services = library.get_service_list()
    listed = services if isinstance(services, list) else [services]
    assert [one["service_code"] for one in listed] == ["POT-1"]
    assert library.get_service_definition("POT-1")["service_code"] == "POT-1"
    assert {one["service_request_id"] for one in library.get_service_requests(status="open")} == set(
        Case.objects.values_list("reference", flat=True)
    )
    assert library.get_service_request(case.reference)["status"] == "open"
