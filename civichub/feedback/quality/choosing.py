"""Which contacts are scored: drawn by lot within a rule, so that nobody can pick and anybody can check. Pure.

The lot is the SHA-256 of the draw's seed with the contact's reference. Whoever has the seed and the pool draws the
same contacts again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

LOW_SURVEY = 2  # of 5: whoever presses 1 or 2 says that it went badly
EDGE = 10  # the longest are the longest tenth, the shortest the shortest


class Why(StrEnum):
    """Why a contact is scored. The last three are not drawn."""

    LOW_SURVEY = "low_survey"
    LONGEST = "longest"
    SHORTEST = "shortest"
    REPEAT = "repeat"
    LOT = "lot"
    ASKED = "asked"
    SECOND = "second"
    CALIBRATION = "calibration"

    @property
    def words(self) -> str:
        """As the page says it."""
        return _WORDS[self]


_WORDS = {
    Why.LOW_SURVEY: "Drawn: low survey score",
    Why.LONGEST: "Drawn: among the longest",
    Why.SHORTEST: "Drawn: among the shortest",
    Why.REPEAT: "Drawn: they came back within a week",
    Why.LOT: "Drawn by lot",
    Why.ASKED: "Asked for",
    Why.SECOND: "Second opinion after a dispute",
    Why.CALIBRATION: "Calibration",
}
DRAWN = (Why.LOW_SURVEY, Why.LONGEST, Why.SHORTEST, Why.REPEAT, Why.LOT)


@dataclass(frozen=True)
class Candidate:
    """A contact that may be drawn. `seconds` is its handling time, `survey` 1 to 5 or None; `repeat`: the same person
    came again about the same service within a week."""

    contact: int
    reference: str
    seconds: int
    survey: int | None
    repeat: bool

    def row(self) -> list[Any]:
        """As it is kept with the draw."""
        return [self.contact, self.reference, self.seconds, self.survey, self.repeat]


@dataclass(frozen=True)
class Wanted:
    """How many contacts in all, and of which kinds at least so many where there are any."""

    count: int
    low_survey: int = 0
    longest: int = 0
    shortest: int = 0
    repeat: int = 0

    def times(self, factor: int) -> Wanted:
        """More in all, for somebody new."""
        return replace(self, count=self.count * factor)


@dataclass(frozen=True)
class Picked:
    candidate: Candidate
    why: Why


def lot_of(seed: str, reference: str) -> str:
    """The number of a contact in a draw; the lowest is drawn first."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def draw(pool: Iterable[Candidate], wanted: Wanted, seed: str) -> list[Picked]:
    """At most `wanted.count` of the pool: first the kinds, then by lot of what is left.

    A kind counts a contact that another kind has drawn already as its own. The order of the pool changes nothing.
    """
    line = sorted(pool, key=lambda one: lot_of(seed, one.reference))
    picked: dict[int, Picked] = {}
    for why, least, fits in _kinds(line, wanted):
        have = sum(fits(one.candidate) for one in picked.values())
        for candidate in (one for one in line if fits(one) and one.contact not in picked):
            if have >= least or len(picked) >= wanted.count:
                break
            picked[candidate.contact], have = Picked(candidate, why), have + 1
    for candidate in line:
        if len(picked) >= wanted.count:
            break
        picked.setdefault(candidate.contact, Picked(candidate, Why.LOT))
    return list(picked.values())


def _kinds(line: Sequence[Candidate], wanted: Wanted) -> list[tuple[Why, int, Callable[[Candidate], bool]]]:
    edge = -(-len(line) // EDGE)
    by_time = sorted(line, key=lambda one: one.seconds)
    shortest, longest = set(by_time[:edge]), set(by_time[len(by_time) - edge :])
    return [
        (Why.LOW_SURVEY, wanted.low_survey, lambda one: one.survey is not None and one.survey <= LOW_SURVEY),
        (Why.LONGEST, wanted.longest, longest.__contains__),
        (Why.SHORTEST, wanted.shortest, shortest.__contains__),
        (Why.REPEAT, wanted.repeat, lambda one: one.repeat),
    ]


def last_period(period: str, today: date) -> tuple[date, date]:
    """The latest whole month or week (Monday to Sunday) before `today`: its first day, and the day after its last."""
    if period == "week":
        until = today - timedelta(days=today.weekday())
        return until - timedelta(days=7), until
    until = today.replace(day=1)
    return (until - timedelta(days=1)).replace(day=1), until
