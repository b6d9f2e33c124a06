"""Take in an extract of another system's service requests, list what was taken in, and take it back."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.extracts.files import SourceRow, open_extract
from civichub.cases.extracts.mapping import Mapping311, mapping_for, read_mapping, shipped_mappings
from civichub.cases.extracts.planning import Planner
from civichub.cases.extracts.reading import ExtractReader
from civichub.cases.models import CaseImport
from civichub.cases.operations.extracts import begin_case_import, finish_case_import, import_case_rows, sort_out
from civichub.cases.operations.undoing_extracts import undo_case_import
from civichub.cases.queries.extracts import case_import, case_imports, rejected_rows
from civichub.commands.reporting import Progress, Rejected, report_left_out
from civichub.core.errors import HubError, Invalid
from civichub.organisations.queries import organisation_by_slug

DONE, REFUSED, NOT_UNDERSTOOD = 0, 1, 2
ROWS_IN_A_BATCH = 500


def main(argv: Sequence[str]) -> int:
    """Runs one command line; 0 when done, 1 when rows or the whole were refused, 2 when not understood."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except HubError as error:
        print(f"civichub import: {error.message}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"civichub import: {error.filename or ''}: {error.strerror}.", file=sys.stderr)
        return NOT_UNDERSTOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub import", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    extract = commands.add_parser("311", help="take in an Open311 extract: CSV, JSON or Parquet")
    extract.add_argument("file", type=Path)
    extract.add_argument("--organisation", metavar="SLUG", help="the body whose requests these all are")
    known = ", ".join(shipped_mappings())
    extract.add_argument("--mapping", help=f"a YAML file, or one of {known}; without it the columns decide")
    extract.add_argument(
        "--dry-run", action="store_true", help="check every row, say what would happen, change nothing"
    )
    extract.add_argument("--rejects", type=Path, help="where rows that are left out go (default: FILE.rejected.csv)")
    extract.add_argument("--batch-size", type=_batch_size, default=ROWS_IN_A_BATCH, metavar="N", help="rows at a time")
    extract.set_defaults(run=_import_311)
    undo = commands.add_parser("undo", help="take back an import, by its number")
    undo.add_argument("number", type=int)
    undo.set_defaults(run=_undo)
    commands.add_parser("list", help="list the imports").set_defaults(run=_list)
    return parser


def _batch_size(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError("give a number from 1 to 10000")
    return number


def _import_311(arguments: argparse.Namespace) -> int:
    given = _given_mapping(arguments.mapping)
    rows = open_extract(arguments.file, encoding=given.encoding if given else "utf-8")
    first = list(islice(rows, 1))
    if not first:
        raise Invalid({"file": "The file holds no rows."})
    mapping = given or mapping_for(first[0].cells)
    organisation = _organisation(arguments.organisation)
    now = timezone.now()
    reader, planner = ExtractReader(mapping, at=now), Planner(mapping, organisation, now)
    work = _DryRun(reader, planner) if arguments.dry_run else _Import(arguments, mapping, reader, planner)
    progress = Progress(arguments.file, work.rows_done)
    waiting = dropwhile(lambda row: row.number <= work.rows_done, chain(first, rows))
    while part := list(islice(waiting, arguments.batch_size)):
        work.take(part)
        progress.show(part[-1].number, work.rejected)
    progress.end()
    work.finish()
    return _report(arguments, work)


class _DryRun:
    """Every row read and planned, nothing written."""

    def __init__(self, reader: ExtractReader, planner: Planner) -> None:
        self._reader, self._planner = reader, planner
        self._references: set[tuple[int, str]] = set()
        self.rows_done = self.added = self.known = self.rejected = 0
        self._left_out: list[Rejected] = []

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

    def left_out(self) -> Iterable[Rejected]:
        """The rows that would be left out."""
        return sorted(self._left_out, key=lambda row: row[0])

    def in_words(self) -> str:
        """What would happen."""
        return (
            f"{self.rows_done:,} rows: {self.added:,} would be added, {self.known:,} are here already, "
            f"{self.rejected:,} would be left out. Nothing was written."
        )


class _Import:
    """Batch after batch, each in a transaction of its own; started again after a crash, it goes on."""

    def __init__(
        self, arguments: argparse.Namespace, mapping: Mapping311, reader: ExtractReader, planner: Planner
    ) -> None:
        self._reader, self._planner, self._actor = reader, planner, system_account()
        self._batch: CaseImport = begin_case_import(
            file_name=arguments.file.name,
            file_digest=_digest(arguments.file, repr(mapping), arguments.organisation or ""),
            source=mapping.source,
            organisation=planner.organisation,
            actor=self._actor,
            at=timezone.now(),
        )
        if self.rows_done:
            print(f"Going on after row {self.rows_done:,}, where import {self._batch.pk} stopped.", file=sys.stderr)

    @property
    def rows_done(self) -> int:
        """How far the import has got."""
        return self._batch.rows_done

    @property
    def rejected(self) -> int:
        """How many rows were left out."""
        return self._batch.rejected

    def take(self, rows: list[SourceRow]) -> None:
        """Write these rows, all or none of them."""
        self._batch = import_case_rows(
            batch=self._batch, rows=rows, reader=self._reader, planner=self._planner, actor=self._actor,
            at=timezone.now(),
        )  # fmt: skip

    def finish(self) -> None:
        """The end of the file was reached."""
        self._batch = finish_case_import(batch=self._batch, actor=self._actor, at=timezone.now())

    def left_out(self) -> Iterator[Rejected]:
        """The rows that were left out, also by an earlier start of this import."""
        for row in rejected_rows(self._batch).iterator():
            yield row.row, row.part, row.reason, row.cells

    def in_words(self) -> str:
        """What happened."""
        done = self._batch
        return (
            f"{done.rows_done:,} rows: {done.added:,} added, {done.known:,} were here already, {done.rejected:,} left "
            f"out. To take it back: civichub import undo {done.pk}"
        )


def _report(arguments: argparse.Namespace, work: _DryRun | _Import) -> int:
    rejects = arguments.rejects or arguments.file.with_name(f"{arguments.file.name}.rejected.csv")
    print(work.in_words())
    if not work.rejected:
        return DONE
    report_left_out(work.left_out(), rejects)
    return REFUSED


def _given_mapping(name: str | None) -> Mapping311 | None:
    if name is None:
        return None
    shipped = shipped_mappings().get(name)
    return shipped or read_mapping(Path(name).read_text(encoding="utf-8"))


def _organisation(slug: str | None) -> Any:
    found = organisation_by_slug(slug) if slug else None
    if slug and found is None:
        raise Invalid({"organisation": f"There is no organisation called {slug}."})
    return found


def _digest(path: Path, *words: str) -> str:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256")
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def _undo(arguments: argparse.Namespace) -> int:
    batch = case_import(arguments.number)
    if batch is None:
        raise Invalid({"number": f"There is no import {arguments.number}. `civichub import list` names them."})
    removed = undo_case_import(batch=batch, actor=system_account(), at=timezone.now())
    print(f"{batch.file_name} has been taken back: {removed:,} cases and their contacts were removed.")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    for batch in case_imports():
        counts = f"{batch.added:,} added, {batch.known:,} known, {batch.rejected:,} left out"
        print(f"{batch.pk:>6}  {timezone.localtime(batch.started_at):%d %b %Y %H:%M}  {batch}: {counts}")
    return DONE
