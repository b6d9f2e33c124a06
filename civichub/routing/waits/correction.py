"""The learned correction: what came of earlier forecasts in such a state of the line, as three quantiles (LightGBM).

Whoever hung up did not say how long they would have waited. Answered callers are therefore weighted by how many like
them stay so long (inverse probability of censoring). The whole weight makes ranges a fifth wider for everybody, for the
sake of the few who stay longest; its root keeps nine in ten for both, and is used (docs/explanation/waits.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from civichub.routing.waits.features import NAMES
from civichub.routing.waits.laws import Floats, survival

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
HALF_WAY = 0.5  # the power of the weights
HEAVIEST = 10.0  # no caller stands for more than ten
LEAST_ROWS = 2000  # of fewer waits the look ahead alone is better (measured: docs/explanation/waits.md)
TREES = 500
LEAVES_OF_ENDS = 8  # few waits lie there, and larger trees learn them by heart
GROWTH = {
    "objective": "quantile",
    "learning_rate": 0.03,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 127,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "verbose": -1,
}


def staying(
    waits: Floats, answered: Sequence[bool], kinds: Sequence[str], *, known: Sequence[bool] | None = None
) -> Floats:
    """For each wait 1 over the share of its kind that would stay so long (Kaplan–Meier), at most `HEAVIEST`; 0 for
    whoever left. The shares are learned from the `known` rows, or from all."""
    answered, kinds = np.asarray(answered, bool), np.asarray(kinds)
    learned = np.ones(len(waits), bool) if known is None else np.asarray(known, bool)
    weights = np.zeros(len(waits))
    for kind in np.unique(kinds):
        rows = kinds == kind
        moments, lasting = survival(waits[rows & learned], ~answered[rows & learned])
        share = np.append(1.0, lasting)[np.searchsorted(moments, waits[rows], side="left")]
        weights[rows] = np.minimum(HEAVIEST, 1 / np.maximum(share, 1e-9))
    return weights * answered


def looked_ahead(rows: Floats) -> Floats:
    """Low, median and high as the look ahead alone has them, for each row."""
    return rows[:, [NAMES.index(name) for name in ("ahead_05", "ahead_50", "ahead_95")]]


@dataclass
class Correction:
    """Three boosters, for the ends and the middle of the range. They see `features.describe` and the kind of item."""

    boosters: tuple[Any, ...]
    kinds: tuple[str, ...]

    def predict(self, rows: Floats, kinds: Sequence[str]) -> Floats:
        """Low, median and high in seconds for each row, in order, as learned: not yet calibrated."""
        table = _table(rows, kinds, self.kinds)
        known = np.column_stack([booster.predict(table, num_threads=1) for booster in self.boosters])
        return np.sort(np.maximum(known, 0.0), axis=1)

    def values(self) -> dict[str, Any]:
        """As plain values for JSON: LightGBM's own text, never a pickle."""
        return {"boosters": [booster.model_to_string() for booster in self.boosters], "kinds": list(self.kinds)}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Correction:
        """Back from `values`."""
        import lightgbm

        return cls(tuple(lightgbm.Booster(model_str=text) for text in values["boosters"]), tuple(values["kinds"]))


def _table(rows: Floats, kinds: Sequence[str], known: Sequence[str]) -> Floats:
    code = {kind: number for number, kind in enumerate(known)}
    return np.column_stack([rows, [code.get(kind, -1) for kind in kinds]])


def learn(rows: Floats, waits: Floats, answered: Sequence[bool], kinds: Sequence[str]) -> Correction:
    """From rows of `describe` and what came of them; whoever left is stood for by who stayed."""
    import lightgbm

    answered = np.asarray(answered, bool)
    weights = staying(np.asarray(waits, float), answered, kinds) ** HALF_WAY
    known = tuple(sorted(set(kinds)))
    table, target = _table(rows, kinds, known)[answered], np.asarray(waits, float)[answered]
    boosters = []
    for share in (LOW, MIDDLE, HIGH):
        data = lightgbm.Dataset(table, target, weight=weights[answered], categorical_feature=[table.shape[1] - 1])
        leaves = GROWTH["num_leaves"] if share == MIDDLE else LEAVES_OF_ENDS
        boosters.append(lightgbm.train({**GROWTH, "alpha": share, "num_leaves": leaves}, data, TREES))
    return Correction(tuple(boosters), known)
