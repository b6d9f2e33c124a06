"""Stages, transitions and outcomes of a procedure, from their YAML."""

from __future__ import annotations

from civichub.accounts.roles import POWERS
from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.problems import did_you_mean
from civichub.core.definitions.reader import Mapping, Scalar
from civichub.procedures.definition import ACTORS, OPEN, REQUIREMENTS, STAGE_KINDS, Outcome, Stage, Task, Transition
from civichub.procedures.parsing.counting import read_counting


def read_stage(fields: Fields, conditions: Conditions) -> Stage:
    """The stage in `fields`."""
    key = fields.key("stage")
    fields.what = f'stage "{key}"'
    stage = Stage(
        key=key,
        kind=fields.choice("kind", STAGE_KINDS, default=OPEN),
        resident=fields.text("resident", required=True, max_length=200),
        staff=fields.text("staff", required=True, max_length=200),
        place=fields.place("stage"),
        explains=fields.text("explains", max_length=1000),
        next_actions=fields.texts("next_actions"),
        aside=fields.boolean("aside"),
        tasks=tuple(_task(item, conditions) for item in fields.items("tasks", "a task")),
    )
    fields.finish()
    return stage


def _task(fields: Fields, conditions: Conditions) -> Task:
    key = fields.key("task")
    fields.what = f'task "{key}"'
    title = fields.text("title", required=True, max_length=200)
    due = fields.mapping("due", what=f"the deadline of {fields.what}")
    rule = None
    if due is not None:
        rule = read_counting(due, key=key, name=title, start="task made", stop="task done")
        due.finish()
    task = Task(
        key=key,
        title=title,
        place=fields.place("task"),
        queue=fields.key("queue", required=False),
        due=rule,
        checklist=fields.texts("checklist"),
        when=conditions.read(fields, "when"),
        must_finish=fields.boolean("must_finish"),
    )
    fields.finish()
    return task


def read_transition(fields: Fields, conditions: Conditions) -> Transition:
    """The transition in `fields`."""
    key = fields.key("transition")
    fields.what = f'transition "{key}"'
    transition = Transition(
        key=key,
        label=fields.text("label", required=True, max_length=100),
        sources=_some(fields, "from", required=True),
        target=fields.key("to"),
        place=fields.place("transition"),
        power=fields.choice("power", POWERS, default="case.act"),
        by=read_known(fields, "by", ACTORS) or ("staff",),
        requires=frozenset(read_known(fields, "requires", REQUIREMENTS)),
        outcomes=_some(fields, "outcomes"),
        reasons=_pairs(fields, "reasons"),
        decision=fields.key("decision", required=False),
        confirm=fields.text("confirm", max_length=500),
        when=conditions.read(fields, "when"),
        not_by=_some(fields, "not_by"),
        on=fields.text("on", max_length=60),
    )
    fields.finish()
    return transition


def _some(fields: Fields, name: str, *, required: bool = False) -> tuple[str, ...]:
    if required:
        fields.sequence(name, required=True)
    return fields.texts(name)


def read_known(fields: Fields, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The list called `name`, with a problem for every word that is not one of `choices`."""
    words = fields.texts(name)
    for word in words:
        if word not in choices:
            fields.problems.add(fields.place(name), f'"{word}" is not known under {name}', did_you_mean(word, choices))
    return words


def _pairs(fields: Fields, name: str) -> tuple[tuple[str, str], ...]:
    node = fields.raw(name)
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        fields.problems.add(node, f'"{name}" of {fields.what} must hold key: words lines', "write them as key: words")
        return ()
    return tuple((key.text, value.text) for key, value in node.entries if isinstance(value, Scalar))


def read_outcome(fields: Fields, clocks: tuple[str, ...]) -> Outcome:
    """The outcome in `fields`; ``stops: all`` means every one of `clocks`."""
    key = fields.key("outcome")
    fields.what = f'outcome "{key}"'
    stops = _some(fields, "stops")
    outcome = Outcome(
        key=key,
        label=fields.text("label", required=True, max_length=100),
        resident=fields.text("resident", required=True, max_length=600),
        place=fields.place("outcome"),
        resolves=fields.boolean("resolves"),
        first_contact=fields.boolean("first_contact"),
        stops=clocks if stops == ("all",) else stops,
        starts=_some(fields, "starts"),
        tells=fields.text("tells", max_length=60),
        asks_feedback=fields.boolean("asks_feedback", default=True),
        counts_as=fields.key("counts_as", required=False),
    )
    if fields.node.get("resolves") is None:
        message = f"{fields.what} does not say whether it resolves what was asked for"
        fields.problems.add(outcome.place, message, "add resolves: yes or resolves: no")
    fields.finish()
    return outcome
