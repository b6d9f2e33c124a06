"""How a clock is counted: a shipped rule by name, or one written out; both end as a `core.clocks.Rule`."""

from __future__ import annotations

import re
from dataclasses import replace

from civichub.core.clocks import OFFICE, ClockError, Ground, Rule, parse_rule, shipped_calendars
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.problems import Place, did_you_mean
from civichub.core.definitions.reader import Mapping, Node, Scalar


def read_counting(fields: Fields, *, key: str, name: str, start: str, stop: str) -> Rule | None:
    """The rule under ``rule:`` or ``count:`` of `fields`, or None together with a problem.

    ``rule: foi_s10_20wd_uk_any_part`` borrows a shipped rule. ``count:`` holds calendar, unit and amount, and may hold
    day_one, out_of_hours, warn_before, extensions, source, url and note as in docs/explanation/clocks.md.
    """
    named, count = fields.text("rule"), fields.mapping("count", what=f"the counting of {fields.what}")
    if bool(named) == (count is not None):
        fields.problems.add(
            fields.node, f"{fields.what} does not say how it is counted", "write either rule: or count:"
        )
        return None
    if count is None:
        data: dict[str, object] = {"rule": named, "name": name}
        node: Node = fields.place("rule")
    else:
        data, node = _written_out(count, key, name, start, stop), count.node
    try:
        return parse_rule(data, where="count")
    except ClockError as error:
        advice = str(error).removeprefix(f"{error.field}: ")
        fields.problems.add(_find(node, str(error.field or "")), f"{fields.what}: {advice}".rstrip("."))
        return None


def _written_out(count: Fields, key: str, name: str, start: str, stop: str) -> dict[str, object]:
    data = {k.text: plain(v) for k, v in count.node.entries}
    day_one, out_of_hours = data.pop("day_one", None), data.pop("out_of_hours", None)
    begin = {"event": start, "day_one": day_one, "out_of_hours": out_of_hours}
    calendar = data.get("calendar")
    if isinstance(calendar, str) and calendar not in _calendars():
        message = f'"{calendar}" is not a calendar'
        count.problems.add(count.place("calendar"), message, did_you_mean(calendar, _calendars()))
    data.setdefault("source", "This procedure")
    return {
        **data,
        "id": key,
        "name": name,
        "start": {part: value for part, value in begin.items() if value is not None},
        "stop": stop,
    }


def _calendars() -> tuple[str, ...]:
    return (*(calendar.id for calendar in shipped_calendars()), OFFICE)


def plain(node: Node) -> object:
    """A node as plain data: unquoted digits become whole numbers, everything else stays text."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Scalar):
        is_number = not node.quoted and re.fullmatch(r"-?\d{1,9}", node.text)
        return int(node.text) if is_number else (node.text or None)
    return [plain(item) for item in node.items]


def _find(node: Node, path: str) -> Place:
    """The node at a path such as ``count.extensions.grounds[0].limit``, or the nearest above it."""
    for name in re.findall(r"\w+", path)[1:]:
        inner: Node | None = None
        if isinstance(node, Mapping):
            inner = node.get(name)
        elif name.isdigit() and not isinstance(node, Scalar) and int(name) < len(node.items):
            inner = node.items[int(name)]
        if inner is None:
            return node
        node = inner
    return node


def with_pause(rule: Rule, ground: str, words: str, *, restarts: bool = False) -> Rule:
    """`rule` with a further ground for pauses, and where it `restarts` for beginning anew, unless it has it already."""
    for kind in ("pauses", "restarts") if restarts else ("pauses",):
        if not rule.ground(kind, ground):
            rule = replace(rule, **{kind: (*getattr(rule, kind), Ground(ground, words))})
    return rule
