"""A file of services, row by row, whatever a spreadsheet or an editor made of it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import yaml

from civichub.catalogue.fields import FIELDS
from civichub.core.definitions.problems import did_you_mean
from civichub.core.errors import Invalid

LARGEST_FILE = 20_000_000
MOST_ROWS = 20_000
LONGEST_CELL = 100_000
COLUMN_NAMES: dict[str, str] = {
    **{name: name for name in FIELDS},
    # The headings of the national list as the Local Government Association publishes it.
    "identifier": "lgsl_id",
    "label": "title",
    "history_notes": "history_note",
    # What councils' own spreadsheets say.
    "lgsl": "lgsl_id",
    "lgsl_code": "lgsl_id",
    "lgsl_no": "lgsl_id",
    "name": "title",
    "service": "title",
    "service_name": "title",
    "class": "service_class",
    "keywords": "aliases",
    "synonyms": "aliases",
    "also_known_as": "aliases",
    "form": "form_key",
    "procedure": "procedure_key",
}


@dataclass(frozen=True)
class GivenRow:
    """One row as it stood. `number` is the line of a spreadsheet (the header is 1) or the place in a YAML list."""

    number: int
    values: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True)
class GivenFile:
    """All rows, how columns were read (column -> field), and the columns that nothing reads."""

    rows: tuple[GivenRow, ...]
    mapping: Mapping[str, str]
    unused: tuple[str, ...]


def read_services(content: bytes, *, file_name: str, mapping: Mapping[str, str] | None = None) -> GivenFile:
    """Read a CSV or YAML file; `mapping` (column to field) goes before the known names, and ``-`` leaves a column out.

    CSV may be UTF-8 with or without mark or UTF-16, and separated by commas, semicolons or tabs. Empty cells say
    nothing. Raises `Invalid` on ``file``, ``columns`` or ``mapping`` when the file as a whole cannot be read.
    """
    if len(content) > LARGEST_FILE:
        raise Invalid({"file": f"Split the file: it has {len(content):,} bytes, at most {LARGEST_FILE:,} are read."})
    _refuse_unknown_fields(mapping or {})
    text = _decoded(content)
    if PurePath(file_name).suffix.lower() in (".yaml", ".yml"):
        return _from_yaml(text, mapping or {})
    return _from_csv(text, mapping or {})


def _refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    for column, field in mapping.items():
        if field != "-" and field not in FIELDS:
            raise Invalid({"mapping": f"{column}: there is no field {field}; {did_you_mean(field, FIELDS)}"})


def _decoded(content: bytes) -> str:
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Invalid({"file": f"Line {line} is not in {encoding.upper()}. Save the file as CSV UTF-8."}) from error


def _encoding(content: bytes) -> str:
    """By its mark; without one, a file whose every second byte is NUL is UTF-16 as some systems write it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:400]
    if len(start) > 3 and start[1::2].count(0) > 0.8 * len(start[1::2]):
        return "utf-16-le"
    if len(start) > 3 and start[::2].count(0) > 0.8 * len(start[::2]):
        return "utf-16-be"
    return "utf-8-sig"


def _from_csv(text: str, mapping: Mapping[str, str]) -> GivenFile:
    lines = _cells(text)
    _, header = next(lines, (1, []))
    if not any(cell.strip() for cell in header):
        raise Invalid({"file": "The file is empty. Its first line must name the columns."})
    fields, unused = _match(header, mapping)
    rows = []
    for number, cells in lines:
        if len(rows) >= MOST_ROWS:
            raise Invalid({"file": f"Split the file: it has more than {MOST_ROWS:,} rows."})
        if any(cell.strip() for cell in cells):
            rows.append(_row(number, cells, len(header), fields))
    return GivenFile(tuple(rows), {header[place]: field for place, field in fields.items()}, unused)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line each begins on: a cell with line breaks in it spans several."""
    first_line = text.split("\n", 1)[0]
    separator = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(LONGEST_CELL)
    number = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            fix = "Check its quotation marks." if "limit" not in str(error) else f"Keep cells below {LONGEST_CELL:,}."
            raise Invalid({"file": f"The row on line {number} cannot be read ({error}). {fix}"}) from error
        if cells is None:
            return
        yield number, cells
        number = reader.line_num + 1


def _row(number: int, cells: list[str], width: int, fields: Mapping[int, str]) -> GivenRow:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        fault = f"This row has {len(cells)} cells and the header has {width}. Put cells with commas in quotation marks."
        return GivenRow(number, {}, fault)
    values = {field: cells[place] for place, field in fields.items() if place < len(cells) and cells[place].strip()}
    return GivenRow(number, values)


def _match(header: list[str], mapping: Mapping[str, str]) -> tuple[dict[int, str], tuple[str, ...]]:
    names = [_plain(name) for name in header]
    doubled = [name for name, times in Counter(names).items() if times > 1 and name]
    if doubled:
        raise Invalid({"columns": f"The column {doubled[0]} appears twice. Rename or remove one of them."})
    told = {_plain(column): field for column, field in mapping.items()}
    if lost := [column for column in told if column not in names]:
        raise Invalid({"mapping": f"There is no column {lost[0]}; the file has {', '.join(filter(None, names))}."})
    known = {**COLUMN_NAMES, **told}
    fields = {place: known[name] for place, name in enumerate(names) if known.get(name, "-") != "-"}
    twice = [field for field, times in Counter(fields.values()).items() if times > 1]
    if twice:
        columns = " and ".join(header[place] for place, field in fields.items() if field == twice[0])
        raise Invalid({"columns": f"{columns} both say {twice[0]}. Leave one out with a mapping to -."})
    if "title" not in fields.values() and "lgsl_id" not in fields.values() and "slug" not in fields.values():
        raise Invalid({"columns": "No column names the services. Call one title, or map it to title."})
    unused = tuple(name.strip() for place, name in enumerate(header) if place not in fields and name.strip())
    return fields, unused


def _plain(name: str) -> str:
    return "_".join(name.replace("\ufeff", "").strip().casefold().replace("-", " ").split())


def _from_yaml(text: str, mapping: Mapping[str, str]) -> GivenFile:
    try:
        data = yaml.safe_load(text.replace("\x00", "\ufffd"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1} cannot be read" if mark else "The file cannot be read"
        raise Invalid({"file": f"{where} as YAML ({getattr(error, 'problem', None) or error})."}) from error
    entries = data.get("services") if isinstance(data, dict) else data
    if not isinstance(entries, list) or not entries:
        raise Invalid({"file": "Write a list of services, each with a title."})
    if len(entries) > MOST_ROWS:
        raise Invalid({"file": f"Split the file: it has more than {MOST_ROWS:,} services."})
    told = {_plain(column): field for column, field in mapping.items()}
    rows = [_entry(number, entry, told) for number, entry in enumerate(entries, start=1)]
    return GivenFile(tuple(rows), {name: name for row in rows for name in row.values}, ())


def _entry(number: int, entry: Any, told: Mapping[str, str]) -> GivenRow:
    if not isinstance(entry, dict):
        return GivenRow(number, {}, "Write this service as fields with values, such as title: Missed bin.")
    values: dict[str, Any] = {}
    for name, value in entry.items():
        plain = _plain(str(name))
        field = told.get(plain, COLUMN_NAMES.get(plain, plain))
        if field in values:
            return GivenRow(number, {}, f"{field} is given twice. Keep one.")
        if field != "-" and value not in (None, "", []):
            values[field] = value
    return GivenRow(number, values)
