"""How a call stands in the figures, and every share of the report with its formula. Pure, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

REPEAT_DAYS = 7  # the trade measures repeats over one to thirty days; no standard names a figure


class CallOutcome(StrEnum):
    """How a call that had joined a line left it. One that never joined (told to ring again, sent to a message) is not
    in the figures of the line.
    """

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    CALL_BACK = "call_back"
    CUT_OFF = "cut_off"


# What a share divides, in words: shown beside it wherever it is shown.
FORMULAS = {
    "service_level": "answered in time ÷ (answered + abandoned, short ones left out)",
    "service_level_of_all": "answered in time ÷ (answered + abandoned)",
    "service_level_of_answered": "answered in time ÷ answered",
    "service_level_with_abandoned": "(answered + abandoned in time) ÷ (answered + abandoned)",
    "abandoned_share": "abandoned ÷ (answered + abandoned)",
    "abandoned_share_without_short": "abandoned ÷ (answered + abandoned), short ones left out of both",
    "transferred_share": "answered and passed on ÷ answered",
    "resolved_by_code": "wrapped up as done in the contact and not passed on ÷ wrapped up with an outcome",
    "resolved_by_no_repeat": f"no call by the same caller within {REPEAT_DAYS} days ÷ answered, caller known, "
    "as long ago as that",
}


@dataclass(frozen=True)
class CallSums:
    """Sums over calls that joined a line. Times are in milliseconds; `in_time` is within the standard of each line.

    `waited` and `longest_wait` are of those answered, `abandoned_waited` of those who gave up; `outcomes` is how many
    were wrapped up with an outcome; `settled` how many answered callers, known to us, could have rung again by now.
    """

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    abandoned_in_time: int = 0
    called_back: int = 0
    cut_off: int = 0
    waited: int = 0
    longest_wait: int = 0
    abandoned_waited: int = 0
    talked: int = 0
    held: int = 0
    wrapped: int = 0
    transferred: int = 0
    outcomes: int = 0
    resolved: int = 0
    settled: int = 0
    repeated: int = 0

    def share(self, name: str) -> Decimal | None:
        """A share of `FORMULAS` as a percentage with two decimals, rounded half up; None for an empty whole."""
        came = self.answered + self.abandoned
        part, whole = {
            "service_level": (self.answered_in_time, came - self.abandoned_short),
            "service_level_of_all": (self.answered_in_time, came),
            "service_level_of_answered": (self.answered_in_time, self.answered),
            "service_level_with_abandoned": (self.answered_in_time + self.abandoned_in_time, came),
            "abandoned_share": (self.abandoned, came),
            "abandoned_share_without_short": (self.abandoned - self.abandoned_short, came - self.abandoned_short),
            "transferred_share": (self.transferred, self.answered),
            "resolved_by_code": (self.resolved, self.outcomes),
            "resolved_by_no_repeat": (self.settled - self.repeated, self.settled),
        }[name]
        return _rounded(100 * part, whole, "0.01")

    @property
    def handled(self) -> int:
        """Talking, holding and wrapping up together."""
        return self.talked + self.held + self.wrapped

    def mean_seconds(self, name: str) -> Decimal | None:
        """The mean of `waited`, `talked`, `held`, `wrapped` or `handled` over those answered, of `abandoned_waited`
        over those who gave up: seconds with one decimal, rounded half up; None where there was nobody.
        """
        over = self.abandoned if name == "abandoned_waited" else self.answered
        return _rounded(getattr(self, name), over * 1000, "0.1")


def _rounded(part: int, whole: int, places: str) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal(places), ROUND_HALF_UP) if whole else None


def added(many: Iterable[CallSums]) -> CallSums:
    """The sums of several together; the longest wait is the longest of them."""
    listed = list(many)
    names = [one.name for one in fields(CallSums)]
    sums = {name: sum(getattr(one, name) for one in listed) for name in names}
    return CallSums(**{**sums, "longest_wait": max((one.longest_wait for one in listed), default=0)})
