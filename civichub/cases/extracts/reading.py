"""From a row of an extract to what it says: a request with times, words and a place, or the reason why not. Pure."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from civichub.cases.extracts.files import SourceRow
from civichub.cases.extracts.mapping import ANYTHING_ELSE, PARTS, Mapping311, plain
from civichub.contacts.queries import channel_codes
from civichub.core.errors import Invalid
from civichub.core.text import clean_text

# What a spreadsheet would run: a formula, or the function calls and commands that follow the other signs.
_FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][^\s]*[(|!]")
_TITLE_FROM_DESCRIPTION = 80


class Reject(NamedTuple):
    """Why a row is left out: the part at fault and a sentence that names the fix."""

    part: str
    reason: str


@dataclass(frozen=True)
class PastRequest:
    """What a row says, with times in UTC. `services` are the words to find the service by, the best first.

    `closed_at` is None for a request that is still open. Places are as the extract gives them: words, a UPRN, WGS84
    degrees or OSGB metres.
    """

    row: int
    cells: dict[str, str]
    reference: str
    opened_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    services: tuple[str, ...]
    channel: str
    title: str = ""
    description: str = ""
    notes: str = ""
    outcome: str = ""
    place: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    easting: float | None = None
    northing: float | None = None
    reporter_name: str = ""
    reporter_email: str = ""
    reporter_phone: str = ""


_LENGTHS = {
    "description": (10_000, True),
    "notes": (10_000, True),
    "place": (300, False),
    "uprn": (20, False),
    "reporter_name": (200, False),
    "reporter_email": (254, False),
    "reporter_phone": (20, False),
}


class ExtractReader:
    """Reads rows by a mapping. `at` is now: what an extract says of the future is a mistake in its dates."""

    def __init__(self, mapping: Mapping311, *, at: datetime) -> None:
        self._mapping, self._at = mapping, at
        self._columns = {part: tuple(map(plain, mapping.columns.get(part, ()))) for part in PARTS}
        self._plain: dict[str, str] = {}

    def read(self, row: SourceRow) -> PastRequest | Reject:
        """What the row says, or why it is left out."""
        if row.fault:
            return Reject("row", row.fault)
        cells = {self._name(name): cell for name, cell in row.cells.items()}
        try:
            return self._read(row, {part: self._cell(cells, part) for part in PARTS}, cells)
        except Invalid as error:
            part, reason = next(iter(error.errors.items()))
            return Reject(part, reason)

    def _name(self, name: str) -> str:
        if name not in self._plain:
            self._plain[name] = plain(name)
        return self._plain[name]

    def _cell(self, cells: dict[str, str], part: str) -> str:
        found = next((cells[column] for column in self._columns[part] if column in cells), "")
        if found and _FORMULA.match(found):
            raise Invalid({part: "This looks like a formula of a spreadsheet. Remove the sign at its beginning."})
        return found

    def _read(self, row: SourceRow, parts: dict[str, str], cells: dict[str, str]) -> PastRequest:
        opened, closed, updated = self._times(parts)
        texts = {
            part: clean_text(parts[part], field=part, max_length=longest, lines=lines)
            for part, (longest, lines) in _LENGTHS.items()
        }
        services = tuple(cells[column] for column in self._columns["service"] if column in cells)
        if not services:
            raise Invalid({"service": "Say which service this is about."})
        title = parts["title"] or texts["description"][:_TITLE_FROM_DESCRIPTION]
        source = self._mapping.source
        reference = clean_text(parts["reference"], field="reference", max_length=60, required=True)
        return PastRequest(
            row=row.number,
            cells=row.cells,
            reference=f"{source}:{reference}" if source else reference,
            opened_at=opened,
            closed_at=closed,
            updated_at=updated,
            services=services,
            channel=self._channel(parts["channel"]),
            title=clean_text(title, field="title", max_length=200),
            outcome=self._outcome(parts["outcome"]),
            latitude=_number("latitude", parts["latitude"]),
            longitude=_number("longitude", parts["longitude"]),
            easting=_number("easting", parts["easting"]),
            northing=_number("northing", parts["northing"]),
            **texts,
        )

    def _times(self, parts: dict[str, str]) -> tuple[datetime, datetime | None, datetime]:
        opened, closed, updated = (self._time(part, parts[part]) for part in ("opened", "closed", "updated"))
        if opened is None:
            raise Invalid({"opened": "Say when it was opened."})
        status = parts["status"].lower()
        is_closed = status in self._mapping.closed if status else closed is not None
        if not is_closed:
            return opened, None, max(opened, updated or opened)
        closed = closed or updated
        if closed is None:
            raise Invalid({"closed": f"The status is “{parts['status']}”, but nothing says when it was closed."})
        if closed < opened:
            raise Invalid({"closed": "It was closed before it was opened. One of the two dates is wrong."})
        return opened, closed, max(closed, updated or closed)

    def _time(self, part: str, text: str) -> datetime | None:
        if not text:
            return None
        found = self._parse(part, text)
        try:
            found = found.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise Invalid({part: "This date is out of range."}) from error
        if found > self._at or found.year < 1970:
            raise Invalid({part: f"{found:%-d %B %Y} is in the future, or before 1970."})
        return found

    def _parse(self, part: str, text: str) -> datetime:
        """An aware moment. Whole seconds are enough for dates in the mapping's own formats."""
        for form in self._mapping.dates:
            try:
                read = time.strptime(text, form)
            except ValueError:
                continue
            zone = self._zone(part) if read.tm_gmtoff is None else timezone(timedelta(seconds=read.tm_gmtoff))
            return datetime(*read[:5], min(read.tm_sec, 59), tzinfo=zone)
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            words = f"“{text[:40]}” is not a date that the mapping knows. Add its format under dates."
            raise Invalid({part: words}) from error
        return found if found.tzinfo else found.replace(tzinfo=self._zone(part))

    def _zone(self, part: str) -> tzinfo:
        if self._mapping.time_zone is None:
            raise Invalid({part: "This date gives no time zone. Name the extract's under time_zone."})
        return self._mapping.time_zone

    def _channel(self, text: str) -> str:
        known = self._mapping.channels
        word = text.strip().lower()
        found = known.get(word) or (word if word in channel_codes() else known.get(ANYTHING_ELSE))
        if found is None:
            raise Invalid({"channel": f"“{text[:40]}” is not a channel. Add it to the mapping's channels."})
        return found

    def _outcome(self, text: str) -> str:
        return self._mapping.outcomes.get(text.strip().lower(), self._mapping.outcomes.get(ANYTHING_ELSE, ""))


def _number(part: str, text: str) -> float | None:
    """A coordinate, or None for nothing."""
    if not text:
        return None
    try:
        found = float(text)
    except ValueError as error:
        raise Invalid({part: f"“{text[:40]}” is not a number."}) from error
    if not abs(found) < 10_000_000:
        raise Invalid({part: f"“{text[:40]}” is not a coordinate."})
    return found
