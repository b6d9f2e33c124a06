"""What a forecast of waits is worth, in the figures of the field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
NEAR = 60.0  # seconds from the truth that a caller would call right
LEAST_IN_GROUP = 300  # of fewer waits coverage says nothing


@dataclass(frozen=True)
class Truth:
    """What came of the rows. `weights` are 1 over the share that would stay so long, 0 for whoever left.

    `groups` names, for each way of dividing the rows, the part that each row belongs to.
    """

    waits: Array
    answered: Array
    weights: Array
    groups: dict[str, Sequence[str]]


def figures(told: Array, truth: Truth) -> Iterator[tuple[str, float]]:
    """Named figures of ranges (low, median, high in seconds): of those who were answered, unless the name says IPCW."""
    seen = truth.answered
    low, middle, high = told[seen].T
    waits, weights = truth.waits[seen], truth.weights[seen]
    error, inside = middle - waits, (waits >= low) & (waits <= high)
    outside = np.maximum(low - waits, 0) + np.maximum(waits - high, 0)
    yield "MAE s", float(np.abs(error).mean())
    yield "RMSE s", float(np.sqrt((error**2).mean()))
    yield "bias s", float(error.mean())
    yield "coverage %", float(inside.mean() * 100)
    yield "coverage IPCW %", float((inside * weights).sum() / weights.sum() * 100)
    yield "width s", float((high - low).mean())
    yield "interval score s", float((high - low + 20 * outside).mean())
    yield "within 60 s %", float((np.abs(error) <= NEAR).mean() * 100)
    yield "rows", float(seen.sum())
    for by, names in truth.groups.items():
        parts = np.asarray(names)[seen]
        for part in np.unique(parts):
            if (rows := parts == part).sum() >= LEAST_IN_GROUP:
                yield f"coverage % of {by} {part}", float(inside[rows].mean() * 100)


def conformal(points: Array, truth: Array, chosen: Array) -> Array:
    """Ranges around single numbers, as wide as nine in ten of the `chosen` rows need (split conformal)."""
    left = (truth - points)[chosen & np.isfinite(points)]
    below, above = (np.quantile(left, share) for share in (0.05, 0.95)) if len(left) else (0.0, 0.0)
    points = np.nan_to_num(points, nan=float(np.nanmean(points)) if np.isfinite(points).any() else 0.0)
    return np.column_stack([np.maximum(points + below, 0), points, np.maximum(points + above, 0)])
