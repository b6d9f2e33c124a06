"""Taking in the past of another system by the hundred rows: everything a case has, and a message to nobody.

A part of an extract is one transaction: its cases, contacts, histories, clocks, lineage and the count of rows done
stand together or not at all, so an import that is killed goes on where it stopped, with nothing twice and nothing half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import CasesImported
from civichub.cases.extracts.files import SourceRow
from civichub.cases.extracts.planning import PlannedCase, Planner
from civichub.cases.extracts.reading import ExtractReader, PastRequest, Reject
from civichub.cases.models import (
    Case,
    CaseClock,
    CaseContact,
    CaseImport,
    CaseImportState,
    EntryKind,
    HistoryEntry,
    ImportedCase,
    RejectedRow,
    Task,
)
from civichub.cases.queries.extracts import references_known
from civichub.contacts.operations import PastContact, record_past_contacts
from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_references

LONGEST_REJECTED_CELL = 2_000


@operation
def begin_case_import(
    *, file_name: str, file_digest: str, source: str, organisation: Any, actor: Any, at: datetime
) -> CaseImport:
    """The unfinished import of this very extract, to go on with, or a new one. `file_digest` covers the mapping too."""
    require(policies.may_import_cases(actor))
    unfinished = CaseImport.objects.filter(file_digest=file_digest, state=CaseImportState.RUNNING).first()
    if unfinished is not None:
        return unfinished
    batch = CaseImport.objects.create(
        organisation=organisation,
        source=source,
        file_name=file_name[:200],
        file_digest=file_digest,
        started_at=at,
    )
    audit("cases.import_began", batch, actor=actor, at=at, file=batch.file_name)
    return batch


@operation
def import_case_rows(
    *, batch: CaseImport, rows: Sequence[SourceRow], reader: ExtractReader, planner: Planner, actor: Any, at: datetime
) -> CaseImport:
    """Take in the next rows of an extract. Raises `Conflict` when they are not the next, which another import took."""
    batch = lock(batch)
    require(policies.may_import_cases(actor))
    if batch.state != CaseImportState.RUNNING or (rows and rows[0].number <= batch.rows_done):
        raise Conflict("These rows were taken in already: the same extract is being imported twice at once.")
    planned, known, rejected = sort_out(rows, reader, planner)
    RejectedRow.objects.bulk_create(_rejected(batch, row, why) for row, why in rejected)
    if planned:
        _write(batch, planned, actor, at)
        publish(CasesImported(batch.pk, rows[0].number, rows[-1].number), at=at)
    counts = {"added": len(planned), "known": known, "rejected": len(rejected)}
    for name, number in counts.items():
        setattr(batch, name, getattr(batch, name) + number)
    batch.rows_done = rows[-1].number if rows else batch.rows_done
    save(batch, "rows_done", *counts)
    audit("cases.imported", batch, actor=actor, at=at, rows_done=batch.rows_done, **counts)
    return batch


@operation
def finish_case_import(*, batch: CaseImport, actor: Any, at: datetime) -> CaseImport:
    """The end of the extract was reached."""
    batch = lock(batch)
    require(policies.may_import_cases(actor))
    batch.state, batch.finished_at = CaseImportState.DONE, at
    save(batch, "state", "finished_at")
    audit("cases.import_finished", batch, actor=actor, at=at, added=batch.added, rejected=batch.rejected)
    return batch


def sort_out(
    rows: Sequence[SourceRow], reader: ExtractReader, planner: Planner
) -> tuple[list[PlannedCase], int, list[tuple[SourceRow, Reject]]]:
    """The cases these rows would become, how many are known already, and the rows that are left out with the reason."""
    by_number = {row.number: row for row in rows}
    read = [(row, reader.read(row)) for row in rows]
    rejected = [(row, found) for row, found in read if isinstance(found, Reject)]
    requests = [found for _, found in read if isinstance(found, PastRequest)]
    planned: list[PlannedCase] = []
    for request, plan in zip(requests, planner.plan(requests), strict=True):
        if isinstance(plan, Reject):
            rejected.append((by_number[request.row], plan))
        else:
            planned.append(plan)
    taken = references_known((plan.organisation.pk, plan.request.reference) for plan in planned)
    fresh = []
    for plan in planned:
        key = (plan.organisation.pk, plan.request.reference)
        if key not in taken:
            taken.add(key)
            fresh.append(plan)
    return fresh, len(planned) - len(fresh), rejected


def _rejected(batch: CaseImport, row: SourceRow, why: Reject) -> RejectedRow:
    cells = {_storable(name)[:80]: _storable(cell)[:LONGEST_REJECTED_CELL] for name, cell in row.cells.items()}
    return RejectedRow(batch=batch, row=row.number, part=why.part[:40], reason=why.reason[:300], cells=cells)


def _storable(text: str) -> str:
    """Without what PostgreSQL refuses: NUL and halves of characters."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _write(batch: CaseImport, planned: list[PlannedCase], actor: Any, at: datetime) -> None:
    front_doors = [batch.organisation_id or plan.organisation.pk for plan in planned]
    contacts = record_past_contacts(
        past=[
            PastContact(
                door,
                plan.request.channel,
                plan.service.pk,
                plan.request.title or plan.service.title,
                plan.request.reference,
                plan.request.opened_at,
            )
            for plan, door in zip(planned, front_doors, strict=True)
        ],
        batch=batch,
        actor=actor,
        at=at,
    )
    references = unused_references(Case, len(planned))
    cases = Case.objects.bulk_create(map(_case, planned, front_doors, references))
    pairs = list(zip(cases, contacts, strict=True))
    CaseContact.objects.bulk_create(CaseContact(case=case, contact=contact, opened_it=True) for case, contact in pairs)
    ImportedCase.objects.bulk_create(
        ImportedCase(batch=batch, row=plan.request.row, case=case, contact=contact)
        for plan, (case, contact) in zip(planned, pairs, strict=True)
    )
    _write_what_hangs_on(batch, list(zip(planned, cases, strict=True)), actor)


def _write_what_hangs_on(batch: CaseImport, whole: list[tuple[PlannedCase, Case]], actor: Any) -> None:
    HistoryEntry.objects.bulk_create(e for plan, case in whole for e in _history(batch, plan, case, actor))
    CaseClock.objects.bulk_create(
        CaseClock(case=case, started_at=case.opened_at, **clock._asdict())
        for plan, case in whole
        for clock in plan.clocks
    )
    Task.objects.bulk_create(
        Task(
            case=case,
            key=task.key,
            title=task.title,
            team=plan.team,
            due_at=task.due_at,
            checklist=[{"text": text, "done": False} for text in task.checklist],
            created_at=case.opened_at,
        )
        for plan, case in whole
        for task in plan.tasks
    )


def _case(plan: PlannedCase, front_door_id: int, reference: str) -> Case:
    request, place = plan.request, plan.place
    return Case(
        reference=reference,
        service=plan.service,
        organisation=plan.organisation,
        front_door_id=front_door_id,
        team=plan.team,
        procedure_version_id=plan.version_id,
        stage=plan.stage,
        outcome=plan.outcome,
        sensitive=plan.sensitive,
        channel=request.channel,
        title=request.title or plan.service.title,
        description=request.description,
        reporter_name=request.reporter_name,
        reporter_email=request.reporter_email.lower(),
        reporter_phone=request.reporter_phone,
        uprn=place.uprn,
        place=place.words[:300],
        easting=place.easting,
        northing=place.northing,
        ward_code=place.ward_code,
        opened_at=request.opened_at,
        closed_at=request.closed_at,
        updated_at=request.updated_at,
        due_at=plan.due_at,
        source_reference=request.reference,
    )


def _history(batch: CaseImport, plan: PlannedCase, case: Case, actor: Any) -> Iterable[HistoryEntry]:
    """Opened, and closed with what the other system said about it; both name the import they come from."""
    yield HistoryEntry(
        case=case,
        kind=EntryKind.OPENED,
        actor=actor,
        at=case.opened_at,
        public=True,
        detail={"channel": case.channel, "import": batch.pk},
    )
    if plan.step is not None and case.closed_at is not None:
        step = {"step": plan.step.key, "label": plan.step.label, "to": plan.stage, "outcome": plan.outcome}
        yield HistoryEntry(
            case=case,
            kind=EntryKind.RESOLVED,
            actor=actor,
            at=case.closed_at,
            public=True,
            text=plan.request.notes,
            detail={**step, "from": plan.step.sources[0], "import": batch.pk},
        )
