"""How far scorers agree. Pure.

Alpha is Krippendorff's: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (University of Pennsylvania,
2011), sections C and D: any number of scorers, missing answers, and answers that are names or have an order. He asks
for 0.800 and draws "tentative conclusions" from 0.667 (Content Analysis, 2004, p. 241).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations

RELIABLE, TENTATIVE = 0.800, 0.667

Value = Hashable
Distance = Callable[[Value, Value, Mapping[Value, float]], float]


def percent_agreement(values: Sequence[Value]) -> float | None:
    """The share of the pairs of scorers who gave the same answer, from 0 to 1; None where fewer than two answered."""
    pairs = list(combinations(values, 2))
    return sum(first == second for first, second in pairs) / len(pairs) if pairs else None


def nominal(first: Value, second: Value, counts: Mapping[Value, float]) -> float:
    """Answers that are names: the same, or not."""
    return float(first != second)


def ordinal(first: Value, second: Value, counts: Mapping[Value, float]) -> float:
    """Answers that have an order: how many answers lie between the two."""
    low, high = sorted((float(str(first)), float(str(second))))
    between = sum(count for value, count in counts.items() if low <= float(str(value)) <= high)
    return (between - (counts[first] + counts[second]) / 2) ** 2


def interval(first: Value, second: Value, counts: Mapping[Value, float]) -> float:
    """Answers that are amounts."""
    return (float(str(first)) - float(str(second))) ** 2


def krippendorff_alpha(units: Iterable[Sequence[Value]], distance: Distance) -> float | None:
    """1 for perfect agreement, 0 for that of chance, less for worse than chance.

    Each unit is what the scorers said of one thing. None where it says nothing: no unit with two answers, or every
    answer is the same.
    """
    coincidences: Counter[tuple[Value, Value]] = Counter()
    for unit in units:
        if len(unit) < 2:
            continue
        for first, second in combinations(unit, 2):
            coincidences[first, second] += 1 / (len(unit) - 1)
            coincidences[second, first] += 1 / (len(unit) - 1)
    counts: Counter[Value] = Counter()
    for (first, _), times in coincidences.items():
        counts[first] += times
    everything = sum(counts.values())
    expected = sum(
        counts[first] * counts[second] * distance(first, second, counts) for first in counts for second in counts
    )
    if not expected:
        return None
    seen = sum(times * distance(first, second, counts) for (first, second), times in coincidences.items())
    return 1 - (everything - 1) * seen / expected
