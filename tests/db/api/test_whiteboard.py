"""Other systems read the whiteboard and say where people are: scoped, once, and told what to put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from civichub.workforce.models import Presence
from civichub.workforce.operations import add_duty_turn, define_duty, define_skill, record_skill
from tests.db.api.test_interface import Caller
from tests.factories.world import World


@pytest.fixture
def caller(world: World) -> Caller:
    return Caller(world, world.county, ["whiteboard.read", "whiteboard.write"])


def say(caller: Caller, key: str = "one", **more: Any) -> Any:
    body = {"person": "officer@county.example", "status": "visit", "place": "Ring road", **more}
    return caller("post", "/whiteboard/status", body, **{"Idempotency-Key": key})


def test_what_is_said_once_is_read_by_person_service_and_skill(world: World, caller: Caller) -> None:
    leader, now = world.people["leader"], timezone.now()
    skill = define_skill(key="bsl", kind="sign", name="BSL", said="you sign", actor=leader, at=now)
    record_skill(person=world.people["care"], skill=skill, level=3, actor=leader, at=now)
    duty = define_duty(organisation=world.county, title="Duty inspector", services=[world.services["pothole"].pk],
                       actor=leader, at=now)  # fmt: skip
    add_duty_turn(duty=duty, person=world.people["care"], starts_at=now - timedelta(hours=1),
                  ends_at=now + timedelta(hours=1), reach="118", actor=leader, at=now)  # fmt: skip
    until = (now + timedelta(hours=2)).isoformat()
    first, again = say(caller, until=until), say(caller, until=until)
    assert (first.status_code, again.status_code, again.json()["repeat"]) == (201, 200, True)
    assert Presence.objects.get().source == "api"
    (officer,) = caller("get", "/whiteboard?person=officer@county.example").json()
    assert (officer["status"], officer["place"], officer["reachable"]) == ("visit", "Ring road", False)
    assert [one["name"] for one in caller("get", "/whiteboard?skill=bsl").json()] == ["Care"]
    names = {one["name"] for one in caller("get", "/whiteboard?service=pothole").json()}
    assert {"Officer", "Manager", "Care"} == names
    (on_duty,) = caller("get", "/whiteboard/on-duty?service=pothole").json()
    assert (on_duty["duty"], on_duty["name"], on_duty["reach"]) == ("Duty inspector", "Care", "118")
    everybody = caller("get", "/whiteboard").json()
    assert not any(one["person"].endswith("lowton.example") for one in everybody)


def test_each_refusal_names_the_field_and_the_fix(world: World, caller: Caller) -> None:
    def field(answer: Any) -> str:
        assert answer.status_code == 422, answer.content
        return answer.json()["errors"][0]["field"]

    assert field(say(caller, person="district@lowton.example")) == "person"
    assert field(say(caller, status="dancing")) == "status"
    assert field(say(caller, until="2026-03-03T09:00:00")) == "until"
    assert field(say(caller, until="2020-03-03T09:00:00Z")) == "until"
    assert field(say(caller, place="x" * 121)) == "place"
    assert field(caller("get", "/whiteboard?skill=flying")) == "skill"
    assert field(caller("post", "/whiteboard/status", {"person": "officer@county.example", "status": "home"})) == (
        "Idempotency-Key"
    )
    assert caller("get", "/whiteboard?service=none").status_code == 404
    assert not Presence.objects.exists()


def test_a_key_without_the_scope_is_refused_and_one_that_reads_does_not_write(world: World) -> None:
    reader = Caller(world, world.county, ["whiteboard.read"])
    assert say(reader).status_code == 403
    assert Caller(world, world.county, ["service.read"])("get", "/whiteboard").status_code == 403
    assert "/api/v1/whiteboard/status" in str(reader("get", "/openapi.json").json()["paths"].keys())
