"""Taking files of addresses in, whole or in parts; retiring one address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.places import policies
from civichub.places.boundaries import Coverage
from civichub.places.events import AddressesImported
from civichub.places.imports import staging
from civichub.places.imports.reading import ReadRow, RowProblem, StagedAddress
from civichub.places.imports.report import ImportReport
from civichub.places.models import Address, AddressImport, AddressStatus, Area, AreaKind, ImportState

ROWS_AT_A_TIME = 20_000
EVERY_PROBLEM = 10_000_000


class _LeaveAsItWas(Exception):
    """Raised inside the import's own savepoint to take back everything it wrote."""


@operation
def import_addresses(
    *,
    rows: Iterable[ReadRow],
    file_name: str,
    file_digest: str,
    actor: Any,
    at: datetime,
    organisation: Any = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in a whole file of addresses, or nothing: with any bad row the report says what to mend.

    `rows` is an `AddressFile` or any rows read like one; addresses are known by their UPRN, so the same file twice
    changes nothing. With an `organisation` only addresses inside its own areas may be added or changed. A `dry_run`
    does all the work, counts, and takes it back.
    """
    organisation_id = organisation.pk if organisation else None
    require(policies.may_import_addresses(actor, organisation_id))
    report = ImportReport(file_name=clean_text(file_name, field="file_name", max_length=200))
    try:
        with transaction.atomic():
            batch = AddressImport.objects.create(
                organisation=organisation, file_name=report.file_name, file_digest=file_digest, started_at=at
            )
            work = _Intake(organisation, at)
            for part in _parts(rows):
                work.take_in(part, batch, report, write=not report.rejected)
            if dry_run or report.rejected:
                raise _LeaveAsItWas
            _finish(batch, actor=actor, at=at)
    except _LeaveAsItWas:
        return report
    report.written, report.import_id = True, batch.pk
    return report


@operation
def begin_address_import(
    *, file_name: str, file_digest: str, actor: Any, at: datetime, organisation: Any = None
) -> AddressImport:
    """Open an import that is taken in part by part; one of the same file that was cut off is gone on with."""
    require(policies.may_import_addresses(actor, organisation.pk if organisation else None))
    cut_off = AddressImport.objects.filter(
        file_digest=file_digest, organisation=organisation, state=ImportState.RUNNING
    ).first()
    if cut_off:
        return cut_off
    batch = AddressImport.objects.create(
        organisation=organisation,
        file_name=clean_text(file_name, field="file_name", max_length=200),
        file_digest=file_digest,
        started_at=at,
    )
    audit("addresses.import_begun", batch, actor=actor, at=at, file=batch.file_name)
    return batch


@operation
def import_address_part(*, batch: AddressImport, rows: list[ReadRow], actor: Any, at: datetime) -> ImportReport:
    """Write the good rows of one part of a file; the report holds every problem of the others.

    Rows up to `batch.rows_done` were taken in before and are passed over.
    """
    batch = lock(batch)
    require(policies.may_import_addresses(actor, batch.organisation_id))
    if batch.state != ImportState.RUNNING:
        raise Invalid({"batch": f"This import is {batch.get_state_display().lower()}. Begin a new one."})
    report = ImportReport(file_name=batch.file_name, written=True, import_id=batch.pk, most_problems=EVERY_PROBLEM)
    fresh = [row for row in rows if row.number > batch.rows_done]
    if fresh:
        _Intake(batch.organisation, at).take_in(fresh, batch, report, write=True)
        batch.rows_done = fresh[-1].number
        save(batch, "rows_done", "added", "changed", "unchanged", "rejected")
        audit("addresses.part_imported", batch, actor=actor, at=at, rows_done=batch.rows_done)
    return report


@operation
def finish_address_import(*, batch: AddressImport, actor: Any, at: datetime) -> AddressImport:
    """Close an import taken in by parts, when its last part is in."""
    batch = lock(batch)
    require(policies.may_import_addresses(actor, batch.organisation_id))
    if batch.state == ImportState.RUNNING:
        _finish(batch, actor=actor, at=at)
    return batch


@operation
def retire_address(*, address: Address, reason: str, actor: Any, at: datetime) -> Address:
    """Mark an address as historic: it is no longer offered, and records that name it keep it."""
    address = lock(address)
    holders = Area.objects.filter(addresses=address).values_list("organisation_id", flat=True)
    require(policies.may_retire_address(actor, holders))
    reason = clean_text(reason, field="reason", max_length=200, required=True)
    address.status = AddressStatus.HISTORIC
    save(address, "status")
    audit("address.retired", address, actor=actor, at=at, uprn=address.uprn, reason=reason)
    return address


def _finish(batch: AddressImport, *, actor: Any, at: datetime) -> None:
    batch.state, batch.finished_at = ImportState.DONE, at
    save(batch, "state", "finished_at", "added", "changed", "unchanged", "rejected")
    counts = {name: getattr(batch, name) for name in ("added", "changed", "unchanged", "rejected")}
    audit("addresses.imported", batch, actor=actor, at=at, file=batch.file_name, **counts)
    publish(AddressesImported(import_id=batch.pk), at=at)


def _parts(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    waiting = iter(rows)
    while part := list(islice(waiting, ROWS_AT_A_TIME)):
        yield part


class _Intake:
    """The areas that rows are held against, read once for all parts of a file."""

    def __init__(self, organisation: Any, at: datetime) -> None:
        staging.begin()
        today = london_date(at)
        self._coverage = Coverage(Area.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today)))
        self._own: Coverage | None = None
        if organisation is not None:
            kinds = (AreaKind.COUNTY, AreaKind.DISTRICT, AreaKind.PARISH)
            self._own = Coverage(Area.objects.in_force(today).filter(organisation=organisation, kind__in=kinds))
            if not self._own:
                raise Invalid(
                    {"organisation": f"Import the area of {organisation} first, so that its addresses are known."}
                )

    def take_in(self, rows: list[ReadRow], batch: AddressImport, report: ImportReport, *, write: bool) -> None:
        """Add the good rows of one part, and count all of them on `batch` and `report`."""
        report.rows += len(rows)
        good = [row.address for row in rows if row.address]
        strangers = self._outside(good)
        kept = [address for address in good if address.line not in strangers]
        merged = staging.merge(kept, self._coverage, batch_id=batch.pk) if write else staging.Merged(0, 0, 0)
        before = report.rejected
        for row in rows:
            problems = row.problems or ([strangers[row.number]] if row.number in strangers else [])
            if problems:
                report.reject(problems)
        batch.rejected += report.rejected - before
        for name in ("added", "changed", "unchanged"):
            setattr(batch, name, getattr(batch, name) + getattr(merged, name))
            setattr(report, name, getattr(report, name) + getattr(merged, name))

    def _outside(self, addresses: list[StagedAddress]) -> dict[int, RowProblem]:
        """By line, why this organisation may not write the row: it lies, or lay so far, in another's area."""
        if self._own is None or not addresses:
            return {}
        standing = staging.positions([address.uprn for address in addresses])
        here = [(address.easting, address.northing) for address in addresses]
        before = [standing.get(address.uprn, now) for address, now in zip(addresses, here, strict=True)]
        own = self._own.covers(*np.array(here).T) & self._own.covers(*np.array(before).T)
        fault = "This address is outside your organisation's area. Remove the row."
        return {
            address.line: RowProblem(address.line, "uprn", address.uprn, fault)
            for address, inside in zip(addresses, own.tolist(), strict=True)
            if not inside
        }
