"""Arithmetic of free time, in Unix seconds, so that a change of the clocks is nothing special. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]  # half open: from, until


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans in order that neither touch nor overlap."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[1] > span[0]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def common(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The time that is in both."""
    others = merged(second)
    return merged(
        (max(begin, opens), min(end, closes))
        for begin, end in merged(first)
        for opens, closes in others
        if opens < end and begin < closes
    )


def is_free(begin: int, end: int, taken: Sequence[Span]) -> bool:
    """Whether nothing of `taken` (merged) overlaps the stretch."""
    at = bisect_right(taken, (begin, end)) if taken else 0
    before = at == 0 or taken[at - 1][1] <= begin
    return before and (at == len(taken) or taken[at][0] >= end)


def starting_times(windows: Iterable[Span], taken: Iterable[Span], *, length: int, buffer: int) -> list[int]:
    """When something of `length` seconds can begin: inside one window, with `buffer` seconds free after it.

    Times run from each window's opening in steps of length and buffer, so that what is booked leaves no odd gaps; the
    buffer itself may run past closing.
    """
    busy, step = merged(taken), length + buffer
    return sorted(
        {
            begin
            for opens, closes in merged(windows)
            for begin in range(opens, closes - length + 1, step)
            if is_free(begin, begin + step, busy)
        }
    )
