"""Every fault that a procedure can have is named with its line and what to do."""

from __future__ import annotations

import pytest

from civichub.core.definitions.problems import DefinitionError
from civichub.procedures.parsing import lint, parse_procedure

GOOD = """\
procedure: repair
title: Repair
stages:
  - stage: received
    resident: We have it
    staff: New
    tasks:
      - task: look
        title: Look at it
        due: {count: {calendar: england, unit: working_days, amount: 5}}
  - stage: waiting
    kind: waiting
    resident: We asked you
    staff: Waiting
  - stage: closed
    kind: closed
    resident: Finished
    staff: Closed
transitions:
  - transition: ask
    label: Ask
    from: received
    to: waiting
  - transition: hear
    label: They answered
    from: waiting
    to: received
  - transition: close
    label: Close
    from: [received, waiting]
    to: closed
    requires: [outcome, decision]
    decision: cost
    outcomes: [fixed]
outcomes:
  - outcome: fixed
    label: Fixed
    resident: We fixed it.
    resolves: yes
    stops: all
clocks:
  - clock: repair
    label: Repair
    audience: promise
    starts_on: opened
    stops_on: closed
    count:
      calendar: england
      unit: working_days
      amount: 5
    paused_while:
      - stage: waiting
        ground: customer
        words: we wait for the customer
messages:
  - when_event: opened
    template: case_received
decision_limits:
  - decision: cost
    label: Cost
    limits: {service_officer: £100}
reopen: {within_days: 28, to: received}
"""
BORROWED = """\
  - clock: foi
    label: Answer
    audience: statutory
    rule: foi_s10_20wd_uk_any_part
    starts_on: opened
    stops_on: closed
messages:
"""
COUNT = "    count:\n      calendar: england\n      unit: working_days\n      amount: 5\n"


def test_the_sample_is_good() -> None:
    assert lint(GOOD) == []
    assert lint(GOOD.replace("messages:\n", BORROWED)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Repair\n", "", 'line 1: the procedure has no "title"; add title:'),
        ("title: Look", "tite: Look", 'line 8: task "look" has no "title"; add title:'),
        ("    kind: waiting", "    kind: wating", 'line 12: "wating" is not a kind; did you mean "waiting"?'),
        ("amount: 5}}", "amount: 0}}", 'line 10: the deadline of task "look": write a whole number of at least 1'),
        ("calendar: england,", "calendar: englnd,", 'line 10: "englnd" is not a calendar; did you mean "england"?'),
        (
            "    to: waiting",
            "    to: waitng",
            'line 20: transition "ask" names "waitng", which is not a stage; did you mean',
        ),
        ("    from: waiting", "    from: closed", 'line 24: transition "hear" leaves the closed stage "closed"'),
        (
            "    from: [received, waiting]",
            "    from: received\n    by: [staf]",
            'line 31: "staf" is not known under by',
        ),
        (
            "    label: Ask\n",
            "    label: Ask\n    power: case.atc\n",
            'line 22: "case.atc" is not a power; did you mean',
        ),
        ("requires: [outcome, decision]", "requires: [outcom]", 'line 32: "outcom" is not known under requires'),
        ("requires: [outcome, decision]", "requires: [note]", 'line 28: transition "close" closes the case without an'),
        ("    outcomes: [fixed]\n", "", 'line 28: transition "close" requires an outcome and offers none'),
        ("outcomes: [fixed]", "outcomes: [fixd]", 'line 28: transition "close" offers "fixd", which is not an outcome'),
        (
            "    to: waiting\n",
            "    to: waiting\n    outcomes: [fixed]\n",
            'line 20: transition "ask" gives an outcome, but',
        ),
        (
            "    decision: cost\n    o",
            "    decision: cots\n    o",
            'line 28: transition "close" needs the decision limit "cots"',
        ),
        (
            "    decision: cost\n    o",
            "    o",
            'line 28: transition "close" requires a decision, but does not say which',
        ),
        ("    kind: closed\n", "", "line 4: no stage is closed; add a stage with kind: closed"),
        (
            "  - stage: received\n",
            "  - stage: received\n    kind: closed\n",
            'line 4: the first stage "received" is closed',
        ),
        (
            "    to: waiting\n",
            "    to: received\n",
            'line 11: nothing leads to stage "waiting"; add a transition to it',
        ),
        (
            "    resident: We asked you\n    staff: Waiting\n",
            "    resident: We asked you\n    staff: Waiting\n  - stage: lost\n    resident: x\n    staff: x\n",
            'line 15: nothing leads to stage "lost"',
        ),
        (
            "  - transition: hear",
            "  - transition: ask",
            'line 24: the transition "ask" is there twice; the first is on line 20',
        ),
        ("    resolves: yes\n", "", 'line 36: outcome "fixed" does not say whether it resolves what was asked for'),
        (
            "    stops: all",
            "    stops: [reapir]",
            'line 36: outcome "fixed" names "reapir", which is not a clock; did you mean',
        ),
        ("audience: promise", "audience: promis", 'line 44: "promis" is not a audience; did you mean "promise"?'),
        (
            "starts_on: opened",
            "starts_on: openend",
            'line 42: "openend" is not an event of this procedure; did you mean',
        ),
        (
            "stops_on: closed",
            "stops_on: stage:closd",
            'line 42: "stage:closd" is not an event of this procedure; did you mean',
        ),
        (
            "      unit: working_days\n      amount: 5\n    paused",
            "      unit: workin_days\n      amount: 5\n    paused",
            'line 49: clock "repair": use working_days',
        ),
        (COUNT, "", 'line 42: clock "repair" does not say how it is counted; write either rule: or count:'),
        (COUNT, "    rule: foi_s10_20wd\n", 'line 47: clock "repair": there is no shipped rule'),
        (
            "      - stage: waiting\n        ground",
            "      - stage: waitng\n        ground",
            'line 42: clock "repair" pauses in "waitng"',
        ),
        ("when_event: opened", "when_event: open", 'line 56: "open" is not an event of this procedure; did you mean'),
        ("service_officer: £100", "service_oficer: £100", 'line 61: "service_oficer" is not a role; did you mean'),
        ("service_officer: £100", "service_officer: 100", 'line 61: "service_officer" is "100"; write it with a pound'),
        ("to: received}", "to: closed}", 'line 62: reopened cases go to "closed", which is not an open stage'),
        ("within_days: 28", "within_days: 0", 'line 62: "within_days" is "0"; write a whole number from 1'),
        (
            "    template: case_received\n",
            "    template: case_received\n    when: organisation = 3\n",
            "line 58: a single = does not",
        ),
    ],
)
def test_each_fault_is_named_with_its_line_and_its_fix(old: str, new: str, said: str) -> None:
    assert old in GOOD
    problems = [str(problem) for problem in lint(GOOD.replace(old, new, 1))]
    assert any(problem.startswith(said) for problem in problems), problems


def test_a_stage_without_a_way_out_is_a_dead_end() -> None:
    text = GOOD.replace("  - transition: hear\n    label: They answered\n    from: waiting\n    to: received\n", "")
    text = text.replace("from: [received, waiting]", "from: received")
    assert [str(problem) for problem in lint(text)] == [
        'line 11: stage "waiting" is a dead end; add a transition from it'
    ]


def test_a_circle_without_an_end_is_found() -> None:
    text = GOOD.replace("    to: received\n", "    to: lost\n", 1).replace(
        "from: [received, waiting]", "from: received"
    )
    circle = "  - stage: lost\n    resident: x\n    staff: x\n  - stage: closed\n"
    text = text.replace("  - stage: closed\n", circle).replace("from: waiting", "from: [waiting, lost]")
    said = [str(problem) for problem in lint(text)]
    assert 'line 15: from stage "lost" no case can ever close; add a way to a closed stage' in said


def test_a_clock_that_nothing_stops_is_found() -> None:
    text = GOOD.replace("    stops_on: closed\n", "").replace("    stops: all\n", "")
    assert 'nothing stops clock "repair"' in str(lint(text)[0])


def test_a_borrowed_rule_allows_only_its_own_pauses() -> None:
    text = GOOD.replace("messages:\n", BORROWED).replace("foi_s10_20wd_uk_any_part", "sar_1_month_eng")
    pause = "    stops_on: closed\n    paused_while: [{stage: waiting, ground: holidays}]\nmessages:\n"
    text = text.replace("    stops_on: closed\nmessages:\n", pause)
    assert any('the rule does not allow a pause for "holidays"' in str(problem) for problem in lint(text))
    assert lint(text.replace("ground: holidays", "ground: clarification")) == []


def test_all_faults_come_together() -> None:
    text = GOOD.replace("title: Repair\n", "").replace("to: waiting", "to: nowhere").replace("openend", "opened")
    with pytest.raises(DefinitionError) as refused:
        parse_procedure(text)
    assert len(refused.value.problems) >= 3


@pytest.mark.parametrize("text", ["", "[]", "x", "procedure: {}", "procedure: x\nstages: [a]\nclocks: [[]]"])
def test_texts_that_are_no_procedure_get_problems_and_no_crash(text: str) -> None:
    assert lint(text)
