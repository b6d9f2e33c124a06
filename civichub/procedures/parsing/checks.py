"""What shows only in the whole procedure: names that refer to each other, stages without a way in or out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civichub.core.definitions.problems import Place, Problems, did_you_mean
from civichub.procedures.definition import CLOCK_EVENTS, CUSTOMER_REPLIED, OUTCOME, PLAIN_EVENTS, Procedure, Transition


def check_procedure(procedure: Procedure, problems: Problems) -> None:
    """Note every fault of `procedure` that lies between its parts."""
    for noun, items in (
        ("stage", procedure.stages),
        ("transition", procedure.transitions),
        ("outcome", procedure.outcomes),
        ("clock", procedure.clocks),
        ("task", procedure.tasks),
        ("decision limit", procedure.decisions),
        ("recourse", procedure.recourses),
    ):
        _unique([(item.key, item.place) for item in items], noun, problems)
    _transitions(procedure, problems)
    _ways(procedure, problems)
    _outcomes(procedure, problems)
    _clocks(procedure, problems)
    for message in procedure.messages:
        _event(message.event, message.place, procedure, problems)
    for recourse in procedure.recourses:
        for event in recourse.events:
            _event(event, recourse.place, procedure, problems)
    _reopening(procedure, problems)


def _unique(named: Sequence[tuple[str, Place]], noun: str, problems: Problems) -> None:
    first: dict[str, int] = {}
    for name, place in named:
        if name in first:
            message = f'the {noun} "{name}" is there twice; the first is on line {first[name]}'
            problems.add(place, message, "give it another name")
        first.setdefault(name, place.line)


def _transitions(procedure: Procedure, problems: Problems) -> None:
    stages = {stage.key: stage for stage in procedure.stages}
    outcomes = {outcome.key for outcome in procedure.outcomes}
    decisions = {limit.key for limit in procedure.decisions}
    for step in procedure.transitions:
        for name in (*step.sources, step.target):
            if name and name not in stages:
                message = f'transition "{step.key}" names "{name}", which is not a stage'
                problems.add(step.place, message, did_you_mean(name, stages))
        for name in step.sources:
            if name in stages and stages[name].is_closed:
                message = f'transition "{step.key}" leaves the closed stage "{name}"'
                problems.add(step.place, message, "closed cases come back by reopen: only")
        for name in set(step.outcomes) - outcomes:
            message = f'transition "{step.key}" offers "{name}", which is not an outcome'
            problems.add(step.place, message, did_you_mean(name, outcomes))
        if step.decision and step.decision not in decisions:
            message = f'transition "{step.key}" needs the decision limit "{step.decision}", which does not exist'
            problems.add(step.place, message, did_you_mean(step.decision, decisions))
        _of_steps(step, procedure, problems)
        if "decision" in step.requires and not step.decision:
            message = f'transition "{step.key}" requires a decision, but does not say which'
            problems.add(step.place, message, "add decision: and the key of a decision limit")
        if step.target in stages:
            _closing(step, stages[step.target].is_closed, problems)


def _of_steps(step: Transition, procedure: Procedure, problems: Problems) -> None:
    steps = {other.key for other in procedure.transitions}
    for name in step.not_by:
        if name not in steps:
            message = f'transition "{step.key}" is not for who did "{name}", which is not a transition'
            problems.add(step.place, message, did_you_mean(name, steps))
    if step.on and step.on != CUSTOMER_REPLIED:
        message = f'the hub cannot take "{step.key}" on "{step.on}"'
        problems.add(step.place, message, did_you_mean(step.on, [CUSTOMER_REPLIED]))
    if step.on and step.requires:
        message = f'the hub cannot take "{step.key}" by itself: it requires something'
        problems.add(step.place, message, "remove requires:, or on:")


def _closing(step: Transition, closes: bool, problems: Problems) -> None:
    if closes and OUTCOME not in step.requires:
        message = f'transition "{step.key}" closes the case without an outcome'
        problems.add(step.place, message, "add requires: [outcome] and outcomes:")
    elif OUTCOME in step.requires and not step.outcomes:
        message = f'transition "{step.key}" requires an outcome and offers none'
        problems.add(step.place, message, "list the ones to choose from under outcomes:")
    if not closes and step.outcomes:
        message = f'transition "{step.key}" gives an outcome, but the case stays open'
        problems.add(step.place, message, "remove outcomes:, or let it lead to a closed stage")


def _ways(procedure: Procedure, problems: Problems) -> None:
    """Every stage can be reached from the first, and can reach a closed one."""
    if not procedure.stages:
        return
    first, stages = procedure.stages[0], procedure.stages
    if first.is_closed:
        problems.add(first.place, f'the first stage "{first.key}" is closed', "put an open stage first")
    if not any(stage.is_closed for stage in stages):
        problems.add(first.place, "no stage is closed", "add a stage with kind: closed")
    forward = {(source, step.target) for step in procedure.transitions for source in step.sources}
    forward |= {(stage.key, rule.to) for rule in procedure.reopenings for stage in stages if stage.is_closed}
    reached = _spread({first.key}, forward)
    ends = {stage.key for stage in stages if stage.is_closed}
    finishing = _spread(ends, {(target, source) for source, target in forward})
    for stage in stages:
        if stage.key not in reached:
            problems.add(stage.place, f'nothing leads to stage "{stage.key}"', "add a transition to it, or remove it")
        elif stage.is_closed:
            continue
        elif not any(stage.key in step.sources for step in procedure.transitions):
            problems.add(stage.place, f'stage "{stage.key}" is a dead end', "add a transition from it")
        elif ends and stage.key not in finishing:
            problems.add(stage.place, f'from stage "{stage.key}" no case can ever close', "add a way to a closed stage")


def _spread(start: set[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    reached, edges = set(start), tuple(edges)
    while new := {target for source, target in edges if source in reached} - reached:
        reached |= new
    return reached


def _outcomes(procedure: Procedure, problems: Problems) -> None:
    offered = {name for step in procedure.transitions for name in step.outcomes}
    clocks = {clock.key for clock in procedure.clocks}
    for outcome in procedure.outcomes:
        if outcome.key not in offered:
            message = f'no transition offers the outcome "{outcome.key}"'
            problems.add(outcome.place, message, "add it to outcomes: of a transition, or remove it")
        for name in {*outcome.stops, *outcome.starts} - clocks:
            message = f'outcome "{outcome.key}" names "{name}", which is not a clock'
            problems.add(outcome.place, message, did_you_mean(name, clocks))


def _clocks(procedure: Procedure, problems: Problems) -> None:
    stages = {stage.key for stage in procedure.stages}
    for clock in procedure.clocks:
        for event in (*clock.starts_on, *clock.stops_on):
            _event(event, clock.place, procedure, problems)
        for pause in clock.paused_while:
            if pause.stage not in stages:
                message = f'clock "{clock.key}" pauses in "{pause.stage}", which is not a stage'
                problems.add(clock.place, message, did_you_mean(pause.stage, stages))
        stopped = clock.stops_on or any(clock.key in outcome.stops for outcome in procedure.outcomes)
        if not stopped:
            message = f'nothing stops clock "{clock.key}"'
            problems.add(clock.place, message, "add stops_on: [closed], or name it under stops: of an outcome")


def event_names(procedure: Procedure) -> tuple[str, ...]:
    """Every event that can happen to a case of this procedure."""
    return (
        *PLAIN_EVENTS,
        *(f"stage:{stage.key}" for stage in procedure.stages),
        *(f"transition:{step.key}" for step in procedure.transitions),
        *(f"outcome:{outcome.key}" for outcome in procedure.outcomes),
        *(f"task:{task.key}" for task in procedure.tasks),
        *(f"clock:{clock.key}:{what}" for clock in procedure.clocks for what in CLOCK_EVENTS),
    )


def _event(event: str, place: Place, procedure: Procedure, problems: Problems) -> None:
    if event and event not in event_names(procedure):
        problems.add(place, f'"{event}" is not an event of this procedure', did_you_mean(event, event_names(procedure)))


def _reopening(procedure: Procedure, problems: Problems) -> None:
    open_stages = {stage.key: stage for stage in procedure.stages if not stage.is_closed}
    outcomes = {outcome.key for outcome in procedure.outcomes}
    for rule in procedure.reopenings:
        if rule.to not in open_stages:
            message = f'reopened cases go to "{rule.to}", which is not an open stage'
            problems.add(rule.place, message, did_you_mean(rule.to, open_stages))
        for name in set(rule.after) - outcomes:
            message = f'cases are reopened after "{name}", which is not an outcome'
            problems.add(rule.place, message, did_you_mean(name, outcomes))
