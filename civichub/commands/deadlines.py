"""`civichub deadlines`: check a file of dated examples, show one sum, list the rules. Needs no database.

A file of examples is JSON: ``{"bank_holidays": {"ENG": ["2026-01-01", ...], ...}, "vectors": [{"rule": ...,
"start": "2026-03-03", "due": "2026-04-07"}, ...]}``; the table and the keys ``weekday`` and ``note`` are optional.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civichub.core.clocks import (
    NATIONS,
    Calendars,
    ClockError,
    ClockState,
    Holiday,
    HolidayTable,
    Rule,
    compute_deadline,
    explain,
    shipped_calendars,
    shipped_rule,
    shipped_rules,
)
from civichub.core.clocks.english import number

needs_database = False

PASSED, FAILED, UNUSABLE = 0, 1, 2


class BadFile(Exception):
    """The file or an argument cannot be used. `problems` are sentences naming the field and the fix."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Example:
    """One line of a file: the rule, the start, the date it says is due, and the weekday it says that is."""

    number: int
    rule: Rule
    state: ClockState
    start: str
    due: dt.date
    weekday: str


@dataclass(frozen=True)
class Verdict:
    """An example and what came of it: `fault` is empty when it passed, `proof` the lines of the sum."""

    example: Example
    fault: str
    proof: tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Run `civichub deadlines ...`. Returns 0 when all is well, 1 when an example failed, 2 when input is unusable."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except BadFile as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
    except ClockError as error:
        print(f"error: {error.message}", file=sys.stderr)
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub deadlines", description="Check and explain deadlines.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check dated examples in a JSON file; exit 1 if any fails")
    check.add_argument("file", metavar="FILE", type=Path)
    check.set_defaults(run=_check)
    one = commands.add_parser("explain", help="show the whole sum of one deadline")
    one.add_argument("rule", metavar="RULE", help="a rule id, see `civichub deadlines rules`")
    one.add_argument("start", metavar="START", help="2026-03-03, or 2026-03-03T16:30+00:00")
    one.add_argument(
        "--proclaimed",
        action="append",
        default=[],
        metavar="DATE,NATIONS,NAME,SOURCE",
        help="a holiday proclaimed since, e.g. 2027-06-07,ENG+WLS,Jubilee,Royal Proclamation of 1 May 2027",
    )
    one.set_defaults(run=_explain)
    rules = commands.add_parser("rules", help="list the rules, their calendars and sources")
    rules.set_defaults(run=_rules)
    return parser


# check


def _check(arguments: argparse.Namespace) -> int:
    data = _read(arguments.file)
    listed, examples = _validated(data)
    calendars, about = _calendars_for(listed)
    verdicts = [_judge(example, calendars) for example in examples]
    failed = [verdict for verdict in verdicts if verdict.fault]
    rules = {verdict.example.rule.id for verdict in verdicts}
    print(f"{arguments.file.name}: {len(verdicts)} examples of {len(rules)} rules")
    for line in (*about, "", *_table(verdicts)):
        print(line)
    for verdict in failed:
        _print_failure(verdict)
    print(f"\n{len(verdicts) - len(failed)} passed, {len(failed)} failed")
    return FAILED if failed else PASSED


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadFile(f"{file}: cannot be read ({error.strerror}); check the path.") from None
    except UnicodeDecodeError:
        raise BadFile(f"{file}: is not UTF-8 text; save it as UTF-8 JSON.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadFile(f"{file}: is not JSON ({error.msg} at {where}); correct it there.") from None


def _validated(data: Any) -> tuple[dict[str, frozenset[dt.date]], list[Example]]:
    """The file's table and examples. Raises `BadFile` with every problem found, not only the first."""
    if not isinstance(data, Mapping) or not isinstance(data.get("vectors"), list) or not data["vectors"]:
        raise BadFile('vectors: is missing or empty; write {"vectors": [{"rule": ..., "start": ..., "due": ...}]}.')
    problems: list[str] = []
    listed = _listed(data.get("bank_holidays"), problems)
    examples = []
    for at, entry in enumerate(data["vectors"]):
        example = _example(entry, at, problems)
        if example is not None:
            examples.append(example)
    if problems:
        raise BadFile(*problems)
    return listed, examples


def _listed(data: Any, problems: list[str]) -> dict[str, frozenset[dt.date]]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        problems.append("bank_holidays: write a mapping of nation to a list of dates, or remove it.")
        return {}
    found = {}
    for nation, days in data.items():
        where = f"bank_holidays.{nation}"
        if nation not in NATIONS:
            problems.append(f"{where}: is not a nation; use {', '.join(NATIONS)}.")
        elif not isinstance(days, list):
            problems.append(f"{where}: write a list of dates.")
        else:
            dates = [_date(day, f"{where}[{at}]", problems) for at, day in enumerate(days)]
            found[nation] = frozenset(day for day in dates if day)
    return found


def _example(entry: Any, at: int, problems: list[str]) -> Example | None:
    where = f"vectors[{at}]"
    if not isinstance(entry, Mapping):
        problems.append(f"{where}: write a mapping with rule, start and due.")
        return None
    rule = None
    try:
        rule = shipped_rule(str(entry["rule"]))
    except KeyError:
        problems.append(f"{where}.rule: is missing; add a rule id (see `civichub deadlines rules`).")
    except ClockError as error:
        problems.append(f"{where}.rule: {error.message} See `civichub deadlines rules`.")
    state = _state(entry.get("start"), f"{where}.start", problems)
    due = _date(entry.get("due"), f"{where}.due", problems)
    if rule is None or state is None or due is None:
        return None
    return Example(at, rule, state, str(entry["start"]), due, str(entry.get("weekday") or ""))


def _date(value: Any, where: str, problems: list[str]) -> dt.date | None:
    try:
        if isinstance(value, str) and len(value) == 10:
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    wrong = "is missing; add" if value is None else f"{value!r} is not a date; write"
    problems.append(f"{where}: {wrong} a real date as YYYY-MM-DD.")
    return None


def _state(value: Any, where: str, problems: list[str]) -> ClockState | None:
    if isinstance(value, str) and "T" in value:
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return ClockState(moment.astimezone(dt.UTC))
        problems.append(f"{where}: {value!r} is not a moment; write it as 2026-03-03T16:30+00:00, with its offset.")
        return None
    day = _date(value, where, problems)
    return None if day is None else ClockState.on(day)


def _calendars_for(listed: Mapping[str, frozenset[dt.date]]) -> tuple[Calendars, tuple[str, ...]]:
    """The calendars to check with, and lines saying whose bank holidays they use and where the two tables differ."""
    ours = shipped_calendars()
    known = f"{ours.table.first.year} to {ours.table.last.year}"
    listed = {nation: days for nation, days in listed.items() if days}
    if not listed:
        return ours, (f"Bank holidays: the shipped table is used ({known}); the file has none.",)
    table = ours.table.with_days_of(listed)
    spans = [f"{nation} {min(days).year} to {max(days).year}" for nation, days in listed.items()]
    about = f"Bank holidays: the file's own table is used ({', '.join(spans)}); for the rest the shipped one ({known})."
    differences = tuple(_differences(listed, ours.table))
    return ours.over(table), (about, *(differences or ("The two tables agree on every day the file covers.",)))


def _differences(listed: Mapping[str, frozenset[dt.date]], ours: HolidayTable) -> Iterator[str]:
    for nation, days in listed.items():
        years = range(min(days).year, max(days).year + 1)
        mine = {day for day in ours.dates(nation) if day.year in years}
        for label, extra in (("only in the file", days - mine), ("only in the shipped table", mine - days)):
            weekdays = [_iso(day) for day in sorted(extra) if day.weekday() < 5]
            weekend = [_iso(day) for day in sorted(extra) if day.weekday() >= 5]
            if weekdays:
                yield f"warning: {NATIONS[nation]}, {label}: {', '.join(weekdays)}"
            if weekend:
                yield f"note: {NATIONS[nation]}, {label}, at weekends, so no sum changes: {', '.join(weekend)}"


def _judge(example: Example, calendars: Calendars) -> Verdict:
    try:
        deadline = compute_deadline(example.rule, example.state, calendars=calendars)
        proof = tuple(explain(deadline))
    except ClockError as error:
        return Verdict(example, error.message, ())
    fault = ""
    if deadline.due_on != example.due:
        days = (deadline.due_on - example.due).days
        apart = f"{abs(days)} day{'s' * (abs(days) != 1)} {'later' if days > 0 else 'earlier'}"
        fault = f"the file says {example.due:%a} {example.due}, the sum gives {_iso(deadline.due_on)}, {apart}"
    elif example.weekday and not f"{example.due:%A}".lower().startswith(example.weekday.lower()):
        fault = f"{example.due} is a {example.due:%A}, the file says {example.weekday}"
    return Verdict(example, fault, proof)


def _iso(day: dt.date) -> str:
    return f"{day:%a} {day.isoformat()}"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    width = max(len(verdict.example.rule.id) for verdict in verdicts)
    yield f"{'rule':{width}}  passed  failed"
    for rule_id in dict.fromkeys(verdict.example.rule.id for verdict in verdicts):
        mine = [verdict for verdict in verdicts if verdict.example.rule.id == rule_id]
        failed = sum(bool(verdict.fault) for verdict in mine)
        yield f"{rule_id:{width}}  {len(mine) - failed:6}  {failed:6}"


def _print_failure(verdict: Verdict) -> None:
    example = verdict.example
    print(f"\nFAILED vectors[{example.number}] {example.rule.id} from {example.start}: {verdict.fault}")
    for line in verdict.proof:
        print(f"    {line}")


# explain and rules


def _explain(arguments: argparse.Namespace) -> int:
    problems: list[str] = []
    state = _state(arguments.start, "START", problems)
    proclaimed = tuple(_proclaimed(text, problems) for text in arguments.proclaimed)
    if problems or state is None:
        raise BadFile(*problems)
    deadline = compute_deadline(
        shipped_rule(arguments.rule), state, proclaimed=tuple(holiday for holiday in proclaimed if holiday)
    )
    for line in explain(deadline):
        print(line)
    return PASSED


def _proclaimed(text: str, problems: list[str]) -> Holiday | None:
    day, _, rest = text.partition(",")
    nations, _, rest = rest.partition(",")
    name, _, source = rest.partition(",")
    date = _date(day, "--proclaimed", problems)
    if not name or not source:
        problems.append(f"--proclaimed: {text!r} must be DATE,NATIONS,NAME,SOURCE with nations joined by +.")
        return None
    return None if date is None else Holiday(date, name.strip(), frozenset(nations.split("+")), source.strip())


def _rules(arguments: argparse.Namespace) -> int:
    rules = sorted(shipped_rules().values(), key=lambda rule: rule.id)
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        amount = number(rule.amount, rule.unit, always_open=shipped_calendars()[rule.calendar].every_day)
        print(f"{rule.id:{width}}  {amount} from {rule.start_event.replace('_', ' ')}; calendar {rule.calendar}")
        print(f"{'':{width}}  {rule.name}. {rule.source}")
    return PASSED


if __name__ == "__main__":
    raise SystemExit(main())
