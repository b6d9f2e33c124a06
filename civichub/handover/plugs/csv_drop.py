"""CSV files in a folder that another system fetches from, and puts its answers in.

Under ``$CIVICHUB_HANDOVER_FOLDER/<address>/``: ``out`` holds one file for each fact, named so that they sort in order
and that a repeat is the same file, and the case's own files in a folder beside it; ``in`` takes files with the columns
reference, status, at and note, which go to ``done`` once they are read, or to ``refused``.
"""

from __future__ import annotations

import csv
import io
import mimetypes
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from civichub.core.errors import Invalid
from civichub.handover.plugs.base import Accepted, Carried, Outgoing, Refused, Report, Target, TellsOnly, TryLater

COLUMNS = (
    "key", "what", "reference", "their_reference", "service", "service_code", "status", "stage", "outcome", "opened_at",
    "occurred_at", "title", "description", "note", "place", "uprn", "latitude", "longitude", "name", "email", "phone",
    "answers", "files",
)  # fmt: skip
LARGEST_FILE, MOST_FILES = 5_000_000, 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?[0-9 .]+")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def check_folder(name: str) -> str:
    """The folder's name as it may be stored. Raises `Invalid`: a name with dots or slashes could lead elsewhere."""
    if not _FOLDER.fullmatch(name):
        raise Invalid({"address": "Name the folder in small letters, digits and hyphens, such as highways-works."})
    return name


class CsvPlug(TellsOnly):
    """Writes each file under another name first, so that nobody fetches half of one."""

    can_be_asked = False

    def send(self, target: Target, outgoing: Outgoing) -> Accepted:
        """One file. The same fact again writes the same file, unless they have fetched it."""
        folder = _folder(target) / "out"
        stamp = outgoing.occurred_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{stamp}-{outgoing.reference}-{outgoing.key}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = [_put_beside(folder, name, number, file) for number, file in enumerate(outgoing.files, 1)]
            _write_whole(folder / name, _text(outgoing, files).encode())
        except OSError as error:
            raise TryLater("no_folder") from error
        return Accepted(reference=outgoing.theirs or outgoing.reference)

    def news(self, target: Target, since: datetime) -> Iterable[Report]:
        """What lies in ``in``. A file is put away once its last row has been dealt with."""
        folder = _folder(target)
        try:
            waiting = sorted(path for path in (folder / "in").glob("*.csv") if not path.is_symlink())[:MOST_FILES]
        except OSError as error:
            raise TryLater("no_folder") from error
        for path in waiting:
            try:
                reports = list(_reports(path))
            except (ValueError, KeyError, csv.Error, OSError):
                _put_away(path, folder / "refused")
                continue
            yield from reports
            _put_away(path, folder / "done")


def _put_beside(folder: Path, name: str, number: int, file: Carried) -> str:
    """A file of the case, in a folder of the fact's own; where it lies, as the manifest's column says it."""
    ending = mimetypes.guess_extension(file.content_type) or ""
    place = f"{name.removesuffix('.csv')}/{number:02}{ending}"
    (folder / place).parent.mkdir(exist_ok=True)
    try:
        content = default_storage.open(file.path, "rb").read()
    except FileNotFoundError as error:
        raise Refused("file_gone") from error
    _write_whole(folder / place, content)
    return place


def _write_whole(path: Path, content: bytes) -> None:
    partly = path.with_name(f".{path.name}.part")
    partly.write_bytes(content)
    os.replace(partly, path)


def _folder(target: Target) -> Path:
    if not settings.HANDOVER_FOLDER:
        raise TryLater("no_folder")
    return Path(settings.HANDOVER_FOLDER) / target.address


def _put_away(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(path, folder / path.name)


def _reports(path: Path) -> Iterator[Report]:
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError("too large")
    for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
        at = datetime.fromisoformat(row["at"])
        if at.tzinfo is None or "\x00" in "".join(map(str, row.values())):
            raise ValueError("a time without its zone, or a NUL")
        theirs = row["reference"].strip()[:120]
        yield Report(
            theirs, row["status"].strip()[:60], at.astimezone(UTC), ours=theirs, note=(row.get("note") or "")[:4_000]
        )


def _text(outgoing: Outgoing, files: list[str]) -> str:
    answers = "; ".join(f"{answer.question}: {answer.shown}" for answer in outgoing.answers)
    row = (
        outgoing.key, outgoing.what, outgoing.reference, outgoing.theirs, outgoing.service, outgoing.code,
        outgoing.status, outgoing.stage_words, outgoing.outcome, outgoing.opened_at.isoformat(),
        outgoing.occurred_at.isoformat(), outgoing.title, outgoing.description, outgoing.note, outgoing.place,
        outgoing.uprn, outgoing.latitude, outgoing.longitude, outgoing.reporter_name, outgoing.reporter_email,
        outgoing.reporter_phone, answers, "; ".join(files),
    )  # fmt: skip
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    lines.writerow(["" if cell is None else _harmless(str(cell)) for cell in row])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers and telephone numbers stay as they are."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell
