"""Keeping the promise of nine in ten: ranges are stretched or shrunk by how the latest ones came true.

Conformal prediction in the order of time (Romano, Patterson and Candès 2019; Gibbs and Candès 2021), each side by
itself, for everybody and for such as this caller, as far as there were enough of those.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

OUTSIDE = 0.05  # of answered callers on either side of a range
WINDOW = 1500  # the latest that are remembered, of everybody and of each group
ALIKE = 300  # so many of a group weigh as much as everybody
LEAST = 60  # of fewer nothing is concluded
FRESH = 20  # so many come true before the sums are done again
FLOOR = 5.0  # seconds; a range of nothing is stretched all the same


@dataclass
class Scores:
    """By how much of their own side the latest truths lay outside their ranges; below 0 for inside."""

    low: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))
    high: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))
    weights: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))
    known: tuple[float, float] = (0.0, 0.0)
    since: int = FRESH

    def add(self, low: float, high: float, weight: float) -> None:
        self.low.append(low)
        self.high.append(high)
        self.weights.append(weight)
        self.since += 1

    def stretch(self) -> tuple[float, float]:
        """How far each side has to move, in its own length, to leave `OUTSIDE` beyond it."""
        if self.since >= FRESH and len(self.weights) >= LEAST:
            weights = np.array(self.weights)
            self.known = (_quantile(np.array(self.low), weights), _quantile(np.array(self.high), weights))
            self.since = 0
        return self.known


def _quantile(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / (weights.sum() + weights.mean())
    return float(values[order][min(int(np.searchsorted(share, 1 - OUTSIDE)), len(values) - 1)])


class Calibration:
    """What the latest truths say of the ranges told, for everybody and by group."""

    def __init__(self) -> None:
        self.scores: dict[str, Scores] = {"": Scores()}

    def learn(
        self, told: tuple[float, float, float], truth: float, groups: Sequence[str] = (), *, weight: float = 1.0
    ) -> None:
        """A range told as it left the model (low, median, high in seconds) came true as `truth` seconds."""
        low, middle, high = told
        below = (low - truth) / (middle - low + FLOOR)
        above = (truth - high) / (high - middle + FLOOR)
        for group in ("", *groups):
            self.scores.setdefault(group, Scores()).add(below, above, weight)

    def range(self, told: tuple[float, float, float], groups: Iterable[str] = ()) -> tuple[float, float, float]:
        """The same range, stretched to hold nine in ten."""
        low, middle, high = told
        below, above = self.scores[""].stretch()
        for group in groups:
            if (scores := self.scores.get(group)) is not None and len(scores.weights) >= LEAST:
                share = len(scores.weights) / (len(scores.weights) + ALIKE)
                own = scores.stretch()
                below, above = below + share * (own[0] - below), above + share * (own[1] - above)
        low -= below * (middle - low + FLOOR)
        high += above * (high - middle + FLOOR)
        return max(0.0, min(low, middle)), middle, max(high, middle)

    def values(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            group: [[round(value, 3) for value in column] for column in (one.low, one.high, one.weights)]
            for group, one in self.scores.items()
        }

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Calibration:
        """Back from `values`."""
        found = cls()
        for group, columns in values.items():
            found.scores[group] = Scores(*(deque(column, maxlen=WINDOW) for column in columns))
        return found
