"""A stand-in for a system that works with CSV files: it fetches what lies out for it, and puts its answers in."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass
class CsvFake:
    """`rows` holds each fact once, by its key, in the order of the files."""

    folder: Path
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def fetch(self) -> int:
        """Takes every whole file away; how many there were."""
        found = sorted(self.folder.joinpath("out").glob("*.csv"))
        for path in found:
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    self.rows[row["key"]] = row
            path.unlink()
        return len(found)

    def work(self, reference: str, status: str, *, at: datetime, words: str = "") -> None:
        """Somebody in the back office sets a status; it is put in as a file of its own."""
        folder = self.folder / "in"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{at:%Y%m%dT%H%M%S%f}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(
                [("reference", "status", "at", "note"), (reference, status, at.isoformat(), words)]
            )
