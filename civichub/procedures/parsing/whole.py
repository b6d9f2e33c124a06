"""Clocks, messages, decision limits and reopening, and the procedure that holds them all."""

from __future__ import annotations

from civichub.accounts.roles import Role
from civichub.core.clocks import OFFICE, Rule
from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.fields import Fields, read_pounds
from civichub.core.definitions.problems import Problems, did_you_mean
from civichub.core.definitions.reader import Mapping, Scalar
from civichub.procedures.definition import (
    AUDIENCES,
    CORPORATE,
    DISCLOSURE_LAWS,
    RECIPIENTS,
    STATUTORY,
    Clock,
    DecisionLimit,
    Message,
    PausedWhile,
    Procedure,
    Reopening,
)
from civichub.procedures.parsing.counting import read_counting, with_pause
from civichub.procedures.parsing.steps import read_outcome, read_stage, read_transition

MAX_STAGES = 40


def read_procedure(node: Mapping, problems: Problems, conditions: Conditions) -> Procedure:
    """The procedure in `node`, with its references not yet checked."""
    fields = Fields(node, problems, "the procedure")
    clocks = tuple(clock for item in fields.items("clocks", "a clock") if (clock := _clock(item, conditions)))
    names = tuple(clock.key for clock in clocks)
    procedure = Procedure(
        key=fields.key("procedure"),
        title=fields.text("title", required=True, max_length=200),
        stages=tuple(read_stage(item, conditions) for item in fields.items("stages", "a stage", required=True)),
        transitions=tuple(
            read_transition(item, conditions) for item in fields.items("transitions", "a transition", required=True)
        ),
        outcomes=tuple(read_outcome(item, names) for item in fields.items("outcomes", "an outcome", required=True)),
        clocks=clocks,
        messages=tuple(_message(item, conditions) for item in fields.items("messages", "a message")),
        decisions=tuple(_decision(item) for item in fields.items("decision_limits", "a decision limit")),
        reopening=_reopening(fields.mapping("reopen", what="the reopening rule")),
        sensitive=fields.boolean("sensitive"),
        disclosure=fields.choice("disclosure", DISCLOSURE_LAWS),
    )
    fields.finish()
    if len(procedure.stages) > MAX_STAGES:
        problems.add(fields.place("stages"), f"there are {len(procedure.stages)} stages", f"keep to {MAX_STAGES}")
    return procedure


def _clock(fields: Fields, conditions: Conditions) -> Clock | None:
    key = fields.key("clock")
    fields.what = f'clock "{key}"'
    label = fields.text("label", required=True, max_length=200)
    starts = fields.texts("starts_on") or ("opened",)
    stops = fields.texts("stops_on")
    rule = read_counting(fields, key=key, name=label, start=starts[0], stop=stops[0] if stops else "closed")
    paused: list[PausedWhile] = []
    borrowed = fields.node.get("rule") is not None
    for item in fields.items("paused_while", "a pause"):
        pause = PausedWhile(item.key("stage"), item.key("ground"))
        words = item.text("words", required=not borrowed, max_length=200)
        item.finish()
        paused.append(pause)
        if rule and not borrowed:
            rule = with_pause(rule, pause.ground, words)
        elif rule and not rule.ground("pauses", pause.ground):
            grounds = [ground.id for ground in rule.pauses]
            message = f'the rule does not allow a pause for "{pause.ground}"'
            fields.problems.add(item.place("ground"), message, did_you_mean(pause.ground, grounds) or "remove it")
    read = {
        "audience": _audience(fields, rule),
        "resident": fields.text("resident", max_length=300),
        "when": conditions.read(fields, "when"),
    }
    fields.finish()
    if rule is None:
        return None
    return Clock(
        key=key,
        label=label,
        rule=rule,
        starts_on=starts,
        stops_on=stops,
        place=fields.place("clock"),
        paused_while=tuple(paused),
        **read,
    )


def _audience(fields: Fields, rule: Rule | None) -> str:
    """A statutory clock runs on days that an office chooses to close: the law counts them."""
    audience = fields.choice("audience", AUDIENCES, default=CORPORATE, required=True)
    if audience == STATUTORY and rule is not None and rule.calendar == OFFICE:
        message = f"{fields.what} is statutory and counts office hours"
        fields.problems.add(fields.place("audience"), message, "use a calendar of the law, such as uk_any_part")
    return audience


def _message(fields: Fields, conditions: Conditions) -> Message:
    event = fields.text("when_event", required=True)
    fields.what = f'the message on "{event}"'
    message = Message(
        event=event,
        template=fields.text("template", required=True, max_length=60),
        to=fields.choice("to", RECIPIENTS, default="customer"),
        place=fields.place("when_event"),
        when=conditions.read(fields, "when"),
    )
    fields.finish()
    return message


def _decision(fields: Fields) -> DecisionLimit:
    key = fields.key("decision")
    fields.what = f'decision limit "{key}"'
    node, rows = fields.raw("limits"), []
    for name, value in node.entries if isinstance(node, Mapping) else ():
        if name.text not in Role.values:
            fields.problems.add(name, f'"{name.text}" is not a role', did_you_mean(name.text, Role.values))
        elif isinstance(value, Scalar):
            pence = read_pounds(value, fields.problems, name.text)
            rows += [(name.text, pence)] if pence is not None else []
    if not isinstance(node, Mapping):
        fields.problems.add(fields.place("limits"), f"{fields.what} has no limits", "add limits: with role: £50 lines")
    limit = DecisionLimit(
        key, fields.text("label", required=True, max_length=200), tuple(rows), fields.place("decision")
    )
    fields.finish()
    return limit


def _reopening(fields: Fields | None) -> Reopening | None:
    if fields is None:
        return None
    days = fields.integer("within_days", default=28, low=1, high=3650)
    found = Reopening(days or 28, fields.key("to"))
    fields.finish()
    return found
