"""When a chat has gone quiet, and what is done then. Pure: the same times give the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class IdleRules:
    """Minutes, all of them whole. `gone`: a page that nobody looks at any more while its person waits in line."""

    remind_advisor: int = 2
    ask_resident: int = 5
    close: int = 3
    gone: int = 10


@dataclass(frozen=True, slots=True)
class Quiet:
    """Of one chat: whether somebody has it in hand, and since when whom was last heard.

    `resident_at` is their last word, `advisor_at` the last of the desk, or when it was taken. `seen_at` is the last
    sign of the resident's page, `active_at` the last sign that they type. `asked_at` and `reminded_at` are when the
    resident was asked whether they are there, and the advisor reminded.
    """

    in_hand: bool
    resident_at: datetime
    seen_at: datetime
    advisor_at: datetime | None = None
    active_at: datetime | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None


def what_is_due(quiet: Quiet, rules: IdleRules, at: datetime) -> str:
    """ "remind", "ask", "close", "gone" or "" for nothing. A chat in line is only ever "gone"."""
    if not quiet.in_hand:
        return "gone" if _past(quiet.seen_at, rules.gone, at) else ""
    last_of_resident = max(filter(None, (quiet.resident_at, quiet.active_at)))
    if quiet.advisor_at is None or quiet.advisor_at <= quiet.resident_at:
        waits_since = quiet.resident_at
        reminded = quiet.reminded_at is not None and quiet.reminded_at >= waits_since
        return "remind" if not reminded and _past(waits_since, rules.remind_advisor, at) else ""
    silent_since = max(last_of_resident, quiet.advisor_at)
    if quiet.asked_at is not None and quiet.asked_at >= silent_since:
        return "close" if _past(quiet.asked_at, rules.close, at) else ""
    return "ask" if _past(silent_since, rules.ask_resident, at) else ""


def _past(since: datetime, minutes: int, at: datetime) -> bool:
    return at - since >= timedelta(minutes=minutes)
