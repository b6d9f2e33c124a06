"""The shipped procedures: without a fault, honest about outcomes, and fitting the shipped forms."""

from __future__ import annotations

import pytest

from civichub.forms.parsing import parse_form
from civichub.forms.shipped import shipped_sources as shipped_forms
from civichub.procedures import engine
from civichub.procedures.definition import Procedure
from civichub.procedures.parsing import lint, parse_procedure
from civichub.procedures.shipped import shipped_sources

KEYS = sorted(set(shipped_forms()) - {"equality"})


def test_every_shipped_form_has_its_procedure() -> None:
    assert sorted(shipped_sources()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_shipped_procedure_has_no_problem_and_is_called_like_its_file(key: str) -> None:
    assert lint(shipped_sources()[key]) == []
    assert parse_procedure(shipped_sources()[key]).key == key


def conditions(procedure: Procedure) -> set[str]:
    parts = [*procedure.tasks, *procedure.transitions, *procedure.clocks, *procedure.messages]
    return {name for part in parts if part.when for name in part.when.names}


@pytest.mark.parametrize("key", KEYS)
def test_conditions_name_questions_that_the_form_asks(key: str) -> None:
    asked = {f"answers.{question.key}" for question in parse_form(shipped_forms()[key]).questions}
    assert conditions(parse_procedure(shipped_sources()[key])) <= asked


@pytest.mark.parametrize("key", KEYS)
def test_what_every_resident_may_expect(key: str) -> None:
    procedure = parse_procedure(shipped_sources()[key])
    assert any(clock.audience == "promise" and clock.resident for clock in procedure.clocks)
    assert any(message.event == "opened" and message.to == "customer" for message in procedure.messages)
    assert procedure.reopenings
    assert any(not outcome.resolves for outcome in procedure.outcomes), "a procedure must be able to say no"
    assert any(outcome.resolves for outcome in procedure.outcomes)
    assert procedure.sensitive == parse_form(shipped_forms()[key]).sensitive or key == "bus-pass"
    for step in procedure.transitions:
        refuses = {name for name in step.outcomes if not procedure.outcome(name).resolves}
        quiet = {"withdrawn", "duplicate", "no_reply", "declined", "died", "not_resident"}
        if refuses - quiet and step.by == ("staff",):
            assert {"note", "reason"} & step.requires, f"{key}: {step.key} says no without saying why"


@pytest.mark.parametrize("key", KEYS)
def test_the_diagram_can_be_drawn(key: str) -> None:
    assert engine.diagram(parse_procedure(shipped_sources()[key])).count("-->") > 4


def test_a_birth_has_an_appointment_in_five_working_days_and_a_stillbirth_in_two() -> None:
    procedure = parse_procedure(shipped_sources()["birth-registration"])
    assert procedure.clock("appointment").rule.amount == 5
    assert procedure.clock("still_birth").rule.amount == 2


def test_social_care_outcomes_carry_their_tier() -> None:
    procedure = parse_procedure(shipped_sources()["adult-social-care"])
    tiers = [outcome.key for outcome in procedure.outcomes if outcome.key.startswith("tier_")]
    assert tiers == [f"tier_{number}" for number in range(6)]
