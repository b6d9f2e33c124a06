"""One way through an extract, part after part: tried out with nothing written, or taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.cases.extracts.files import SourceRow, open_extract
from civichub.cases.extracts.left_out import LeftOut
from civichub.cases.extracts.mapping import Mapping311, mapping_for
from civichub.cases.extracts.planning import Planner
from civichub.cases.extracts.reading import ExtractReader
from civichub.cases.models import CaseImport
from civichub.cases.operations.extracts import begin_case_import, finish_case_import, import_case_rows, sort_out
from civichub.cases.queries.extracts import rejected_rows
from civichub.core.errors import Invalid

ROWS_AT_A_TIME = 500


class Extract:
    """A file, with how its columns are read and whose cases it may hold. Raises `Invalid` on ``file`` for no rows."""

    def __init__(self, path: Path, *, organisation: Any, at: datetime, given: Mapping311 | None = None) -> None:
        rows = open_extract(path, encoding=given.encoding if given else "utf-8")
        first = list(islice(rows, 1))
        if not first:
            raise Invalid({"file": "The file holds no rows."})
        self._rows = chain(first, rows)
        self.mapping = given or mapping_for(first[0].cells)
        self.reader = ExtractReader(self.mapping, at=at)
        self.planner = Planner(self.mapping, organisation, at)

    def go_through(
        self, run: DryRun | ImportRun, *, size: int = ROWS_AT_A_TIME, on_part: Callable[[], None] = lambda: None
    ) -> None:
        """Give the rows that `run` has not had yet to it, `size` at a time, and say when each part is done."""
        waiting = dropwhile(lambda row: row.number <= run.rows_done, self._rows)
        while part := list(islice(waiting, size)):
            run.take(part)
            on_part()
        run.finish()


class DryRun:
    """Every row read and planned, nothing written."""

    def __init__(self, extract: Extract) -> None:
        self._reader, self._planner = extract.reader, extract.planner
        self._references: set[tuple[int, str]] = set()
        self.rows_done = self.added = self.known = self.rejected = 0
        self._left_out: list[LeftOut] = []

    def take(self, rows: list[SourceRow]) -> None:
        """Plan these rows. A reference that came earlier in the file would be known by then."""
        planned, known, rejected = sort_out(rows, self._reader, self._planner)
        keys = [(plan.organisation.pk, plan.request.reference) for plan in planned]
        fresh = sum(key not in self._references for key in keys)
        self._references.update(keys)
        self.added, self.known = self.added + fresh, self.known + known + len(keys) - fresh
        self.rejected += len(rejected)
        self._left_out += [(row.number, why.part, why.reason, row.cells) for row, why in rejected]
        self.rows_done = rows[-1].number

    def finish(self) -> None:
        """Nothing is left to do."""

    def left_out(self) -> Iterable[LeftOut]:
        """The rows that would be left out."""
        return sorted(self._left_out, key=lambda row: row[0])

    def in_words(self) -> str:
        """What would happen."""
        return (
            f"{self.rows_done:,} rows: {self.added:,} would be added, {self.known:,} are here already, "
            f"{self.rejected:,} would be left out. Nothing was written."
        )


class ImportRun:
    """Batch after batch, each in a transaction of its own; started again after a crash, it goes on."""

    def __init__(self, extract: Extract, *, file_name: str, file_digest: str, actor: Any) -> None:
        self._reader, self._planner, self._actor = extract.reader, extract.planner, actor
        self.batch: CaseImport = begin_case_import(
            file_name=file_name,
            file_digest=file_digest,
            source=extract.mapping.source,
            organisation=extract.planner.organisation,
            actor=actor,
            at=timezone.now(),
        )

    @property
    def rows_done(self) -> int:
        """How far the import has got."""
        return self.batch.rows_done

    @property
    def rejected(self) -> int:
        """How many rows were left out."""
        return self.batch.rejected

    def take(self, rows: list[SourceRow]) -> None:
        """Write these rows, all or none of them."""
        self.batch = import_case_rows(
            batch=self.batch, rows=rows, reader=self._reader, planner=self._planner, actor=self._actor,
            at=timezone.now(),
        )  # fmt: skip

    def finish(self) -> None:
        """The end of the file was reached."""
        self.batch = finish_case_import(batch=self.batch, actor=self._actor, at=timezone.now())

    def left_out(self) -> Iterator[LeftOut]:
        """The rows that were left out, also by an earlier start of this import."""
        for row in rejected_rows(self.batch).iterator():
            yield row.row, row.part, row.reason, row.cells

    def in_words(self) -> str:
        """What happened."""
        done = self.batch
        return (
            f"{done.rows_done:,} rows: {done.added:,} added, {done.known:,} were here already, {done.rejected:,} left "
            f"out. To take it back: civichub import undo {done.pk}"
        )
