"""How long things take, learned from a log in which some had not ended when it was read (Kaplan and Meier 1958)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 1024  # of the table of quantiles
DECIMALS = 3
NEVER = 1e7  # seconds; the log holds nobody who lasted to the end of it
LEAST_AT_RISK = 20  # where things come into sight late: one of two at risk would end the law
TAIL = 0.05  # the longest share of the log tells how what is older than all of it goes on


def survival(
    times: Sequence[float], ended: Sequence[bool], entered: Sequence[float] | None = None
) -> tuple[Floats, Floats]:
    """Kaplan–Meier: the seconds at which something ended, rising, and the share that lasted longer than each.

    `ended` is False where it was lost from sight before the end (censored), and `entered` the age at which it came into
    sight, 0 unless given.
    """
    order = np.argsort(np.asarray(times, float), kind="stable")
    seconds, seen = np.asarray(times, float)[order], np.asarray(ended, bool)[order]
    moments, first = np.unique(seconds, return_index=True)
    ends = np.add.reduceat(seen.astype(float), first) if len(seconds) else np.empty(0)
    at_risk = len(seconds) - first
    if entered is not None:
        at_risk = np.searchsorted(np.sort(np.asarray(entered, float)), moments, side="right") - first
        at_risk = np.maximum(at_risk, LEAST_AT_RISK)
    share = np.cumprod(1 - np.minimum(1.0, ends / np.maximum(at_risk, 1)))
    return moments[ends > 0], share[ends > 0]


@dataclass(frozen=True)
class Law:
    """The spread of a stretch of time, as its `STEPS` + 1 quantiles in seconds; `NEVER` where the log knows no end."""

    quantiles: Floats
    count: int

    @classmethod
    def of(
        cls, times: Sequence[float], ended: Sequence[bool] | None = None, entered: Sequence[float] | None = None
    ) -> Law:
        """Learned from these. Raises `ValueError` for none."""
        if len(times) == 0:
            raise ValueError("a law needs at least one time")
        moments, lasting = survival(times, [True] * len(times) if ended is None else ended, entered)
        wanted = np.linspace(0, 1, STEPS + 1)
        place = np.searchsorted(1 - lasting, wanted - 1e-9)
        found = np.append(moments, NEVER)[np.minimum(place, len(moments))]
        return cls(found.round(DECIMALS), len(times))

    @classmethod
    def from_values(cls, values: Any) -> Law:
        """Back from `values`."""
        return cls(np.asarray(values["quantiles"], float), int(values["count"]))

    def values(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {"quantiles": self.quantiles.tolist(), "count": self.count}

    @property
    def mean(self) -> float:
        """Seconds on average, of those whose end is known."""
        known = self.quantiles[self.quantiles < NEVER]
        return float(known.mean()) if len(known) else NEVER

    @property
    def is_nothing(self) -> bool:
        """Whether it takes no time at all."""
        return not self.quantiles.any()

    def draw(self, chance: np.random.Generator, elapsed: Floats, replicas: int) -> Floats:
        """Seconds still to go of things that have gone on for `elapsed` seconds: a row for each of `replicas`."""
        begun = np.searchsorted(self.quantiles, elapsed, side="right") * (elapsed > 0)
        oldest = begun > STEPS * (1 - TAIL / 2)
        begun = np.where(oldest, 0, begun)[:, None]
        drawn = chance.random((len(elapsed), replicas))
        left = self.quantiles[(begun + drawn * (STEPS + 1 - begun)).astype(np.int64)] - np.asarray(elapsed)[:, None]
        if oldest.any():
            left[oldest] = -np.log1p(-drawn[oldest]) * self._tail_mean
        return left

    @cached_property
    def _tail_mean(self) -> float:
        longest = self.quantiles[int(STEPS * (1 - TAIL)) :]
        return float(max(1.0, longest.mean() - longest[0]))
