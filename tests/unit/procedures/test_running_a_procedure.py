"""Who may take which step, what it needs, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.procedures import engine
from civichub.procedures.engine import Facts, Filling
from civichub.procedures.parsing import parse_procedure
from civichub.procedures.shipped import shipped_sources

POTHOLE = parse_procedure(shipped_sources()["pothole"])
TODAY = date(2026, 11, 22)
CALM, DANGEROUS = Facts(TODAY, {"danger": "no"}), Facts(TODAY, {"danger": "yes"})
STAFF = frozenset({"case.act"})


def keys(steps: tuple[engine.Transition, ...]) -> list[str]:
    return [step.key for step in steps]


def test_the_buttons_come_from_the_stage_and_the_powers() -> None:
    steps = engine.allowed_transitions(POTHOLE, "received", STAFF)
    assert keys(steps) == ["send_inspector", "ask_customer", "order_repair", "close", "withdraw"]
    assert engine.allowed_transitions(POTHOLE, "received", frozenset({"case.view"})) == ()
    assert keys(engine.allowed_transitions(POTHOLE, "received", frozenset(), by="resident")) == ["withdraw"]
    assert engine.allowed_transitions(POTHOLE, "closed", STAFF) == ()


def test_a_step_with_a_condition_needs_the_facts() -> None:
    school = parse_procedure(shipped_sources()["school-admission"])
    moving = Facts(TODAY, {"kind": "in_year"})
    assert "ask_schools" in keys(engine.allowed_transitions(school, "received", STAFF, facts=moving))
    assert "into_round" not in keys(engine.allowed_transitions(school, "received", STAFF, facts=moving))
    assert "ask_schools" not in keys(engine.allowed_transitions(school, "received", STAFF))


NOTHING = Filling()


def take(stage: str, key: str, filling: Filling = NOTHING, **more: Any) -> engine.Transition:
    return engine.check_transition(POTHOLE, stage, key, filling, **{"powers": STAFF, "facts": CALM, **more})


def test_a_step_needs_its_stage_its_power_and_what_it_requires() -> None:
    with pytest.raises(TransitionRefused, match="This case is at “closed”"):
        take("closed", "send_inspector")
    with pytest.raises(TransitionRefused):
        take("received", "no_such_step")
    with pytest.raises(NotAllowed):
        take("received", "send_inspector", powers=frozenset())
    with pytest.raises(NotAllowed):
        take("received", "send_inspector", by="resident")
    with pytest.raises(Invalid) as missing:
        take("received", "close", Filling(outcome="fixed"))
    assert set(missing.value.errors) == {"outcome", "note"}
    assert take("received", "close", Filling(outcome="not_ours", note="County road")).target == "closed"


def test_an_unfinished_task_holds_the_case_in_its_stage() -> None:
    with pytest.raises(TransitionRefused, match="Finish this first: Make safe today"):
        take("received", "send_inspector", unfinished_tasks={"make_safe"})
    assert take("received", "send_inspector", unfinished_tasks={"inspect"}).target == "inspecting"


def test_a_reason_must_be_one_of_those_listed() -> None:
    bins = parse_procedure(shipped_sources()["missed-bin"])
    filling = Filling(outcome="not_out", reason="felt_like_it")
    with pytest.raises(Invalid, match="Select a reason from the list"):
        engine.check_transition(bins, "going_back", "not_collected", filling, powers=STAFF)


@pytest.mark.parametrize(
    ("roles", "pence", "said"),
    [
        (["service_officer"], 200_001, "You may decide up to £2,000.00 here. Ask a service manager to decide it."),
        (["service_manager"], 2_000_001, "You may decide up to £20,000.00 here. Nobody has a limit as high as this."),
        (["advisor"], 1, "You may decide up to £0.00 here. Ask a service officer to decide it."),
    ],
)
def test_a_decision_above_the_limit_is_refused_and_says_whom_to_ask(roles: list[str], pence: int, said: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        take("received", "order_repair", Filling(amount_pence=pence), roles=roles)
    assert refused.value.message == said


def test_a_decision_within_the_limit_is_taken() -> None:
    assert take("received", "order_repair", Filling(amount_pence=200_000), roles=["service_officer"])
    with pytest.raises(Invalid, match="amount you have decided"):
        take("received", "order_repair", roles=["service_officer"])
    with pytest.raises(Invalid, match="£0 or more"):
        take("received", "order_repair", Filling(amount_pence=-1), roles=["service_officer"])


def test_opening_starts_clocks_tells_the_customer_and_makes_tasks() -> None:
    follows = engine.effects(POTHOLE, engine.opening_events(POTHOLE), CALM)
    assert [clock.key for clock in follows.start] == ["inspection"]
    assert [message.template for message in follows.messages] == ["case_received"]
    assert follows.tasks == ()
    urgent = engine.effects(POTHOLE, engine.opening_events(POTHOLE), DANGEROUS)
    assert [clock.key for clock in urgent.start] == ["inspection", "danger"]
    assert [task.key for task in urgent.tasks] == ["make_safe"]


def test_waiting_for_the_customer_pauses_and_an_answer_resumes() -> None:
    ask = POTHOLE.transition("ask_customer")
    asked = engine.effects(POTHOLE, engine.events_of(POTHOLE, ask), CALM, left="received")
    assert [(clock.key, pause.ground) for clock, pause in asked.pause] == [("inspection", "customer")]
    back = POTHOLE.transition("customer_answered")
    answered = engine.effects(POTHOLE, engine.events_of(POTHOLE, back), CALM, left="waiting")
    assert [clock.key for clock in answered.resume] == ["inspection"]
    assert answered.pause == ()


def test_closing_stops_every_clock_tells_the_outcome_and_asks_for_feedback() -> None:
    close = POTHOLE.transition("finish_repair")
    events = engine.events_of(POTHOLE, close, "fixed")
    assert events == ("transition:finish_repair", "outcome:fixed", "stage:closed", "closed")
    follows = engine.effects(POTHOLE, events, CALM, left="repair_ordered")
    assert {clock.key for clock in follows.stop} == {"inspection", "repair"}
    assert [message.template for message in follows.messages] == ["case_resolved"]
    assert follows.asks_feedback
    assert follows.start == follows.resume == ()


def test_a_clock_that_is_stopped_is_not_resumed_as_well() -> None:
    close = POTHOLE.transition("close")
    follows = engine.effects(POTHOLE, engine.events_of(POTHOLE, close, "not_found"), CALM, left="waiting")
    assert "inspection" in {clock.key for clock in follows.stop}
    assert follows.resume == ()


def test_reopening_goes_back_for_some_days_and_then_makes_a_new_case() -> None:
    closed = datetime(2026, 11, 1, 12, tzinfo=UTC)
    rule = engine.reopening_after(POTHOLE, "fixed", closed, closed + timedelta(days=28))
    assert rule is not None
    assert engine.reopening_events(rule) == ("reopened", "stage:received")
    assert engine.reopening_after(POTHOLE, "fixed", closed, closed + timedelta(days=28, seconds=1)) is None


def test_an_advisor_sees_which_outcomes_fit_the_first_contact() -> None:
    found = {outcome.key for outcome in engine.first_contact_outcomes(POTHOLE)}
    assert found == {"not_ours", "duplicate", "withdrawn"}


def test_the_diagram_shows_every_stage_and_step() -> None:
    drawn = engine.diagram(POTHOLE)
    assert drawn.startswith("stateDiagram-v2\n")
    assert "    [*] --> received\n" in drawn
    assert "    received --> inspecting : Send to the inspector\n" in drawn
    assert "    closed --> received : Reopen within 28 days\n" in drawn
    for stage in POTHOLE.stages:
        assert stage.key in drawn
