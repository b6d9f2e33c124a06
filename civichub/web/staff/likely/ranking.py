"""Which of somebody's matters they are probably calling about: points from one table, and the reasons said. Pure.

The order is that of avoidable contact (National Indicator 14, 2008 to 2010): people chase what is late, then ask what
a letter meant, then come back with what was closed too early. docs/explanation/likely-wants.md says it to advisors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from civichub.core.clocks import london_date
from civichub.core.clocks.english import clock_words

MOST_SHOWN = 6
SOON_DAYS = 2
FRESH_DAYS = 3
"""A letter takes two days and is read on the third."""
RECENT_DAYS = 14
JUST_CLOSED_DAYS = 7


class Matter(Enum):
    """What a candidate is, the points it begins with, and how it is named."""

    CALL_BACK = (80, "Call-back")
    PROMISE = (60, "Promise")
    OPEN_CASE = (50, "Open case")
    APPOINTMENT = (45, "Appointment")
    MESSAGE = (40, "We wrote to them")
    CLOSED_CASE = (30, "Closed case")
    AT_ADDRESS = (10, "Same address")

    def __init__(self, points: int, words: str) -> None:
        self.points, self.words = points, words


@dataclass(frozen=True)
class Candidate:
    """One thing it could be about.

    `happened_at` is the last thing that happened, `due_at` when it is due (a moment) and `due_on` (a day). `told_at` is
    when we last wrote to them about it, `waits_for_them` that it is their turn, `failed` that a message never arrived.
    `caution` is what the advisor must mind before saying a word of it. `key` joins what several sources say of one.
    """

    matter: Matter
    key: str
    title: str
    url: str
    happened_at: datetime
    due_at: datetime | None = None
    due_on: date | None = None
    told_at: datetime | None = None
    told_words: str = ""
    waits_for_them: bool = False
    failed: bool = False
    service_id: int | None = None
    case_reference: str = ""
    caution: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Likely:
    """A candidate in its place, with its points and the reasons in words."""

    candidate: Candidate
    points: int
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in one line, beginning with a capital."""
        text = ", ".join(self.reasons)
        return text[:1].upper() + text[1:]


def rank(
    candidates: Iterable[Candidate], *, at: datetime, service_id: int | None = None, limit: int = MOST_SHOWN
) -> list[Likely]:
    """The likeliest first. `service_id` is what the contact is said to be about. Equal ones: the latest first."""
    best: dict[str, Likely] = {}
    for candidate in candidates:
        judged = _judge(candidate, at, service_id)
        if candidate.key not in best or best[candidate.key].points < judged.points:
            best[candidate.key] = judged
    ordered = sorted(
        best.values(), key=lambda one: (-one.points, -one.candidate.happened_at.timestamp(), one.candidate.key)
    )
    return ordered[:limit]


def _judge(one: Candidate, at: datetime, service_id: int | None) -> Likely:
    parts = [*_due(one, at), *_told(one, at), *_state(one, at)]
    if service_id is not None and one.service_id == service_id:
        parts.insert(0, (30, "about the service they named"))
    if not any(words for _, words in parts):
        parts.append((0, f"{_verb(one)} {_ago(one.happened_at, at)}"))
    return Likely(
        one, one.matter.points + sum(points for points, _ in parts), tuple(words for _, words in parts if words)
    )


def _due(one: Candidate, at: datetime) -> list[tuple[int, str]]:
    day = one.due_on or (london_date(one.due_at) if one.due_at else None)
    if day is None or one.matter is Matter.CLOSED_CASE:
        return []
    days = (day - london_date(at)).days
    if one.matter is Matter.APPOINTMENT:
        return [(35 if 0 <= days <= 1 else 10 if days < 7 else 0, f"it is {_on(day, days)}")]
    late = one.due_at < at if one.due_at else days < 0
    promised = one.matter in (Matter.PROMISE, Matter.CALL_BACK)
    if late:
        words = "was to be done" if not promised else "was promised"
        return [(30, f"overdue: {words} {_by(one, day, days)}")]
    if days <= SOON_DAYS:
        return [(10, f"{'promised' if promised else 'due'} {_by(one, day, days)}")]
    return [(0, f"{'promised' if promised else 'due'} {_by(one, day, days)}")] if promised else []


def _told(one: Candidate, at: datetime) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if one.told_at is not None:
        days = (at - one.told_at).days
        words = f"{one.told_words or 'we wrote to them'} {_ago(one.told_at, at)}"
        found.append((20 if days <= FRESH_DAYS else 10 if days <= RECENT_DAYS else 0, words))
    if one.failed:
        found.append((10, "it did not arrive"))
    return found


def _state(one: Candidate, at: datetime) -> list[tuple[int, str]]:
    if one.waits_for_them:
        return [(15, "we are waiting for them")]
    if one.matter is Matter.CLOSED_CASE:
        fresh = at - one.happened_at <= timedelta(days=JUST_CLOSED_DAYS)
        return [(15 if fresh else 0, f"closed {_ago(one.happened_at, at)}: is it really done?")]
    if one.matter is Matter.AT_ADDRESS:
        return [(0, "somebody else at the address asked")]
    return []


def _verb(one: Candidate) -> str:
    return "opened" if one.matter is Matter.OPEN_CASE else "from"


def _ago(moment: datetime, at: datetime) -> str:
    days = (london_date(at) - london_date(moment)).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def _on(day: date, days: int) -> str:
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days, f"on {day:%A %-d %B}")


def _by(one: Candidate, day: date, days: int) -> str:
    if one.due_at and abs(days) <= 1 and one.matter is Matter.CALL_BACK:
        return f"by {clock_words(one.due_at)} {_on(day, days)}"
    return f"for {_on(day, days).removeprefix('on ')}"
