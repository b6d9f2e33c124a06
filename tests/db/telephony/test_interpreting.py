"""What interpreters were used for, by language, service, cost code and month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from civichub.contacts.operations import describe_contact
from civichub.core.clocks import london_date
from civichub.telephony.interpreting import uses_of_interpreters
from civichub.telephony.models import Call
from civichub.telephony.operations import keep_step
from civichub.telephony.operations.calls import Fact
from tests.db.telephony.line import at_desk, talk
from tests.factories.world import World

LINGUA = {"interpreter": 1, "name": "Lingua", "cost_code": "C-77", "language": "so", "number": "+441632960001"}


def _asked(world: World, call: Call, channel: str, *, answered: bool, seconds: int = 0, **detail: Any) -> None:
    at = timezone.now()
    steps = [("asked_in", 0, LINGUA | detail), *([("came_in", 10, {})] if answered else [])]
    for kind, after, told in [*steps, ("guest_gone", 10 + seconds, {"cause": 16})]:
        fact = Fact(kind, channel, detail=told)
        keep_step(call=call, memory={}, facts=[fact], actor=world.system, at=at + timedelta(seconds=after))


def test_minutes_are_counted_from_answering_to_leaving_by_language_service_and_cost_code(
    world: World, call: Call
) -> None:
    talk(world, call)
    describe_contact(
        contact=call.contact, service=world.services["pothole"], actor=world.people["advisor"], at=timezone.now()
    )
    _asked(world, call, "hub-1-1", answered=True, seconds=90)
    _asked(world, call, "hub-1-2", answered=True, seconds=60)
    _asked(world, call, "hub-1-3", answered=False)
    _asked(world, call, "hub-1-4", answered=True, seconds=30, language="pl", cost_code="")
    keep_step(
        call=call, memory={}, facts=[Fact("asked_in", "hub-1-5", world.people["leader"].pk)], actor=world.system,
        at=timezone.now(),
    )  # fmt: skip
    month = london_date(timezone.now()).replace(day=1)
    after = month.replace(year=month.year + 1)
    uses = uses_of_interpreters([world.county.pk], since=month, until=after)
    assert [(use.language, use.lasted) for use in uses] == [
        ("Somali", timedelta(seconds=90)), ("Somali", timedelta(seconds=60)), ("Somali", None),
        ("Polish", timedelta(seconds=30)),
    ]  # fmt: skip
    assert uses_of_interpreters([world.lowton.pk], since=month, until=after) == []
    leader, address = at_desk(world, "leader"), "/staff/figures/interpreters/"
    exported = b"".join(leader.get(f"{address}export.csv?by=language").streaming_content).decode().splitlines()
    assert exported[1:] == ["Language,Rung,Came,Minutes,Minutes begun", "Somali,3,2,2.5,3", "Polish,1,1,0.5,1",
                            "Together,4,3,3.0,4"]  # fmt: skip
    whole = b"".join(leader.get(f"{address}export.csv").streaming_content).decode().splitlines()
    assert whole[3] == f"{month:%b %Y},Somali,Pothole,C-77,Lingua,3,2,2.5,3"
    for by in ("", "month", "service", "cost", "who", "%00"):
        assert "Minutes begun" in leader.get(f"{address}?by={by}").text
    assert "No interpreter in these months" in leader.get(f"{address}?from=2020-01&to=2020-02").text
