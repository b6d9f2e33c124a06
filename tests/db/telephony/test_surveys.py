"""Whom we ask after a call, by what it turned out to be about, and what they answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from civichub.cases.operations.follow import add_contact_to_case
from civichub.contacts.operations import close_contact, describe_contact
from civichub.core.clocks import london_date
from civichub.telephony.models import Call, SurveyShare
from civichub.telephony.operations import (
    end_call,
    keep_step,
    keep_survey_share,
    sample_survey,
    score_call,
    set_up_line,
    wrap_up_call,
)
from civichub.telephony.operations.calls import Fact
from civichub.telephony.queries import script_of
from civichub.telephony.surveys import answers_by_service, sample_of
from tests.db.telephony.line import at_desk, talk
from tests.factories.world import World, make_case


def _by(world: World, word: str = "leader") -> dict[str, Any]:
    return {"actor": world.system if word == "system" else world.people[word], "at": timezone.now()}


def _line_asks(world: World, call: Call, share: int) -> None:
    set_up_line(organisation=world.county, number=call.line.number, survey_share=share, **_by(world))


def _share(world: World, word: str, share: int) -> None:
    keep_survey_share(organisation=world.county, service=world.services[word], share=share, **_by(world))


def _sampled_by(call: Call) -> tuple[int | None, int]:
    sample = sample_of(Call.objects.select_related("line", "contact").get(pk=call.pk))
    return sample.service, sample.share


def test_the_sample_is_drawn_by_the_case_else_by_the_contact_else_by_the_line(world: World, call: Call) -> None:
    _line_asks(world, call, 7)
    talk(world, call)
    pothole, bins = world.services["pothole"], world.services["missed-bin"]
    _share(world, "pothole", 30)
    _share(world, "missed-bin", 60)
    assert _sampled_by(call) == (None, 7), "nothing is known of it"
    describe_contact(contact=call.contact, service=pothole, **_by(world, "advisor"))
    assert _sampled_by(call) == (pothole.pk, 30)
    case = make_case(world, "missed-bin")
    add_contact_to_case(case=case, contact=call.contact, **_by(world, "system"))
    assert _sampled_by(call) == (bins.pk, 60), "what was done says more than what was first said"
    SurveyShare.objects.filter(service=bins).delete()
    assert _sampled_by(call) == (bins.pk, 7), "nothing was decided for that service"


def test_of_a_hundred_calls_in_a_row_exactly_the_share_is_drawn_and_the_same_ones_again(
    world: World, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    _line_asks(world, call, 20)
    whole = Call.objects.select_related("line", "contact").get(pk=call.pk)
    drawn = []
    for number in range(300, 400):
        whole.pk = number
        drawn.append(sample_of(whole).is_drawn)
    assert sum(drawn) == 20
    assert all(sum(drawn[begin : begin + 10]) <= 3 for begin in range(0, 100, 10)), "not in one run"


def test_who_is_asked_is_decided_at_the_end_and_a_line_that_asks_nobody_asks_about_a_service(
    world: World, call: Call
) -> None:
    whole = Call.objects.select_related("line__queue", "contact", "organisation").get(pk=call.pk)
    assert script_of(whole, timezone.now()).survey == ""
    _share(world, "pothole", 100)
    assert script_of(whole, timezone.now()).survey
    talk(world, call)
    assert not sample_survey(call=call, **_by(world, "system"))
    describe_contact(contact=call.contact, service=world.services["pothole"], **_by(world, "advisor"))
    assert [sample_survey(call=call, **_by(world, "system")) for _ in range(2)] == [True, True]
    fact = call.facts.get(kind="survey_asked")
    assert fact.detail == {"service": world.services["pothole"].pk, "share": 100}


def test_an_answer_counts_for_the_service_that_the_contact_was_wrapped_up_with(world: World, call: Call) -> None:
    _share(world, "pothole", 100)
    talk(world, call)
    keep_step(call=call, memory={}, facts=[Fact("connected", "a")], **_by(world, "system"))
    describe_contact(contact=call.contact, service=world.services["pothole"], **_by(world, "advisor"))
    wrap_up_call(call=call, **_by(world, "system"))
    assert sample_survey(call=call, **_by(world, "system"))
    score_call(call=call, score=2, **_by(world, "system"))
    end_call(call=call, result="answered", **_by(world, "system"))
    contact = call.contact
    contact.refresh_from_db()
    describe_contact(contact=contact, service=world.services["missed-bin"], **_by(world, "advisor"))
    close_contact(contact=contact, outcome="resolved", avoidable="not", **_by(world, "advisor"))
    month = london_date(timezone.now()).replace(day=1)
    after = month.replace(year=month.year + 1)
    (row,) = answers_by_service([world.county.pk], since=month, until=after)
    assert (row.service, row.calls, row.asked, row.answered) == (world.services["missed-bin"].title, 1, 1, 1)
    assert (row.mean, row.content_share, row.response_share, row.discontent) == (2, 0, 100, 1)
    assert answers_by_service([world.lowton.pk], since=month, until=after) == []
    leader = at_desk(world, "leader")
    assert world.services["missed-bin"].title in leader.get("/staff/figures/survey/").text
    exported = b"".join(leader.get("/staff/figures/survey/export.csv").streaming_content).decode()
    assert exported.splitlines()[2] == f"{world.services['missed-bin'].title},1,1,1,100%,2.0,0%,1"


def test_shares_are_kept_on_pages_by_whoever_runs_the_day(world: World, call: Call) -> None:
    leader, new = at_desk(world, "leader"), "/staff/calls/set-up/survey/new/"
    answers = {"organisation": world.county.pk, "service": world.services["pothole"].pk, "share": "25"}
    assert leader.post(new, answers | {"share": "101"}).status_code == 200
    assert leader.post(new, answers).status_code == 302
    kept = SurveyShare.objects.get()
    page = f"/staff/calls/set-up/survey/{kept.pk}/"
    assert "25 of 100" in leader.get("/staff/calls/set-up/survey/").text
    assert leader.post(page, {"share": "0"}).status_code == 302
    assert "Nobody" in leader.get("/staff/calls/set-up/survey/").text
    assert at_desk(world, "stranger").get(page).status_code in (403, 404)
    assert leader.get(f"{page}forget/").status_code == 405
    assert leader.post(f"{page}forget/").status_code == 302
    assert not SurveyShare.objects.exists()
