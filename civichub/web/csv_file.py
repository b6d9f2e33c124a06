"""Rows as a spreadsheet file that holds no live formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse

LONDON = ZoneInfo("Europe/London")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    def write(self, line: str) -> str:
        return line


def safe_cell(value: Any) -> str:
    """A cell as text. What a spreadsheet would run gets an apostrophe before it; numbers and phone numbers do not."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if text.startswith(_FORMULA_STARTS) and not text.lstrip("+-").replace(" ", "").replace(".", "", 1).isdigit():
        return f"'{text}"
    return text


def stream(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of `rows`, sent as they are read. UTF-8 with a mark, so that spreadsheets read names rightly."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow([safe_cell(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
