"""Which of the things that a procedure and the hub could say are said, so that one step is one message. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civichub.procedures.definition import Procedure

_RANKS = ("outcome:", "closed", "reopened", "transition:", "opened", "stage:", "customer_replied", "task:", "clock:")
_DEFAULTS = {
    "opened": "case_received",
    "closed": "case_resolved",
    "outcome:": "case_resolved",
    "reopened": "case_reopened",
    "clock:": "promise_at_risk",
}
_TEAM_DEFAULTS = {"customer_replied": "customer_replied", "reopened": "team_case_reopened", "clock:": "clock_due_soon"}
_OWN_WORDS: dict[str, tuple[dict[str, str], str]] = {
    "team": (_TEAM_DEFAULTS, "team_new_case"),
    "partner": ({}, "partner_case"),
}


TOO_LATE = timedelta(days=7)  # an import of last year's cases is no news to anybody


def is_news(at: datetime, now: datetime) -> bool:
    """Whether what happened then is still worth telling."""
    return now - at < TOO_LATE


@dataclass(frozen=True)
class Due:
    """A message that a procedure asked for at one moment."""

    template: str
    cause: str


def speaks(procedure: Procedure, *events: str, to: str) -> bool:
    """Whether the procedure itself has something to say to `to` on any of these events.

    A message with a condition counts although the condition may not hold: that silence is meant. No automatic message
    goes to parents who register a still-birth.
    """
    if any(message.to == to and message.event in events for message in procedure.messages):
        return True
    tells = {f"outcome:{outcome.key}" for outcome in procedure.outcomes if outcome.tells}
    return to == "customer" and not tells.isdisjoint(events)


def speaks_of_deadlines(procedure: Procedure) -> bool:
    """Whether it tells its team of any deadline: then its silence about the others is meant."""
    return any(message.to == "team" and message.event.startswith("clock:") for message in procedure.messages)


def chosen(due: Sequence[Due]) -> Due | None:
    """The one message to send of those that one step caused: how it ended says more than where it stands."""
    return min(due, key=lambda one: _rank(one.cause), default=None)


def _rank(cause: str) -> int:
    return next((rank for rank, start in enumerate(_RANKS) if cause.startswith(start)), len(_RANKS))


def known_key(template: str, cause: str, to: str, *, is_known: Callable[[str], bool]) -> str:
    """The template the procedure names, or the hub's own for that cause when nobody has written it yet.

    For an ending the outcome is added, since a council may have words for one outcome: ``case_resolved.not_ours``.
    """
    template = template.replace("-", "_")
    if is_known(template):
        ended = cause.startswith("outcome:") and to == "customer"
        return outcome_key(template, cause.removeprefix("outcome:")) if ended else template
    defaults, otherwise = _OWN_WORDS.get(to, (_DEFAULTS, "case_update"))
    return next((key for start, key in defaults.items() if cause.startswith(start)), otherwise)


def outcome_key(event_key: str, outcome: str) -> str:
    """The key of the text for one outcome, as long as the column that holds it."""
    return f"{event_key}.{outcome.replace('-', '_')}"[:60]


def step_occasion(case_id: int, at: datetime) -> str:
    """One step of one case: whatever is said about it, a person hears it once."""
    return f"step:{case_id}:{at.isoformat()}"


def occasion_of(case_id: int, cause: str, at: datetime) -> str:
    """The occasion of a procedure's message. A deadline is an occasion of its own."""
    return f"{cause}:{case_id}:{at.isoformat()}"[:120] if cause.startswith("clock:") else step_occasion(case_id, at)
