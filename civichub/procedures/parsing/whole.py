"""Clocks, messages, decision limits and reopening, and the procedure that holds them all."""

from __future__ import annotations

from civichub.accounts.roles import Role
from civichub.core.clocks import OFFICE, Rule
from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.fields import Fields, read_pounds
from civichub.core.definitions.problems import Problems, did_you_mean
from civichub.core.definitions.reader import Mapping, Node, Scalar
from civichub.procedures.definition import (
    ACTORS,
    AUDIENCES,
    CORPORATE,
    CORPORATE_COMPLAINT,
    DISCLOSURE_LAWS,
    RECIPIENTS,
    RESTART,
    RESUME,
    STATUTORY,
    Clock,
    DecisionLimit,
    Message,
    PausedWhile,
    Procedure,
    Recourse,
    Reopening,
)
from civichub.procedures.parsing.counting import read_counting, with_pause
from civichub.procedures.parsing.steps import read_known, read_outcome, read_stage, read_transition

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
        recourses=tuple(_recourse(item) for item in fields.items("recourse", "somebody to turn to")),
        reopenings=tuple(_reopening(item) for item in fields.items("reopen", "the reopening rule")),
        sensitive=fields.boolean("sensitive"),
        register=fields.key("register", required=False),
        complaints_by=fields.key("complaints_by", required=False) or CORPORATE_COMPLAINT,
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
    borrowed = rule if fields.node.get("rule") is not None else None
    paused = [_pause(item, borrowed) for item in fields.items("paused_while", "a pause")]
    if rule is not None and borrowed is None:
        for pause, words in paused:
            rule = with_pause(rule, pause.ground, words, restarts=pause.then == RESTART)
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
        paused_while=tuple(pause for pause, _ in paused),
        **read,
    )


def _pause(fields: Fields, borrowed: Rule | None) -> tuple[PausedWhile, str]:
    """A pause and its words. A `borrowed` rule has words, and allows its own grounds only."""
    then = fields.choice("then", (RESUME, RESTART), default=RESUME)
    pause = PausedWhile(fields.key("stage"), fields.key("ground"), then)
    words = fields.text("words", required=borrowed is None, max_length=200)
    fields.finish()
    kinds = {"pauses": "a pause", "restarts": "beginning anew"} if then == RESTART else {"pauses": "a pause"}
    for kind, what in kinds.items() if borrowed else ():
        grounds = [ground.id for ground in getattr(borrowed, kind)]
        if pause.ground not in grounds:
            message = f'the rule does not allow {what} for "{pause.ground}"'
            fields.problems.add(fields.place("ground"), message, did_you_mean(pause.ground, grounds) or "remove it")
    return pause, words


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
    services = fields.raw("services")
    limit = DecisionLimit(
        key,
        fields.text("label", required=True, max_length=200),
        _limits(fields.raw("limits"), fields),
        fields.place("decision"),
        tuple((name.text, _limits(node, fields)) for name, node in services.entries)
        if isinstance(services, Mapping)
        else (),
    )
    fields.finish()
    return limit


def _limits(node: Node | None, fields: Fields) -> tuple[tuple[str, int], ...]:
    rows = []
    for name, value in node.entries if isinstance(node, Mapping) else ():
        if name.text not in Role.values:
            fields.problems.add(name, f'"{name.text}" is not a role', did_you_mean(name.text, Role.values))
        elif isinstance(value, Scalar):
            pence = read_pounds(value, fields.problems, name.text)
            rows += [(name.text, pence)] if pence is not None else []
    if not isinstance(node, Mapping):
        fields.problems.add(fields.place("limits"), f"{fields.what} has no limits", "add limits: with role: £50 lines")
    return tuple(rows)


def _recourse(fields: Fields) -> Recourse:
    key = fields.key("recourse")
    fields.what = f'recourse "{key}"'
    found = Recourse(
        key=key,
        name=fields.text("name", required=True, max_length=200),
        text=fields.text("text", required=True, max_length=500),
        events=fields.texts("when_event"),
        place=fields.place("recourse"),
        phone=fields.text("phone", max_length=40),
        url=fields.text("url", max_length=200),
    )
    fields.finish()
    return found


def _reopening(fields: Fields) -> Reopening:
    days = fields.integer("within_days", default=28, low=1, high=3650)
    found = Reopening(
        days=days or 28,
        to=fields.key("to"),
        place=fields.place("to"),
        after=fields.texts("after"),
        label=fields.text("label", max_length=100),
        by=read_known(fields, "by", ACTORS) or ("staff", "resident"),
    )
    fields.finish()
    return found
