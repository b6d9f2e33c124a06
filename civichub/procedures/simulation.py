"""What a change to a procedure would have meant for cases there have been: each is run again under both. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from civichub.core.clocks import (
    Calendars,
    ClockState,
    Deadline,
    Holiday,
    LedgerError,
    compute_deadline,
    london_date,
)
from civichub.procedures import engine
from civichub.procedures.definition import Clock, Procedure


@dataclass(frozen=True)
class PastStep:
    """What happened at `at` (UTC): a step taken (`key`, from one stage to another), or a reopening (`key` "")."""

    at: datetime
    key: str
    source: str
    target: str
    outcome: str = ""


@dataclass(frozen=True)
class PastMark:
    """A change to a clock made by hand: pause, resume, restart or extend, as `cases.ClockMark` keeps it."""

    at: datetime
    clock: str
    kind: str
    ground: str = ""
    amount: int = 0


@dataclass(frozen=True)
class PastCase:
    """A case as far as a procedure has to do with it.

    `received_at` is what its first clocks count from; `calendars` hold the hours of the office that has it, for rules
    that ask for them (None: the shipped ones).
    """

    reference: str
    received_at: datetime
    answers: Mapping[str, object]
    organisation: str
    service: str
    happened: tuple[PastStep | PastMark, ...] = ()
    calendars: Calendars | None = None


@dataclass(frozen=True)
class Difference:
    """One thing that would have been otherwise in a case. `kind`: step, clock, task or message."""

    reference: str
    kind: str
    detail: str


@dataclass
class _Run:
    """A case on its way through a procedure."""

    procedure: Procedure
    stage: str
    running: dict[str, ClockState] = field(default_factory=dict)
    ended: list[tuple[str, ClockState]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def compare_procedures(
    old: Procedure,
    new: Procedure,
    cases: Iterable[PastCase],
    *,
    at: datetime,
    proclaimed: tuple[Holiday, ...] = (),
) -> list[Difference]:
    """What would have gone otherwise under `new`, case by case in their order. `at` is now: for clocks still running.

    Both are run from the same story, so that only what the texts say differs; what people would have done otherwise
    nobody can know.
    """
    found: list[Difference] = []
    for past in cases:
        before, after = _run(old, past), _run(new, past)
        found += [Difference(past.reference, "step", words) for words in after.refused if words not in before.refused]
        found += _clocks(past, before, after, at=at, calendars=past.calendars, proclaimed=proclaimed)
        found += _more_or_less(past, "task", before.tasks, after.tasks)
        found += _more_or_less(past, "message", before.messages, after.messages)
    return found


def _run(procedure: Procedure, past: PastCase) -> _Run:
    run = _Run(procedure, procedure.stages[0].key)
    _happen(run, past, engine.opening_events(procedure), past.received_at, left="")
    for what in past.happened:
        if isinstance(what, PastMark):
            _mark(run, what)
        elif not _step(run, past, what):
            break
    return run


def _step(run: _Run, past: PastCase, what: PastStep) -> bool:
    """Take what was taken. False when the case could not have gone on at all."""
    procedure, left = run.procedure, run.stage
    facts = _facts(past, what.at)
    step = next((one for one in procedure.transitions if one.key == what.key), None)
    if step is not None and left in step.sources and facts.meet(step.when):
        if what.outcome and what.outcome not in step.outcomes:
            run.refused.append(f"“{step.label}” could not have ended with “{what.outcome}”.")
            return False
        run.stage = step.target
        _happen(run, past, engine.events_of(procedure, step, what.outcome), what.at, left=left)
        return True
    if not what.key and any(rule.to == what.target for rule in procedure.reopenings):
        run.stage = what.target
        _happen(run, past, ("reopened", f"stage:{what.target}"), what.at, left=left)
        return True
    name = step.label if step else what.key or "reopening it"
    here = procedure.stage(left).staff
    run.refused.append(f"“{name}” would not have been possible where it stood, at “{here}”.")
    return False


def _facts(past: PastCase, at: datetime) -> engine.Facts:
    return engine.Facts(london_date(at), past.answers, past.organisation, past.service)


def _happen(run: _Run, past: PastCase, events: tuple[str, ...], at: datetime, *, left: str) -> None:
    wanted = engine.effects(run.procedure, events, _facts(past, at), left=left)
    for clock in wanted.stop:
        if clock.key in run.running:
            run.ended.append((clock.key, run.running.pop(clock.key).stop(at)))
    for clock, pause in wanted.pause:
        _change(run, clock, lambda state, ground=pause.ground: state.pause(at, ground))
    for clock in wanted.resume:
        _change(run, clock, lambda state: state.resume(at))
    for clock, pause in wanted.restart:
        _change(run, clock, lambda state, ground=pause.ground: state.restart(at, ground))
    for clock in wanted.start:
        run.running.setdefault(clock.key, ClockState(at))
    run.tasks += [task.title for task in wanted.tasks]
    run.messages += [f"{message.template} to the {message.to}" for message in wanted.messages]


def _change(run: _Run, clock: Clock, change: Any) -> None:
    state = run.running.get(clock.key)
    if state is None:
        return
    try:
        run.running[clock.key] = change(state)
    except LedgerError:  # paused already, by hand or by another stage: it stays so
        return


def _mark(run: _Run, mark: PastMark) -> None:
    clock = next((one for one in run.procedure.clocks if one.key == mark.clock), None)
    if clock is None or mark.clock not in run.running:
        return
    kinds = {"pause": "pauses", "restart": "restarts", "extend": "extensions"}
    if mark.kind in kinds and clock.rule.ground(kinds[mark.kind], mark.ground) is None:
        done = {"pause": "stood still", "restart": "begun anew", "extend": "been extended"}[mark.kind]
        run.refused.append(f"“{clock.label}” could not have {done} on the ground “{mark.ground}”.")
        return
    changes = {
        "pause": lambda state: state.pause(mark.at, mark.ground),
        "resume": lambda state: state.resume(mark.at),
        "restart": lambda state: state.restart(mark.at, mark.ground),
        "extend": lambda state: state.extend(mark.amount, mark.ground, mark.at),
    }
    _change(run, clock, changes[mark.kind])


def _clocks(past: PastCase, before: _Run, after: _Run, **how: Any) -> Iterator[Difference]:
    old, new = _verdicts(before, **how), _verdicts(after, **how)
    for key in dict.fromkeys([*old, *new]):
        was, would = old.get(key, []), new.get(key, [])
        label = (would or was)[0].label
        if not would:
            yield Difference(past.reference, "clock", f"“{label}” would not have run.")
        elif not was:
            yield Difference(past.reference, "clock", f"“{label}” would have run: {would[-1].words}.")
        elif [one.words for one in was] != [one.words for one in would]:
            yield Difference(past.reference, "clock", f"“{label}”: {would[-1].words}, instead of {was[-1].words}.")


@dataclass(frozen=True)
class _Verdict:
    label: str
    words: str


def _verdicts(
    run: _Run, *, at: datetime, calendars: Calendars | None, proclaimed: tuple[Holiday, ...]
) -> dict[str, list[_Verdict]]:
    found: dict[str, list[_Verdict]] = {}
    for key, state in (*run.ended, *run.running.items()):
        clock = run.procedure.clock(key)
        try:
            deadline = compute_deadline(
                clock.rule, _within(clock, state), calendars=calendars, proclaimed=proclaimed, settled=True
            )
        except LedgerError as error:
            verdict = _Verdict(clock.label, f"not to be counted, because {error}")
        else:
            verdict = _Verdict(clock.label, _words(deadline, at))
        found.setdefault(key, []).append(verdict)
    return found


def _within(clock: Clock, state: ClockState) -> ClockState:
    """The ledger with extensions cut to what the rule allows: a shorter limit is what a draft may want to try."""
    limit = clock.rule.extension_limit
    if limit is None:
        return state
    kept, left = [], limit
    for extension in state.extensions:
        if left > 0:
            kept.append(replace(extension, amount=min(extension.amount, left)))
            left -= extension.amount
    return replace(state, extensions=tuple(kept))


def _words(deadline: Deadline, at: datetime) -> str:
    if deadline.due_on is None:
        return "standing still"
    state = {"met": "kept", "missed": "missed"}.get(deadline.status, "late now" if deadline.is_late(at) else "running")
    return f"due {_day(deadline.due_on)}, {state}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _more_or_less(past: PastCase, kind: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    for words in dict.fromkeys(after):
        if after.count(words) > before.count(words):
            yield Difference(past.reference, kind, f"There would have been one more {kind}: {words}.")
    for words in dict.fromkeys(before):
        if before.count(words) > after.count(words):
            yield Difference(past.reference, kind, f"There would have been one {kind} fewer: {words}.")
