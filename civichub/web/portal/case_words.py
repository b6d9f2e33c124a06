"""A case's history and clocks in the words residents read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civichub.cases.models import EntryKind, HistoryEntry
from civichub.cases.queries import Progress
from civichub.cases.queries.one import ClockLine
from civichub.core.clocks import explain, in_words
from civichub.procedures.definition import Procedure
from civichub.procedures.engine import on_the_way
from civichub.web.ui.components import Clock, File, Step
from civichub.web.ui.words import day_words


@dataclass(frozen=True)
class Event:
    """One line of the story. `kind` is the look: contact, message, done, problem or empty."""

    title: str
    text: str
    at: datetime
    kind: str = ""


_TITLES = {
    EntryKind.OPENED: "We received it",
    EntryKind.REOPENED: "It was reopened",
    EntryKind.REROUTED: "We passed it to the right council",
    EntryKind.NOTE: "A note from us",
    EntryKind.ASKED: "We asked you something",
    EntryKind.ANSWERED: "You answered",
    EntryKind.ATTACHMENT: "A file was added",
    EntryKind.CONTACT: "You got in touch",
    EntryKind.TOLD: "We wrote to you",
    EntryKind.TASK: "Work was planned",
    EntryKind.CLOCK: "A date changed",
    EntryKind.LINK: "It was linked to another report",
    EntryKind.ASSIGNED: "Somebody took it on",
}
_LOOKS = {
    EntryKind.ASKED: "message",
    EntryKind.NOTE: "message",
    EntryKind.ANSWERED: "contact",
    EntryKind.REOPENED: "problem",
    EntryKind.RESOLVED: "done",
}


def story_of(progress: Progress, *, in_full: bool) -> list[Event]:
    """The public history, newest first. Not `in_full`, a sensitive case tells how far it is and no more."""
    shown = [_event(entry, progress.procedure) for entry in progress.history]
    if progress.case.sensitive and not in_full:
        return [Event(event.title, "", event.at, event.kind) for event in shown]
    return shown


def _event(entry: HistoryEntry, procedure: Procedure) -> Event:
    kind, detail = EntryKind(entry.kind), entry.detail
    title, text = detail.get("public_title") or _TITLES.get(kind, "Something happened"), entry.text
    if kind == EntryKind.MOVED and detail.get("to"):
        title = procedure.stage(detail["to"]).resident
    elif kind == EntryKind.RESOLVED and detail.get("outcome"):
        title = procedure.outcome(detail["outcome"]).resident
    elif kind == EntryKind.PROMISE:
        title, text = _promise(entry)
    return Event(title, text, entry.at, _LOOKS.get(kind, ""))


def _promise(entry: HistoryEntry) -> tuple[str, str]:
    due = _day(entry.detail.get("due_on"))
    if entry.detail.get("was_due_on"):
        why = entry.detail.get("why") or ""
        return f"We changed a date to {due}", " ".join(filter(None, (entry.text, why)))
    return (f"We promised something by {due}" if due else "We promised something"), entry.text


def _day(text: Any) -> str:
    return day_words(date.fromisoformat(text)) if isinstance(text, str) and text else ""


def clocks_of(progress: Progress, at: datetime) -> list[Clock]:
    """The clocks that residents are told of, each with its sum."""
    return [_clock(line, at) for line in progress.clocks]


def _clock(line: ClockLine, at: datetime) -> Clock:
    deadline = line.deadline
    state = deadline.status
    if state == "running":
        state = "late" if deadline.is_late(at) else "soon" if deadline.warn_at and at >= deadline.warn_at else "running"
    return Clock(
        name=line.resident,
        state=state,
        words=in_words(deadline, at),
        due=day_words(deadline.due_on) if deadline.due_on else "",
        sum_lines=tuple(explain(deadline)),
        source=deadline.rule.source,
    )


def steps_of(progress: Progress) -> list[Step]:
    """How far it is, as numbered steps: the usual way of the procedure, and where the case stands if that is off it."""
    now = progress.stage.resident
    usual = {stage.resident for stage in on_the_way(progress.procedure)}
    names = [stage.resident for stage in progress.done_stages if not stage.is_closed]
    names = [name for name in names if name in usual or name == now]
    ended = progress.case.closed_at is not None
    last = progress.outcome_words if ended else "Finished"
    at = len(names) if ended else names.index(now) if now in names else 0
    states = ["done" if number < at else "current" if number == at else "to come" for number in range(len(names))]
    return [Step(name, state) for name, state in zip(names, states, strict=True)] + [
        Step(last, "current" if ended else "to come")
    ]


def files_of(progress: Progress, url: Any) -> list[File]:
    """The files that the public part of the case holds; one that is still being checked cannot be opened."""
    return [
        File(
            name=file.name,
            url=url(file.token) if file.servable else "",
            size=file.size,
            state="" if file.servable else file.get_scan_display(),
        )
        for file in progress.files
    ]
