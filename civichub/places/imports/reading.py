"""A file of addresses, row by row: each row becomes a `StagedAddress` or a list of problems that name the fix."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.places.grid import require_in_great_britain, to_grid
from civichub.places.identifiers import normalise_uprn, normalise_usrn
from civichub.places.imports.columns import Columns, match_columns
from civichub.places.postcodes import parse_postcode
from civichub.places.wording import number_to_sort_by, search_text, street_search_text

LONGEST_LINE = 100_000
LENGTHS = {
    "organisation_name": 100,
    "sub_building": 60,
    "building_name": 90,
    "building_number": 20,
    "street": 100,
    "locality": 60,
    "town": 60,
    "classification": 10,
}
# Logical status in AddressBase: 1 approved, 3 alternative, 5 candidate, 6 provisional, 7 rejected, 8 historical,
# 9 rejected by the local authority.
STATUSES = {
    **dict.fromkeys(("", "live", "1", "3", "approved", "alternative"), "live"),
    **dict.fromkeys(("provisional", "5", "6", "candidate"), "provisional"),
    **dict.fromkeys(("historic", "historical", "7", "8", "9", "rejected"), "historic"),
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class StagedAddress(NamedTuple):
    """One good row, in the order of the staging table."""

    line: int
    uprn: str
    usrn: str
    organisation_name: str
    sub_building: str
    building_name: str
    building_number: str
    street: str
    locality: str
    town: str
    postcode: str
    easting: float
    northing: float
    classification: str
    status: str
    number_to_sort_by: int | None
    search_text: str
    street_key: str
    street_search: str


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of a file. Row 1 is the header, as a spreadsheet counts."""

    row: int
    field: str
    value: str
    message: str

    def __str__(self) -> str:
        shown = f" ({self.value[:60]})" if self.value else ""
        return f"row {self.row}, {self.field}{shown}: {self.message}"


@dataclass
class ReadRow:
    """A row as it stood, and what became of it: `address`, or at least one problem."""

    number: int
    cells: Sequence[str]
    address: StagedAddress | None = None
    problems: list[RowProblem] = field(default_factory=list)


class AddressFile:
    """A CSV file of addresses (binary and seekable), to iterate over by row; UTF-8 with or without mark, or UTF-16.

    `header` names the columns of a file that has none, as Ordnance Survey ships AddressBase. Raises `Invalid` on
    ``file`` or ``columns`` when the file as a whole cannot be read.
    """

    def __init__(
        self, source: BinaryIO, *, mapping: Mapping[str, str] | None = None, header: Sequence[str] | None = None
    ) -> None:
        self._lines = csv.reader(_decoded(source), strict=True)
        self._number = 0
        names = header if header is not None else self._next_cells()
        if not names:
            raise Invalid({"file": "The file is empty."})
        self.columns: Columns = match_columns(names, mapping)
        self._lines_of_uprns: dict[str, int] = {}

    def __iter__(self) -> Iterator[ReadRow]:
        while (cells := self._next_cells()) is not None:
            if any(cells):
                yield self._read(cells)

    def _next_cells(self) -> list[str] | None:
        self._number += 1
        try:
            return next(self._lines, None)
        except UnicodeDecodeError as error:
            raise Invalid({"file": f"Row {self._number} is not in UTF-8. Save the file as CSV UTF-8."}) from error
        except csv.Error as error:
            raise Invalid(
                {"file": f"Row {self._number} cannot be read ({error}). Check its quotation marks."}
            ) from error

    def _read(self, cells: list[str]) -> ReadRow:
        row = ReadRow(self._number, cells)
        if len(cells) != len(self.columns.header):
            fault = f"This row has {len(cells)} cells and the header has {len(self.columns.header)}. Check its commas."
            row.problems.append(RowProblem(row.number, "row", "", fault))
            return row
        row.address, row.problems = _RowReader(self.columns, cells, row.number).read()
        if row.address:
            first = self._lines_of_uprns.setdefault(row.address.uprn, row.number)
            if first != row.number:
                fault = f"Row {first} has the same UPRN. Keep one of the two."
                row.problems.append(RowProblem(row.number, "uprn", row.address.uprn, fault))
                row.address = None
        return row


class _RowReader:
    """Reads the parts of one row; collects every problem instead of stopping at the first."""

    def __init__(self, columns: Columns, cells: list[str], number: int) -> None:
        self.columns, self.cells, self.number = columns, cells, number
        self.problems: list[RowProblem] = []

    def read(self) -> tuple[StagedAddress | None, list[RowProblem]]:
        uprn = self._checked("uprn", normalise_uprn)
        usrn = self._checked("usrn", normalise_usrn) if self._value("usrn") else ""
        parts = _Parts(**{part: self._text(part, most) for part, most in LENGTHS.items()}, postcode=self._postcode())
        parts = parts.with_addressable_objects(self._value)
        easting, northing = self._position()
        status = self._status()
        if not (parts.organisation_name or parts.building_name or parts.building_number or parts.sub_building):
            self._fault("building_number", "", "Give a number or name: a building, a flat or an organisation.")
        if self.problems:
            return None, self.problems
        street_key, street_search = _street(usrn, parts.street, parts.locality, parts.town)
        address = StagedAddress(
            self.number, uprn, usrn, *parts[:8], easting, northing, parts.classification, status,
            number_to_sort_by(parts.building_number, parts.building_name, parts.sub_building),
            search_text(parts)[:500], street_key, street_search,
        )  # fmt: skip
        return address, []

    def _value(self, part: str) -> str:
        return _without_guard(self.columns.value(self.cells, part))

    def _fault(self, part: str, value: str, message: str) -> None:
        self.problems.append(RowProblem(self.number, part, value, message))

    def _checked(self, part: str, check: Callable[[str], str]) -> str:
        value = self._value(part)
        try:
            return check(value)
        except Invalid as error:
            self._fault(part, value, error.message)
            return ""

    def _text(self, part: str, most: int) -> str:
        value = self._value(part)
        if value.isascii() and value.isprintable() and len(value) <= most and "  " not in value:
            return value
        try:
            return clean_text(value, field=part, max_length=most)
        except Invalid as error:
            self._fault(part, value, error.message)
            return ""

    def _postcode(self) -> str:
        value = self._value("postcode")
        found = parse_postcode(value) if value else ""
        if found is None:
            self._fault("postcode", value, "Write a full UK postcode, like BK1 1AA, or leave it empty.")
        return found or ""

    def _status(self) -> str:
        if self._value("change_type").upper() == "D":
            return "historic"
        value = self._value("status")
        found = STATUSES.get(value.lower())
        if found is None:
            self._fault("status", value, "Write live, provisional or historic, or a logical status from 1 to 9.")
        return found or ""

    def _position(self) -> tuple[float, float]:
        metres = self._value("easting"), self._value("northing")
        degrees = self._value("latitude"), self._value("longitude")
        in_degrees = any(degrees) and not any(metres)
        names, values = (("latitude", "longitude"), degrees) if in_degrees else (("easting", "northing"), metres)
        try:
            first, second = (float(value) for value in values)
        except ValueError:
            missing = next(
                (name for name, value in zip(names, values, strict=True) if not _is_decimal(value)), names[0]
            )
            self._fault(missing, self._value(missing), f"Write the {missing} as a number.")
            return 0.0, 0.0
        try:
            if names[0] == "latitude":
                point = to_grid(first, second)
                return point.easting, point.northing
            require_in_great_britain(first, second)
        except Invalid as error:
            self._fault(names[0], ", ".join(values), error.message)
        return round(first, 3), round(second, 3)


class _Parts(NamedTuple):
    organisation_name: str
    sub_building: str
    building_name: str
    building_number: str
    street: str
    locality: str
    town: str
    postcode: str
    classification: str

    def with_addressable_objects(self, value: Callable[[str], str]) -> _Parts:
        """With BS 7666 numbers (PAO for the building, SAO for the part of it) where the postal ones are empty."""
        number = self.building_number or _number_range(value, "pao")
        flat = self.sub_building or _number_range(value, "sao")
        if number == self.building_number and flat == self.sub_building:
            return self
        return self._replace(building_number=number, sub_building=flat)


def _number_range(value: Callable[[str], str], prefix: str) -> str:
    """``12A-14`` from the four columns of a primary or secondary addressable object."""
    start = value(f"{prefix}_start_number") + value(f"{prefix}_start_suffix")
    end = value(f"{prefix}_end_number") + value(f"{prefix}_end_suffix")
    return f"{start}-{end}" if end else start


@lru_cache(maxsize=4096)
def _street(usrn: str, name: str, locality: str, town: str) -> tuple[str, str]:
    """A street's key and what it is found by; both empty where the address has no street."""
    if not name:
        return "", ""
    found_by = street_search_text(name, locality, town)
    return (f"usrn:{usrn}" if usrn else found_by)[:240], found_by[:240]


def _decoded(source: BinaryIO) -> Iterator[str]:
    """The lines of the file; a line without end is refused before it fills the memory."""
    encoding = "utf-16" if source.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Invalid({"file": f"A line is longer than {LONGEST_LINE:,} characters. Check its quotation marks."})
        yield line


def _is_decimal(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def guarded(cell: str) -> str:
    """A cell that no spreadsheet will take for a formula; a plain number stays as it is."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _is_decimal(cell) else cell


def _without_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell


def read_header(path: Path) -> list[str]:
    """The column names of a separate header file. Raises `Invalid` on ``header`` when it holds none."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines), [])
    if not names:
        raise Invalid({"header": f"{path.name} holds no column names."})
    return names
