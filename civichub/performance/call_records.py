"""How to read another exchange's records of calls: its columns, its clock and its words. Data, as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from civichub.core.clocks import LONDON
from civichub.core.definitions.problems import did_you_mean
from civichub.core.errors import Invalid
from civichub.performance.calls import CallOutcome
from civichub.performance.operations import GivenCall

NEEDED = ("number", "joined_at", "outcome", "waited")
TIMES = ("waited", "talked", "held", "wrapped")
PARTS = (*NEEDED, "talked", "held", "wrapped", "transfers", "resolved", "caller")
LEFT_OUT = "left out"
LONGEST_SECONDS = 86_400 * 7
_ENTRIES = ("columns", "outcomes", "resolved", "time_zone")


@dataclass(frozen=True)
class Unfit:
    """A row that is no call: which part, and why."""

    part: str
    reason: str


@dataclass(frozen=True)
class CallMapping:
    """Which column holds each part, and what its words mean. Times are in seconds, `joined_at` is when it joined.

    `outcomes` turn the exchange's words (without regard to case) into ours, or into "left out" for a call that never
    joined the line. `resolved`: the words for a call that was done. `time_zone` is for moments that give none.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: {part: part for part in PARTS})
    outcomes: Mapping[str, str] = field(default_factory=lambda: {one.value: one.value for one in CallOutcome})
    resolved: tuple[str, ...] = ("yes", "true", "1")
    time_zone: ZoneInfo = LONDON

    def read(self, cells: Mapping[str, str]) -> GivenCall | Unfit | None:
        """The call of a row, why it is none, or None for a call that is left out."""
        found = {part: cells.get(column, "") for part, column in self.columns.items()}
        try:
            outcome = self._outcome(found.get("outcome", ""))
            if outcome is None:
                return None
            return GivenCall(
                number=_number(found.get("number", "")),
                joined_at=self._moment(found.get("joined_at", "")),
                outcome=outcome,
                transfers=_whole(found.get("transfers", "")),
                resolved=found["resolved"].lower() in self.resolved if found.get("resolved") else None,
                caller=found.get("caller", ""),
                **{part: _milliseconds(part, found.get(part, "")) for part in TIMES},
            )
        except _Unread as unread:
            return unread.why

    def _outcome(self, word: str) -> CallOutcome | None:
        meant = self.outcomes.get(word.lower())
        if meant is None:
            raise _Unread("outcome", f'The mapping does not say what "{word}" means.' if word else "It is empty.")
        return None if meant == LEFT_OUT else CallOutcome(meant)

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise _Unread("joined_at", f'"{text}" is no date and time such as 2026-11-02 09:30:05.') from None
        if not 1990 <= moment.year < 2200:
            raise _Unread("joined_at", f"The year {moment.year} is not one of a call centre's.")
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.time_zone)).astimezone(UTC)


class _Unread(ValueError):
    def __init__(self, part: str, reason: str) -> None:
        self.why = Unfit(part, reason)


def _number(text: str) -> str:
    if not text or len(text) > 80:
        raise _Unread("number", "Each call needs a number of its own, of at most 80 characters.")
    return text


def _whole(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) < 4):
        raise _Unread("transfers", f'"{text}" is no whole number below 1,000.')
    return int(text or 0)


def _milliseconds(part: str, text: str) -> int:
    if not text and part != "waited":
        return 0
    try:
        seconds = Decimal(text)
    except InvalidOperation:
        raise _Unread(part, f'"{text}" is no number of seconds.') from None
    if not seconds.is_finite() or not 0 <= seconds <= LONGEST_SECONDS:
        raise _Unread(part, f"{text} seconds is not from 0 to {LONGEST_SECONDS:,}.")
    return int(seconds * 1000)


def read_call_mapping(text: str) -> CallMapping:
    """A mapping from YAML. Raises `Invalid` on ``mapping``, naming the entry and the fix."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid({"mapping": f"The mapping is not YAML: {error}"}) from error
    if not isinstance(data, dict):
        raise Invalid({"mapping": "The mapping must hold entries such as columns and outcomes."})
    _known(data, _ENTRIES, "entry")
    given: dict[str, Any] = {}
    if columns := _table(data, "columns"):
        _known(columns, PARTS, "part of a call")
        missing = [part for part in NEEDED if part not in columns]
        if missing:
            raise Invalid({"mapping": f"Say under columns where to find {', '.join(missing)}."})
        given["columns"] = columns
    if outcomes := _table(data, "outcomes"):
        _known(outcomes.values(), (*(one.value for one in CallOutcome), LEFT_OUT), "outcome")
        given["outcomes"] = {word.lower(): meant for word, meant in outcomes.items()}
    if "resolved" in data:
        words = data["resolved"] if isinstance(data["resolved"], list) else [data["resolved"]]
        given["resolved"] = tuple(str(word).lower() for word in words)
    if "time_zone" in data:
        given["time_zone"] = _zone(str(data["time_zone"]))
    return CallMapping(**given)


def _table(data: Mapping[str, Any], name: str) -> dict[str, str]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise Invalid({"mapping": f"Write {name} as words with what each means."})
    return {str(word): str(meant) for word, meant in table.items()}


def _known(words: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for word in words:
        if word not in known:
            raise Invalid({"mapping": f'There is no {what} called "{word}"; {did_you_mean(str(word), known)}'})


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid({"mapping": f'There is no time zone "{name}"; write one such as Europe/London.'}) from None
