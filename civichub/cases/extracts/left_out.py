"""The rows of an extract that were left out, as a CSV file to put right and bring again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from civichub.places.imports.reading import guarded

LeftOut = tuple[int, str, str, dict[str, str]]


def write_left_out(rows: list[LeftOut] | Iterable[LeftOut], file: TextIO) -> None:
    """The number of each row, the field at fault and why, and its cells: none of them a formula to a spreadsheet."""
    rows = list(rows)
    names = list(dict.fromkeys(name for *_, cells in rows for name in cells))
    writer = csv.writer(file)
    writer.writerow(["row", "field", "reason", *map(guarded, names)])
    for number, part, reason, cells in rows:
        in_order = (guarded(cells.get(name, "")).replace("\x00", "\ufffd") for name in names)
        writer.writerow([number, part, reason, *in_order])
