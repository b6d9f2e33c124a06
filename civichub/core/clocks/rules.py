"""Rules as data: what a deadline is counted in, from when, and what may stop, restart or lengthen it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import yaml

from civichub.core.clocks.errors import UnknownRule
from civichub.core.clocks.spec_reading import SpecReader, closest

WORKING_DAYS, CALENDAR_DAYS, MONTHS, OPENING_MINUTES = "working_days", "calendar_days", "months", "opening_minutes"
UNITS = (WORKING_DAYS, CALENDAR_DAYS, MONTHS, OPENING_MINUTES)
DAY_AFTER, SAME_DAY = "day_after", "same_day"
CORRESPONDING, DAY_BEFORE = "corresponding_date", "day_before_corresponding_date"
ANY_GROUND = "any"


@dataclass(frozen=True)
class Ground:
    """A reason the rule accepts for a pause, restart or extension.

    `words` completes the sentence on screens, `source` is its law. `limit` is the most that extensions on this ground
    may add, in the rule's unit; None means that the source sets no limit.
    """

    id: str
    words: str
    limit: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """One way of counting a deadline.

    `amount` is in `unit`; opening time is in minutes. `day_one` says whether counting begins on the day of the start
    event or the day after; months have no day one, they run to the corresponding date (`end_on`). `defer_closed`: what
    comes while the calendar is closed counts as received on the next working day. `roll`: a last day that is no
    working day moves to the next one. `pause_from` says whether the day on which a pause begins counts (`day_after`)
    or not (`same_day`); the day on which it ends never counts. `extension_limit` caps all grounds together.
    `warn_before` is how much earlier, in the unit (days for months), a warning falls due.
    """

    id: str
    name: str
    calendar: str
    unit: str
    amount: int
    start_event: str
    stop_event: str
    source: str
    url: str = ""
    day_one: str = DAY_AFTER
    defer_closed: bool = False
    end_on: str = CORRESPONDING
    roll: bool = False
    pauses: tuple[Ground, ...] = ()
    pause_from: str = DAY_AFTER
    restarts: tuple[Ground, ...] = ()
    extensions: tuple[Ground, ...] = ()
    extension_limit: int | None = None
    warn_before: int | None = None
    note: str = ""

    def ground(self, kind: str, ground_id: str) -> Ground | None:
        """The ground `ground_id` among ``pauses``, ``restarts`` or ``extensions``, or None when not allowed."""
        allowed: tuple[Ground, ...] = getattr(self, kind)
        for ground in allowed:
            if ground.id in (ground_id, ANY_GROUND):
                return ground
        return None


def parse_rule(data: Mapping[str, Any], *, where: str = "clock") -> Rule:
    """A rule from one mapping of data, as in `data/rules/*.yaml` and in the clocks of a procedure.

    Either a rule of its own (keys as in `docs/explanation/clocks.md`), or ``rule: <shipped id>`` with any of ``id``,
    ``name``, ``calendar``, ``start``, ``stop``, ``warn_before`` to suit the procedure. Raises `SpecError` with the path
    and the fix.
    """
    spec = SpecReader(data, where)
    rule = _borrowed(spec) if spec.has("rule") else _own(spec)
    spec.finish()
    return rule


def _borrowed(spec: SpecReader) -> Rule:
    rule_id = spec.text("rule")
    rules = shipped_rules()
    if rule_id not in rules:
        raise spec.refuse("rule", f"there is no shipped rule {rule_id!r}.{closest(rule_id, rules)}")
    base = rules[rule_id]
    start = spec.inner("start")
    event = start.text("event") if start else base.start_event
    if start:
        start.finish()
    return replace(
        base,
        id=spec.text("id", default=base.id),
        name=spec.text("name", default=base.name),
        calendar=spec.text("calendar", default=base.calendar),
        start_event=event,
        stop_event=spec.text("stop", default=base.stop_event),
        warn_before=spec.whole("warn_before", required=False) or base.warn_before,
    )


def _own(spec: SpecReader) -> Rule:
    unit, amount, scale = _unit_and_amount(spec)
    warning = spec.whole("warn_before", required=False)
    start = spec.inner("start") or SpecReader({}, spec.path("start"))
    day_one = start.choice("day_one", (DAY_AFTER, SAME_DAY), default=DAY_AFTER)
    if start.has("day_one") and unit not in (WORKING_DAYS, CALENDAR_DAYS):
        raise start.refuse("day_one", "remove it: only days have a first day.")
    defer = start.choice("out_of_hours", ("counts", "next_working_day"), default="counts") == "next_working_day"
    event = start.text("event")
    end = spec.inner("end") or SpecReader({}, spec.path("end"))
    end_on = end.choice("date", (CORRESPONDING, DAY_BEFORE), default=CORRESPONDING)
    if end.has("date") and unit != MONTHS:
        raise end.refuse("date", "remove it: only months end on a corresponding date.")
    roll = end.choice("roll", ("none", "next_working_day"), default="none") == "next_working_day"
    start.finish()
    end.finish()
    pauses, pause_from, _ = _grounds(spec, "pauses", scale)
    extensions, _, limit = _grounds(spec, "extensions", scale)
    return Rule(
        id=spec.text("id"),
        name=spec.text("name"),
        calendar=spec.text("calendar"),
        unit=unit,
        amount=amount,
        start_event=event,
        stop_event=spec.text("stop"),
        source=spec.text("source"),
        url=spec.text("url", default=""),
        day_one=day_one,
        defer_closed=defer,
        end_on=end_on,
        roll=roll,
        pauses=pauses,
        pause_from=pause_from,
        restarts=_grounds(spec, "restarts", scale)[0],
        extensions=extensions,
        extension_limit=limit,
        warn_before=warning and warning * scale,
        note=spec.text("note", default=""),
    )


def _unit_and_amount(spec: SpecReader) -> tuple[str, int, int]:
    """Unit, amount in it, and by what the other figures of the rule are multiplied: hours are kept as minutes."""
    unit = spec.choice("unit", (*UNITS, "opening_hours"))
    scale = 60 if unit == "opening_hours" else 1
    return (OPENING_MINUTES if scale == 60 else unit), spec.whole("amount") * scale, scale


def _grounds(spec: SpecReader, kind: str, scale: int) -> tuple[tuple[Ground, ...], str, int | None]:
    """Grounds of one kind, whether the first day of a pause counts, and the limit over all extension grounds."""
    inner = spec.inner(kind)
    if inner is None:
        return (), DAY_AFTER, None
    first = inner.choice("from", (DAY_AFTER, SAME_DAY), default=DAY_AFTER) if kind == "pauses" else DAY_AFTER
    limit = inner.whole("limit", required=False) if kind == "extensions" else None
    found = []
    for at, item in enumerate(inner.items("grounds")):
        one = SpecReader(item, f"{inner.path('grounds')}[{at}]")
        own = one.whole("limit", required=False) if kind == "extensions" else None
        found.append(Ground(one.text("id"), one.text("words"), own and own * scale, one.text("source", default="")))
        one.finish()
    inner.finish()
    if not found:
        raise inner.refuse("grounds", "list at least one ground with id and words, or remove the whole key.")
    return tuple(found), first, limit and limit * scale


@functools.lru_cache(maxsize=1)
def shipped_rules() -> Mapping[str, Rule]:
    """Every rule of `data/rules/*.yaml` by id. Raises `SpecError` when two have the same id."""
    found: dict[str, Rule] = {}
    folder = resources.files(__package__).joinpath("data/rules")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for at, entry in enumerate(yaml.safe_load(file.read_text("utf-8"))["rules"]):
            spec = SpecReader(entry, f"{file.name}: rules[{at}]")
            rule = _own(spec)
            spec.finish()
            if rule.id in found:
                raise spec.refuse("id", f"{rule.id} is used twice; ids are unique.")
            found[rule.id] = rule
    return found


def shipped_rule(rule_id: str) -> Rule:
    """The shipped rule of that id. Raises `UnknownRule` with the nearest name."""
    known = shipped_rules()
    if rule_id not in known:
        raise UnknownRule(f"There is no rule {rule_id!r}.{closest(rule_id, known)}", field="rule")
    return known[rule_id]
