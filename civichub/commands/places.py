"""`civichub places`: take in addresses and boundaries, take an import back, and ask who serves a place."""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid
from civichub.organisations.queries import organisation_by_slug
from civichub.places.grid import GridPoint, grid_reference, parse_grid_reference, to_grid, to_latlon
from civichub.places.imports.area_file import read_area_file
from civichub.places.imports.reading import AddressFile, ReadRow, guarded, read_header
from civichub.places.imports.report import ImportReport
from civichub.places.models import Address
from civichub.places.operations import (
    begin_address_import,
    finish_address_import,
    import_address_part,
    import_addresses,
    import_areas,
    undo_address_import,
    undo_area_import,
)
from civichub.places.queries import (
    Answer,
    address_by_uprn,
    address_import,
    address_imports,
    addresses_at_postcode,
    area_import,
    area_imports,
    nearest_addresses,
    suggest_addresses,
    who_serves,
)

DONE, REFUSED, NOT_UNDERSTOOD = 0, 1, 2
ROWS_IN_A_PART = 20_000
PROBLEMS_SHOWN = 40


def main(argv: Sequence[str]) -> int:
    """Runs one command line; 0 when done, 1 when rows or the whole were refused, 2 when not understood."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except HubError as error:
        print(f"civichub places: {error.message}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"civichub places: {error.filename or ''}: {error.strerror}.", file=sys.stderr)
        return NOT_UNDERSTOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub places", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    addresses = commands.add_parser("import-addresses", help="take in a CSV file of addresses")
    addresses.add_argument("file", type=Path)
    addresses.add_argument("--header", type=Path, help="a file with the column names, when the file itself has none")
    addresses.add_argument(
        "--keep-going", action="store_true", help="take in the good rows and write the bad ones aside"
    )
    addresses.add_argument("--rejects", type=Path, help="where bad rows go (default: FILE with .rejected.csv)")
    _common(addresses)
    addresses.set_defaults(run=_import_addresses)
    areas = commands.add_parser("import-areas", help="take in a GeoJSON file of boundaries of one kind")
    areas.add_argument("file", type=Path)
    areas.add_argument("--kind", required=True, help="county, district, ward, division, parish or patch")
    areas.add_argument(
        "--from", dest="valid_from", required=True, type=date.fromisoformat, help="YYYY-MM-DD in force from"
    )
    areas.add_argument("--layer", default="", help="for patches: what they divide, such as 'grounds maintenance'")
    areas.add_argument("--coordinates", choices=("grid", "degrees"), help="when the file does not make it plain")
    _common(areas)
    areas.set_defaults(run=_import_areas)
    undo = commands.add_parser("undo-import", help="take back an import of addresses, by its number")
    undo.add_argument("number", type=int)
    undo.set_defaults(run=_undo)
    commands.add_parser("imports", help="list the imports of addresses").set_defaults(run=_list_imports)
    undo_areas = commands.add_parser("undo-areas", help="take back an import of areas, by its number")
    undo_areas.add_argument("number", type=int)
    undo_areas.set_defaults(run=_undo_areas)
    commands.add_parser("area-imports", help="list the imports of areas").set_defaults(run=_list_area_imports)
    where = commands.add_parser("where", help="who serves a postcode, UPRN, grid reference, lat,lon or address")
    where.add_argument("place", nargs="+")
    where.set_defaults(run=_where)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", help="the short name in its web address; limits the import to its own area")
    parser.add_argument("--dry-run", action="store_true", help="do everything, say what would happen, change nothing")
    parser.add_argument("--column", action="append", default=[], metavar="PART=NAME", help="which column holds a part")


def _import_addresses(arguments: argparse.Namespace) -> int:
    whose = {"organisation": _organisation(arguments.organisation), "actor": system_account(), "at": timezone.now()}
    source = {"file_name": arguments.file.name, "file_digest": _digest(arguments.file)}
    header = read_header(arguments.header) if arguments.header else None
    with arguments.file.open("rb") as opened:
        rows = AddressFile(opened, mapping=_mapping(arguments.column), header=header)
        if arguments.keep_going and not arguments.dry_run:
            rejects = arguments.rejects or arguments.file.with_suffix(".rejected.csv")
            report = _import_in_parts(rows, rejects, source, whose)
        else:
            report = import_addresses(rows=rows, dry_run=arguments.dry_run, **source, **whose)
    for problem in report.problems[:PROBLEMS_SHOWN]:
        print(problem, file=sys.stderr)
    if len(report.problems) > PROBLEMS_SHOWN:
        print(f"… and {len(report.problems) - PROBLEMS_SHOWN} more.", file=sys.stderr)
    print(report.in_words())
    if report.written:
        print(f"To take it back: civichub places undo-import {report.import_id}")
    return REFUSED if report.rejected else DONE


def _import_in_parts(rows: AddressFile, rejects: Path, source: dict[str, Any], whose: dict[str, Any]) -> ImportReport:
    """Part by part, each in a transaction of its own; run again after a crash, it goes on where it stopped."""
    batch = begin_address_import(**source, **whose)
    total = ImportReport(file_name=batch.file_name, written=True, import_id=batch.pk)
    clock = {"actor": whose["actor"], "at": whose["at"]}
    with rejects.open("a" if batch.rows_done else "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if not batch.rows_done:
            writer.writerow([*rows.columns.header, "row", "problem"])
        for part in _parts(rows):
            report = import_address_part(batch=batch, rows=part, **clock)
            by_row: dict[int, list[str]] = {}
            for problem in report.problems:
                by_row.setdefault(problem.row, []).append(f"{problem.field}: {problem.message}")
            for row in part:
                if row.number in by_row:
                    writer.writerow([*map(guarded, row.cells), row.number, " ".join(by_row[row.number])])
            total.add(report)
    finish_address_import(batch=batch, **clock)
    if batch.rejected or total.rejected:
        print(f"The rows that were left out are in {rejects}.")
    else:
        rejects.unlink()
    return total


def _parts(rows: AddressFile) -> Iterator[list[ReadRow]]:
    waiting = iter(rows)
    while part := list(islice(waiting, ROWS_IN_A_PART)):
        yield part


def _import_areas(arguments: argparse.Namespace) -> int:
    with arguments.file.open("rb") as opened:
        found = read_area_file(opened, mapping=_mapping(arguments.column), coordinates=arguments.coordinates)
    report = import_areas(
        file=found,
        kind=arguments.kind,
        layer=arguments.layer,
        valid_from=arguments.valid_from,
        organisation=_organisation(arguments.organisation),
        dry_run=arguments.dry_run,
        file_name=arguments.file.name,
        actor=system_account(),
        at=timezone.now(),
    )
    for line in [*report.problems, *report.repairs]:
        print(line, file=sys.stderr)
    print(report.in_words())
    if report.written:
        print(f"To take it back: civichub places undo-areas {report.import_id}")
    return REFUSED if report.problems else DONE


def _undo_areas(arguments: argparse.Namespace) -> int:
    batch = area_import(arguments.number)
    if batch is None:
        raise Invalid({"number": f"There is no import {arguments.number}. `civichub places area-imports` lists them."})
    undo_area_import(batch=batch, actor=system_account(), at=timezone.now())
    print(f"{batch.file_name} has been taken back.")
    return DONE


def _list_area_imports(arguments: argparse.Namespace) -> int:
    for batch in area_imports():
        what = f"{batch.get_kind_display().lower()}, {batch.added:,} added, {batch.replaced:,} replaced"
        state = batch.get_state_display().lower()
        print(f"{batch.pk:>6}  {timezone.localtime(batch.at):%d %b %Y %H:%M}  {batch} ({state}): {what}")
    return DONE


def _undo(arguments: argparse.Namespace) -> int:
    batch = address_import(arguments.number)
    if batch is None:
        raise Invalid({"number": f"There is no import {arguments.number}. `civichub places imports` lists them."})
    undo_address_import(batch=batch, actor=system_account(), at=timezone.now())
    print(f"{batch.file_name} has been taken back.")
    return DONE


def _list_imports(arguments: argparse.Namespace) -> int:
    for batch in address_imports():
        counts = f"{batch.added:,} added, {batch.changed:,} changed, {batch.rejected:,} rejected"
        print(f"{batch.pk:>6}  {timezone.localtime(batch.started_at):%d %b %Y %H:%M}  {batch}: {counts}")
    return DONE


def _where(arguments: argparse.Namespace) -> int:
    text = " ".join(arguments.place)
    point = _point(text)
    if point:
        near = nearest_addresses(point.easting, point.northing, limit=1)
        print(f"{grid_reference(point.easting, point.northing)}, {_degrees(point)}")
        if near:
            print(f"nearest address: {near[0]}, {near[0].metres:.0f} m away")
        print(_in_words(who_serves(point)))
        return DONE
    found = [address] if (address := address_by_uprn(text)) else addresses_at_postcode(text) or suggest_addresses(text)
    if not found:
        raise Invalid({"place": f'No address is known for "{text}". Try a postcode, a UPRN, or latitude,longitude.'})
    answers: dict[str, list[Address]] = {}
    for address in found:
        answers.setdefault(_in_words(who_serves(address)), []).append(address)
    for words, addresses in answers.items():
        more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        print(f"{addresses[0]} (UPRN {addresses[0].uprn}){more}\n{words}")
    return DONE


def _point(text: str) -> GridPoint | None:
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError:
        return parse_grid_reference(text)
    return to_grid(first, second)


def _degrees(point: GridPoint) -> str:
    position = to_latlon(point.easting, point.northing)
    return f"{position.latitude:.5f}, {position.longitude:.5f}"


def _in_words(answer: Answer) -> str:
    lines = [f"  {area.get_kind_display()}: {area.name} ({area.code})" for area in answer.areas]
    lines += [f"  {seat}, {seat.party or 'no party given'}, {seat.area.name}" for seat in answer.councillors]
    return "\n".join(lines) or f"  No area is known here on {london_date(timezone.now()):%-d %B %Y}."


def _organisation(slug: str | None) -> Any:
    found = organisation_by_slug(slug) if slug else None
    if slug and found is None:
        raise Invalid({"organisation": f"There is no organisation called {slug}."})
    return found


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    faulty = [pair for pair in pairs if "=" not in pair]
    if faulty:
        raise Invalid({"columns": f"Write --column part=NAME, not {faulty[0]}."})
    return dict(pair.split("=", 1) for pair in pairs)


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
