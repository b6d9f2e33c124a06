"""Other systems: keys, scopes, the same request twice, and errors that name the fix."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from civichub.accounts.operations import issue_token, revoke_token
from civichub.cases.models import Case
from civichub.catalogue.operations import change_service
from civichub.forms.operations.versions import load_library
from tests.factories.world import BEFORE, NOON, World, make_case

SCOPES = ["case.act", "case.open", "case.view", "place.read", "service.read"]


class Caller:
    """A system with a key."""

    def __init__(self, world: World, organisation: Any, scopes: list[str]) -> None:
        self.token, self.key = issue_token(
            label="Back office", organisation=organisation, scopes=scopes, actor=world.system, at=BEFORE
        )

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        call = getattr(Client(raise_request_exception=True), method)
        sent = {"content_type": "application/json", "data": body} if body is not None else {}
        return call(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}", **headers}, **sent)


@pytest.fixture
def caller(world: World) -> Caller:
    load_library(actor=world.system, at=BEFORE)
    change_service(service=world.services["pothole"], fields={"form_key": "pothole"}, actor=world.system, at=BEFORE)
    return Caller(world, world.county, SCOPES)


def test_without_a_key_there_is_a_problem_document() -> None:
    answer = Client().get("/api/v1/services")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_services_are_listed_and_searched(caller: Caller) -> None:
    listed = caller("get", "/services").json()
    assert {service["slug"] for service in listed} == {"pothole", "social-care", "missed-bin"}
    body = caller("get", "/services/pothole/responsible-body").json()
    assert body["organisation"] == "county"


def test_a_case_is_opened_once_however_often_it_is_sent(caller: Caller) -> None:
    body = complete(caller)
    again = caller("post", "/cases", body, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["repeat"]) == (200, True)
    assert Case.objects.count() == 1
    other = caller("post", "/cases", body | {"source_reference": "x"}, **{"Idempotency-Key": "one"})
    assert other.status_code == 409


def complete(caller: Caller) -> dict[str, Any]:
    """Answers that the form accepts, found by asking it: each refusal names the question."""
    body: dict[str, Any] = {"service": "pothole", "answers": {}}
    typed = {"name": {"first": "Sam", "last": "Reed"}, "email": "sam.reed@example.org", "phone": "01632 960111"}
    for _ in range(15):
        answer = caller("post", "/cases", body, **{"Idempotency-Key": "one"})
        if answer.status_code == 201:
            return body
        questions = {
            q["key"]: q for p in caller("get", "/services/pothole/form").json()["pages"] for q in p["questions"]
        }
        for error in answer.json()["errors"]:
            key = error["field"].removeprefix("answers.")
            options, kind = questions[key]["options"], questions[key]["type"]
            words = {"description": "High Street"} if kind == "location" else "There is a deep hole"
            body["answers"][key] = options[0] if options else typed.get(kind, words)
    raise AssertionError(answer.json())


def test_errors_name_the_field_and_the_fix(caller: Caller) -> None:
    misspelt = caller("post", "/cases", {"servce": "pothole", "answers": {}}, **{"Idempotency-Key": "1"})
    assert misspelt.status_code == 422
    assert {error["field"] for error in misspelt.json()["errors"]} >= {"body.servce"} or misspelt.json()["errors"]
    keyless = caller("post", "/cases", {"service": "pothole", "answers": {}})
    assert keyless.status_code == 422
    unknown = caller("post", "/cases", {"service": "no-such", "answers": {}}, **{"Idempotency-Key": "2"})
    assert unknown.json()["errors"][0]["field"] == "service"


def test_a_back_office_follows_its_case_and_says_what_it_did(world: World, caller: Caller) -> None:
    case = make_case(world)
    read = caller("get", f"/cases/{case.reference}").json()
    assert (read["stage"], "close" in read["steps"]) == ("received", True)
    done = {"step": "close", "outcome": "fixed", "public_note": "Filled"}
    answer = caller("post", f"/cases/{case.reference}/steps", done, **{"Idempotency-Key": "s"})
    assert answer.json() == {"stage": "closed", "repeat": False}
    assert caller("post", f"/cases/{case.reference}/steps", done, **{"Idempotency-Key": "s"}).json()["repeat"]
    changed = caller("get", f"/cases?since={NOON.isoformat().replace('+', '%2B')}").json()
    assert [line["reference"] for line in changed] == [case.reference]


def test_another_organisations_key_sees_nothing(world: World, caller: Caller) -> None:
    case, care = make_case(world), make_case(world, "social-care")
    stranger = Caller(world, world.highley, SCOPES)
    hidden, missing = stranger("get", f"/cases/{case.reference}"), stranger("get", "/cases/333333333")
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert caller("get", f"/cases/{care.reference}").status_code == 404


def test_a_key_does_only_what_its_scopes_say_and_nothing_once_revoked(world: World, caller: Caller) -> None:
    reader = Caller(world, world.county, ["service.read"])
    refused = reader("get", f"/cases/{make_case(world).reference}")
    assert refused.status_code == 403
    assert "case.view" in refused.json()["detail"]
    revoke_token(token=reader.token, actor=world.system, at=NOON)
    assert reader("get", "/services").status_code == 401


def test_the_interface_describes_itself(caller: Caller) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/cases" in described["paths"]
