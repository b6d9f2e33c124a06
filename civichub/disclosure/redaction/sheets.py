"""The rows of spreadsheets, with the values that were worked out when the file was last kept. Pure."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_COLUMNS = 60
"""What stands further to the right is put under the row, so that a page can be printed."""
DATES_FROM = datetime(1899, 12, 30, tzinfo=UTC)  # ISO/IEC 29500-1, 18.17.4.1, as programs count it
SHIPPED_DATES = frozenset({*range(14, 23), *range(45, 48)})  # ISO/IEC 29500-1, 18.8.30
Rows = Iterator[tuple[str, ...]]


def sheets_of_xlsx(
    package: zipfile.ZipFile, part_of: Callable[[zipfile.ZipFile, str], Element]
) -> Iterator[tuple[str, bool, Rows]]:
    """Each sheet's name, whether it is hidden, and its rows."""
    names = set(package.namelist())
    strings, dates = [], frozenset[int]()
    if "xl/sharedStrings.xml" in names:
        strings = [_said(one) for one in part_of(package, "xl/sharedStrings.xml")]
    if "xl/styles.xml" in names:
        dates = _styles_of_dates(part_of(package, "xl/styles.xml"))
    targets = {one.get("Id"): one.get("Target", "") for one in part_of(package, "xl/_rels/workbook.xml.rels")}
    for sheet in part_of(package, "xl/workbook.xml").iter(f"{S}sheet"):
        target = targets.get(sheet.get(f"{R}id"), "").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        if path in names:
            hidden = sheet.get("state", "visible") != "visible"
            yield sheet.get("name", ""), hidden, _rows_of_xlsx(part_of(package, path), strings, dates)


def _styles_of_dates(styles: Element) -> frozenset[int]:
    """The places of the cell styles that show a number as a date or a time."""
    own = {
        one.get("numFmtId") for one in styles.iter(f"{S}numFmt")
        if re.search(r"[ymdhs]", re.sub(r'"[^"]*"|\[[^]]*\]|\\.', "", one.get("formatCode", "").lower()))
    }  # fmt: skip
    cells = styles.find(f"{S}cellXfs")
    found = [one.get("numFmtId", "0") for one in cells] if cells is not None else []
    return frozenset(place for place, code in enumerate(found) if code in own or int(code) in SHIPPED_DATES)


def _rows_of_xlsx(sheet: Element, strings: list[str], dates: frozenset[int]) -> Rows:
    for row in sheet.iter(f"{S}row"):
        cells = {_column(cell.get("r", "")): _value(cell, strings, dates) for cell in row.iter(f"{S}c")}
        if any(cells.values()):
            yield _wide([cells.get(place, "") for place in range(max(cells) + 1)])


def _column(place: str) -> int:
    """``C7`` is 2. The standard knows no more than 16,384."""
    letters = re.match(r"[A-Z]{1,3}", place)
    number = 0
    for letter in letters.group() if letters else "A":
        number = number * 26 + ord(letter) - 64
    return min(number, 16_384) - 1


def _value(cell: Element, strings: list[str], dates: frozenset[int]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{S}v", "")
    if kind == "s":
        return strings[int(value)] if value else ""
    if kind == "inlineStr":
        return _said(cell)
    if kind == "b":
        return "yes" if value == "1" else "no"
    if kind == "n" and value and int(cell.get("s", "0")) in dates:
        return _moment(float(value))
    return value


def _moment(number: float) -> str:
    try:
        at = DATES_FROM + timedelta(days=number)
    except OverflowError:
        return str(number)
    return f"{at:%-d %B %Y %H:%M}".removesuffix(" 00:00")


def _said(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{S}t"))


def rows_of_ods(table: Element, lines: Callable[[Element], str]) -> Rows:
    """The rows of a table; what says nothing is said once, however often it is repeated."""
    for row in table.iter(f"{TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                said = lines(cell)
                cells += [said] * (
                    min(MOST_COLUMNS, int(cell.get(f"{TABLE}number-columns-repeated", "1"))) if said else 1
                )
        if any(cells):
            yield _wide(cells)


def _wide(cells: list[str]) -> tuple[str, ...]:
    if len(cells) <= MOST_COLUMNS:
        return tuple(cells)
    return (*cells[: MOST_COLUMNS - 1], "; ".join(filter(None, cells[MOST_COLUMNS - 1 :])))
