"""What a command that takes in a file says meanwhile and at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

from civichub.cases.extracts.left_out import LeftOut, write_left_out

SECONDS_BETWEEN_LINES = 10.0
SHOWN = 20


class Progress:
    """A line that moves on a terminal, and a line now and then where there is none."""

    def __init__(self, path: Path, done: int) -> None:
        self._moves, self._began, self._start = sys.stderr.isatty(), time.monotonic(), done
        self._shown, self._name = self._began, path.name

    def show(self, done: int, rejected: int) -> None:
        """So many rows are done."""
        now = time.monotonic()
        if not self._moves and now - self._shown < SECONDS_BETWEEN_LINES:
            return
        self._shown = now
        rate = (done - self._start) / max(now - self._began, 0.001)
        line = f"{self._name}: {done:,} rows, {rejected:,} left out, {rate:,.0f} rows a second"
        print(f"\r{line}\x1b[K" if self._moves else line, end="" if self._moves else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line as it stands."""
        if self._moves:
            print(file=sys.stderr)


def report_left_out(left_out: Iterable[LeftOut], path: Path) -> None:
    """Write the rows that were left out to a file, with what was wrong with each, and say the first of them."""
    rows = list(left_out)
    for number, part, reason, _ in rows[:SHOWN]:
        print(f"row {number}, {part}: {reason}", file=sys.stderr)
    if len(rows) > SHOWN:
        print(f"… and {len(rows) - SHOWN:,} more.", file=sys.stderr)
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        write_left_out(rows, file)
    print(f"The rows that were left out are in {path}.")
