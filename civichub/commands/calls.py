"""Take in another exchange's records of calls, list what was taken in, and take it back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.extracts.files import SourceRow, open_extract
from civichub.cases.extracts.left_out import LeftOut
from civichub.commands.reporting import Progress, report_left_out
from civichub.core.errors import HubError, Invalid
from civichub.organisations.queries import organisation_by_slug
from civichub.performance.call_records import CallMapping, Unfit, read_call_mapping
from civichub.performance.operations import GivenCall, begin_call_import, import_calls, undo_call_import
from civichub.performance.queries import call_imports
from civichub.routing.queries import queue_for

DONE, REFUSED, NOT_UNDERSTOOD = 0, 1, 2
ROWS_IN_A_BATCH = 2_000


def main(argv: Sequence[str]) -> int:
    """Runs one command line; 0 when done, 1 when rows or the whole were refused, 2 when not understood."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except HubError as error:
        print(f"civichub calls: {error.message}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"civichub calls: {error.filename or ''}: {error.strerror}.", file=sys.stderr)
        return NOT_UNDERSTOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub calls", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    taken = commands.add_parser("import", help="take in records: CSV, JSON or Parquet, a row for each call")
    taken.add_argument("file", type=Path)
    taken.add_argument("--organisation", metavar="SLUG", required=True, help="the body whose calls they were")
    taken.add_argument("--queue", metavar="SLUG", required=True, help="the line that the calls had joined")
    taken.add_argument("--mapping", type=Path, help="a YAML file that names the columns and words of the records")
    taken.add_argument("--dry-run", action="store_true", help="check every row, say what would happen, change nothing")
    taken.add_argument("--rejects", type=Path, help="where rows that are no call go (default: FILE.rejected.csv)")
    taken.set_defaults(run=_import)
    undo = commands.add_parser("undo", help="take back an import, by its number")
    undo.add_argument("number", type=int)
    undo.set_defaults(run=_undo)
    commands.add_parser("list", help="list the imports").set_defaults(run=_list)
    return parser


def _import(arguments: argparse.Namespace) -> int:
    mapping = read_call_mapping(arguments.mapping.read_text(encoding="utf-8")) if arguments.mapping else CallMapping()
    queue, rows, actor = _queue(arguments), open_extract(arguments.file), system_account()
    batch, progress, read = None, Progress(arguments.file, 0), 0
    rejected: list[LeftOut] = []
    while part := list(islice(rows, ROWS_IN_A_BATCH)):
        calls, unfit = _sorted_out(part, mapping)
        rejected += unfit
        read += len(calls)
        if not arguments.dry_run:
            batch = batch or begin_call_import(
                queue=queue, file_name=arguments.file.name, actor=actor, at=timezone.now()
            )  # fmt: skip
            batch = import_calls(batch=batch, calls=calls, rejected=len(unfit), actor=actor, at=timezone.now())
        progress.show(part[-1].number, len(rejected))
    progress.end()
    if batch is None:
        print(f"{read:,} calls could be taken in, {len(rejected):,} rows are none. Nothing was written.")
    else:
        counts = (
            f"{batch.added:,} calls were taken in, {batch.known:,} were here already, {batch.rejected:,} rows are none"
        )
        print(f"{counts}. To take them back: civichub calls undo {batch.pk}")
    if not rejected:
        return DONE
    report_left_out(rejected, arguments.rejects or arguments.file.with_name(f"{arguments.file.name}.rejected.csv"))
    return REFUSED


def _sorted_out(rows: Sequence[SourceRow], mapping: CallMapping) -> tuple[list[GivenCall], list[LeftOut]]:
    calls, rejected = [], []
    for row in rows:
        found = Unfit("row", row.fault) if row.fault else mapping.read(row.cells)
        if isinstance(found, Unfit):
            rejected.append((row.number, found.part, found.reason, row.cells))
        elif found is not None:
            calls.append(found)
    return calls, rejected


def _queue(arguments: argparse.Namespace) -> Any:
    organisation = organisation_by_slug(arguments.organisation)
    if organisation is None:
        raise Invalid({"organisation": f"There is no organisation called {arguments.organisation}."})
    queue = queue_for(organisation, slug=arguments.queue)
    if queue is None or queue.slug != arguments.queue:
        raise Invalid({"queue": f"{organisation} has no queue called {arguments.queue}."})
    return queue


def _undo(arguments: argparse.Namespace) -> int:
    batch = call_imports(system_account()).filter(pk=arguments.number).first()
    if batch is None:
        raise Invalid({"number": f"There is no import {arguments.number}. `civichub calls list` names them."})
    removed = undo_call_import(batch=batch, actor=system_account(), at=timezone.now())
    print(f"{batch.file_name} has been taken back: {removed:,} calls were removed from the figures.")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    for batch in call_imports(system_account()):
        counts = f"{batch.added:,} added, {batch.known:,} known, {batch.rejected:,} left out"
        taken_back = ", taken back" if batch.undone_at else ""
        print(f"{batch.pk:>6}  {timezone.localtime(batch.started_at):%d %b %Y %H:%M}  {batch}: {counts}{taken_back}")
    return DONE
