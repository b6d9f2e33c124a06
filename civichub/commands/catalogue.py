"""Services: bring in a file of them, take one back, search them, and bring the search up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.catalogue import queries
from civichub.catalogue.finding import prepare_vectors
from civichub.catalogue.models import ImportBatch
from civichub.catalogue.operations import import_services, store_search_vectors, undo_import
from civichub.catalogue.states import ImportState, RowOutcome
from civichub.core.errors import HubError

PROBLEMS_SHOWN = 50


def main(argv: list[str]) -> int:
    """Run one of the words below; 0 when it was done, 1 when it was refused or found nothing, 2 on a wrong line."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except HubError as error:
        print(f"civichub catalogue: {error.message}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub catalogue", description=__doc__)
    words = parser.add_subparsers(required=True, metavar="WORD")
    into = words.add_parser("import", help="bring in a CSV or YAML file of services")
    into.add_argument("file", type=Path)
    into.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    into.add_argument(
        "--mapping",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="read this column as that field; FIELD - leaves the column out; may be repeated",
    )
    into.set_defaults(run=_import)
    undo = words.add_parser("undo", help="take an import back")
    undo.add_argument("batch", type=int)
    undo.set_defaults(run=_undo)
    search = words.add_parser("search", help="find services in a resident's words")
    search.add_argument("words", nargs="+")
    search.set_defaults(run=_search)
    index = words.add_parser("index", help="make the search vectors that are missing, without waiting for the worker")
    index.set_defaults(run=_index)
    return parser


def _import(arguments: argparse.Namespace) -> int:
    mapping = dict(_pair(text) for text in arguments.mapping)
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise HubError(f"{arguments.file} cannot be read: {error.strerror}.") from error
    batch = import_services(
        content=content,
        file_name=arguments.file.name,
        mapping=mapping,
        dry_run=arguments.dry_run,
        actor=system_account(),
        at=timezone.now(),
    )
    _report(batch)
    return 1 if batch.counts.get(RowOutcome.PROBLEM) else 0


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.partition("=")
    if not equals:
        raise HubError(f"Write a mapping as COLUMN=FIELD, not {text}.")
    return column, field


def _report(batch: ImportBatch) -> None:
    labels = dict(RowOutcome.choices)
    print(f"import {batch.pk}: {batch.get_state_display()}")
    for outcome, number in batch.counts.items():
        print(f"  {labels[outcome]:<11} {number:>6,}")
    if unused := batch.mapping["unused"]:
        print(f"  columns not used: {', '.join(unused)}")
    problems = queries.import_problems(batch)
    for row in problems[:PROBLEMS_SHOWN]:
        for field, sentence in row.problems:
            print(f"  row {row.number}, {field}: {sentence}")
    if len(problems) > PROBLEMS_SHOWN:
        print(f"  and {len(problems) - PROBLEMS_SHOWN:,} more rows")
    if batch.state == ImportState.APPLIED:
        print(f"  take it back with: civichub catalogue undo {batch.pk}")


def _undo(arguments: argparse.Namespace) -> int:
    batch = queries.import_by_id(arguments.batch)
    if batch is None:
        raise HubError(f"There is no import {arguments.batch}.")
    batch = undo_import(batch=batch, actor=system_account(), at=timezone.now())
    kept = [row for row in batch.rows.exclude(note="") if row.outcome in (RowOutcome.CREATED, RowOutcome.UPDATED)]
    print(f"import {batch.pk}: {batch.get_state_display()}")
    for row in kept:
        print(f"  row {row.number}, {row.title}: {row.note}")
    return 0


def _search(arguments: argparse.Namespace) -> int:
    found = queries.search_services(" ".join(arguments.words), limit=5)
    if found.read_as:
        print(f"read as: {found.read_as}")
    if found.elsewhere:
        print(f"{found.elsewhere.name}: {found.elsewhere.signpost}")
    if not found.close:
        print("Nothing close." + (" The nearest are:" if found.hits else ""))
    for hit in found.hits:
        print(f"  {hit.score:.2f}  {hit.service.title}" + (f"  ({hit.service.lgsl_id})" if hit.service.lgsl_id else ""))
    return 0 if found.close else 1


def _index(arguments: argparse.Namespace) -> int:
    prepared = prepare_vectors()
    if prepared is None:
        print("The search is up to date.")
        return 0
    stored = store_search_vectors(prepared=prepared, actor=system_account(), at=timezone.now())
    print(f"The search knows {stored.texts:,} texts (version {stored.version}).")
    return 0
