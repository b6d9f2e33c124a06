"""Bringing in a file of services, all of it or nothing, and taking it back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import PROTECT

from civichub.catalogue import policies
from civichub.catalogue.events import ServicesImported
from civichub.catalogue.imports.planning import PlannedRow, Planner
from civichub.catalogue.imports.reading import read_services
from civichub.catalogue.models import ImportBatch, ImportRow, Service
from civichub.catalogue.states import ImportState, RowOutcome, ServiceStatus
from civichub.core.audit import audit
from civichub.core.errors import TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save

ROWS_A_TIME = 500


@operation
def import_services(
    *,
    content: bytes,
    file_name: str,
    actor: Any,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportBatch:
    """Bring in a CSV or YAML file of services; gives the batch with a row for each row of the file.

    All or nothing: if any row has a problem the batch is "refused" and no service changes. A dry run reports what would
    happen. Rows meet services by national number, slug or title; empty cells change nothing. New services belong to the
    actor's organisation, or to the partnership where the actor administers that. Raises `Invalid` when the
    file as a whole cannot be read (see `catalogue.imports.reading`).
    """
    require(policies.may_import_services(actor))
    given = read_services(content, file_name=file_name, mapping=mapping)
    rows = Planner(may_edit=partial(policies.may_edit_service, actor)).plan(given.rows)
    counts = Counter(row.outcome for row in rows)
    state = ImportState.REFUSED if counts[RowOutcome.PROBLEM] else ImportState.APPLIED
    batch = ImportBatch.objects.create(
        file_name=file_name[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        mapping={"columns": dict(given.mapping), "unused": list(given.unused)},
        state=ImportState.DRY_RUN if dry_run else state,
        counts=dict(counts),
        actor=actor,
        at=at,
    )
    if batch.state == ImportState.APPLIED:
        _create(rows, policies.owner_of_new(actor), at)
        _update(rows, at)
        publish(ServicesImported(batch_id=batch.pk), at=at)
    _record(batch, rows)
    audit("services.imported", batch, actor=actor, at=at, state=batch.state, file=batch.file_name, **counts)
    return batch


@operation
def undo_import(*, batch: ImportBatch, actor: Any, at: datetime) -> ImportBatch:
    """Take back an applied import: its new services go, its changes are reversed.

    What somebody has since built on stays: a new service that has cases, providers or later changes is retired instead
    of removed, and a field that was changed again keeps its value. The row's note says so.
    """
    batch = lock(batch)
    require(policies.may_undo_import(actor, batch.actor_id))
    if batch.state != ImportState.APPLIED:
        raise TransitionRefused(f"This import is {batch.get_state_display().lower()}, so there is nothing to undo.")
    rows = list(batch.rows.filter(outcome__in=[RowOutcome.CREATED, RowOutcome.UPDATED]))
    services = Service.objects.select_for_update().in_bulk([row.service_id for row in rows if row.service_id])
    _restore([row for row in rows if row.outcome == RowOutcome.UPDATED], services, at)
    _remove([row for row in rows if row.outcome == RowOutcome.CREATED], services, at)
    ImportRow.objects.bulk_update(rows, ["note"], batch_size=ROWS_A_TIME)
    batch.state, batch.undone_by, batch.undone_at = ImportState.UNDONE, actor, at
    save(batch, "state", "undone_by", "undone_at")
    audit("services.import_undone", batch, actor=actor, at=at, kept=sum(1 for row in rows if row.note))
    publish(ServicesImported(batch_id=batch.pk), at=at)
    return batch


def _create(rows: Sequence[PlannedRow], owner_id: int | None, at: datetime) -> None:
    new = [row for row in rows if row.outcome == RowOutcome.CREATED]
    for row in new:
        retired_at = at if row.after.get("status") == ServiceStatus.RETIRED else None
        row.service = Service(**row.after, owner_id=owner_id, created_at=at, changed_at=at, retired_at=retired_at)
    Service.objects.bulk_create([row.service for row in new if row.service], batch_size=ROWS_A_TIME)


def _update(rows: Sequence[PlannedRow], at: datetime) -> None:
    changed: list[Service] = []
    for row in rows:
        if row.outcome == RowOutcome.UPDATED and row.service is not None:
            _set(row.service, row.after, at)
            changed.append(row.service)
    names = sorted({name for row in rows if row.outcome == RowOutcome.UPDATED for name in row.after})
    _write(changed, names)


def _set(service: Service, values: Mapping[str, Any], at: datetime) -> None:
    for name, value in values.items():
        setattr(service, name, value)
    service.changed_at = at
    if "status" in values:
        service.retired_at = at if service.status == ServiceStatus.RETIRED else None


def _write(services: Sequence[Service], names: Sequence[str]) -> None:
    if services:
        Service.objects.bulk_update(services, [*names, "changed_at", "retired_at"], batch_size=ROWS_A_TIME)


def _record(batch: ImportBatch, rows: Sequence[PlannedRow]) -> None:
    kept = [
        ImportRow(
            batch=batch,
            number=row.number,
            outcome=row.outcome,
            service=row.service if batch.state == ImportState.APPLIED or row.before else None,
            title=row.title,
            before=row.before,
            after=row.after,
            problems=[list(problem) for problem in row.problems],
            note=row.note,
        )
        for row in rows
    ]
    ImportRow.objects.bulk_create(kept, batch_size=ROWS_A_TIME)


def _restore(rows: Sequence[ImportRow], services: Mapping[int, Service], at: datetime) -> None:
    touched, names = [], set()
    for row in rows:
        service = services.get(row.service_id or 0)
        if service is None:
            continue
        kept = [name for name, value in row.after.items() if getattr(service, name) != value]
        back = {name: value for name, value in row.before.items() if name not in kept}
        row.note = f"Changed since, so kept: {', '.join(kept)}."[:200] if kept else ""
        _set(service, back, at)
        names |= set(back)
        touched.append(service)
    _write(touched, sorted(names))


def _remove(rows: Sequence[ImportRow], services: Mapping[int, Service], at: datetime) -> None:
    in_use = _in_use(list(services))
    going, staying = [], []
    for row in rows:
        service = services.get(row.service_id or 0)
        if service is None:
            continue
        changed = any(getattr(service, name) != value for name, value in row.after.items())
        if not changed and service.pk not in in_use:
            going.append(service.pk)
            continue
        why = "Changed since" if changed else "In use"
        row.note = f"{why}, so retired and not removed."
        _set(service, {"status": ServiceStatus.RETIRED.value}, at)
        staying.append(service)
    _write(staying, ["status"])
    Service.objects.filter(pk__in=going).delete()


def _in_use(service_ids: Sequence[int]) -> set[int]:
    """Services that any table refers to, in this context or above, apart from the record of the import itself."""
    used: set[int] = set()
    for relation in Service._meta.related_objects:
        if relation.related_model is ImportRow and relation.on_delete is not PROTECT:
            continue
        column = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": service_ids})
        used |= set(rows.values_list(column, flat=True).distinct())
    return used
