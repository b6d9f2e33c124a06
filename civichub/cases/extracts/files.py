"""The rows of an extract, whatever its format: CSV, JSON (one array, or one object per line) or Parquet.

A row that cannot be read is a row with a fault, never the end of the file: one bad line among a hundred thousand must
not hold up the rest.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from civichub.core.errors import Invalid

LONGEST_CELL = 20_000
_LISTS = ("service_requests", "requests", "results", "records", "data", "features")
_BROKEN = "\ufffd"


@dataclass(frozen=True)
class SourceRow:
    """A row as it stands in the file, by column name. `number` counts from 1, the header left out; `fault`: unreadable.

    `cells` are texts, trimmed; an empty one is left out.
    """

    number: int
    cells: dict[str, str]
    fault: str = ""


def open_extract(path: Path, *, encoding: str = "utf-8") -> Iterator[SourceRow]:
    """The rows of a file, by the ending of its name. Raises `Invalid` on ``file`` when it is no extract at all."""
    ending = path.suffix.lower()
    if ending in (".parquet", ".pq"):
        yield from _parquet(path)
        return
    with path.open("rb") as source:
        if ending in (".json", ".geojson", ".jsonl", ".ndjson"):
            yield from json_rows(source)
        else:
            yield from csv_rows(source, encoding=encoding)


def csv_rows(source: BinaryIO, *, encoding: str = "utf-8") -> Iterator[SourceRow]:
    """The rows of a CSV file with a header; a byte-order mark is understood. Raises `Invalid` without a header."""
    lines = csv.reader(_decoded(source, encoding))
    try:
        header = [name.strip().strip("\ufeff") for name in next(lines, [])]
    except csv.Error as error:
        raise Invalid({"file": f"The header cannot be read ({error}). Is this a CSV file?"}) from error
    if not any(header):
        raise Invalid({"file": "The file is empty: the first row must name the columns."})
    doubled = [name for name, times in Counter(header).items() if times > 1 and name]
    number = 0
    while True:
        try:
            cells = next(lines, None)
        except csv.Error as error:
            number += 1
            yield SourceRow(number, {}, f"This row cannot be read ({error}). Check its quotation marks.")
            continue
        if cells is None:
            return
        if not any(cells):
            continue
        number += 1
        yield _csv_row(number, header, cells, doubled)


def _csv_row(number: int, header: list[str], cells: list[str], doubled: list[str]) -> SourceRow:
    pairs = [(name, cell.strip()) for name, cell in zip(header, cells, strict=False) if name]
    found = {name: cell for name, cell in reversed(pairs) if cell}
    fault = ""
    if len(cells) != len(header):
        fault = f"This row has {len(cells)} cells and the header has {len(header)}. Check its commas."
    for name in doubled:
        if len({cell for column, cell in pairs if column == name}) > 1:
            fault = f"The column {name} appears twice and holds different things. Remove one of them."
    return checked(number, found, fault)


def checked(number: int, cells: dict[str, str], fault: str = "") -> SourceRow:
    """A row, with the fault that any cell brings: a NUL, another encoding, a cell too long to be meant."""
    for name, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            fault = fault or f"{name} has {len(cell):,} characters; at most {LONGEST_CELL:,} are taken."
        elif "\x00" in cell:
            fault = fault or f"{name} holds a NUL character. Remove it."
        elif any("\ud800" <= letter <= "\udfff" for letter in cell) or _BROKEN in cell:
            fault = fault or f"{name} holds bytes in another encoding. Save the file as UTF-8, or name its encoding."
    return SourceRow(number, cells, fault)


def _decoded(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Bytes that do not fit stay in their row as lone surrogates, which `checked` finds."""
    start = source.read(4)
    source.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.TextIOWrapper(source, "utf-16", errors="replace", newline="")
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    return io.TextIOWrapper(source, name, errors="surrogateescape", newline="")


def json_rows(source: BinaryIO) -> Iterator[SourceRow]:
    """The objects of a JSON array (bare, or under a usual name), or of a file with one object a line."""
    text = source.read().decode("utf-8-sig", errors="surrogateescape")
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = [_object_of(line) for line in text.splitlines() if line.strip()]
        if not any(isinstance(item, dict) for item in found):
            raise Invalid({"file": "The file is not JSON: neither as a whole nor line by line."}) from None
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), [found])
    if not isinstance(found, list):
        raise Invalid({"file": "The file must hold a list of service requests."})
    yield from object_rows(found)


def _object_of(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def object_rows(found: Iterable[Any]) -> Iterator[SourceRow]:
    """A row for each object; anything else in its place is a row with a fault."""
    for number, item in enumerate(found, start=1):
        if not isinstance(item, dict):
            yield SourceRow(number, {}, "This is not an object with named values.")
            continue
        values = item["properties"] if isinstance(item.get("properties"), dict) else item
        cells = {str(name): _text(value) for name, value in values.items() if value is not None}
        yield checked(number, {name: cell for name, cell in cells.items() if cell})


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _parquet(path: Path) -> Iterator[SourceRow]:
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError as error:
        words = "Parquet files need the package pyarrow. Install it, or save the extract as CSV."
        raise Invalid({"file": words}) from error
    try:
        table = parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise Invalid({"file": f"The file is not Parquet: {error}."}) from error
    yield from object_rows(item for part in table.iter_batches(2_000) for item in part.to_pylist())
