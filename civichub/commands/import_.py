"""Take in an extract of another system's service requests, list what was taken in, and take it back."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.extracts.mapping import Mapping311, read_mapping, shipped_mappings
from civichub.cases.extracts.runs import ROWS_AT_A_TIME, DryRun, Extract, ImportRun
from civichub.cases.operations.undoing_extracts import undo_case_import
from civichub.cases.queries.extracts import case_import, case_imports
from civichub.commands.reporting import Progress, report_left_out
from civichub.core.errors import HubError, Invalid
from civichub.organisations.queries import organisation_by_slug

DONE, REFUSED, NOT_UNDERSTOOD = 0, 1, 2


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
    extract.add_argument("--batch-size", type=_batch_size, default=ROWS_AT_A_TIME, metavar="N", help="rows at a time")
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
    given, path = _given_mapping(arguments.mapping), arguments.file
    extract = Extract(path, organisation=_organisation(arguments.organisation), at=timezone.now(), given=given)
    run: DryRun | ImportRun = DryRun(extract) if arguments.dry_run else _import_run(arguments, extract)
    progress = Progress(path, run.rows_done)
    extract.go_through(run, size=arguments.batch_size, on_part=lambda: progress.show(run.rows_done, run.rejected))
    progress.end()
    return _report(arguments, run)


def _import_run(arguments: argparse.Namespace, extract: Extract) -> ImportRun:
    digest = _digest(arguments.file, repr(extract.mapping), arguments.organisation or "")
    run = ImportRun(extract, file_name=arguments.file.name, file_digest=digest, actor=system_account())
    if run.rows_done:
        print(f"Going on after row {run.rows_done:,}, where import {run.batch.pk} stopped.", file=sys.stderr)
    return run


def _report(arguments: argparse.Namespace, work: DryRun | ImportRun) -> int:
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
