"""Bringing in a neighbour's records: planned first, decided by a person where both sides changed, and undone whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import HubError, Invalid, TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.directory import policies
from civichub.directory.document import differences
from civichub.directory.events import RecordsImported
from civichub.directory.imports.planning import plan
from civichub.directory.models import Feed, ImportBatch, ImportRow, Location, Organization, Service
from civichub.directory.operations.records import make_service, rewrite
from civichub.directory.states import Decision, ImportState, Origin, RowOutcome
from civichub.directory.storing import fresh_document

TAKEN = (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.CONFLICT)


@operation
def plan_import(
    *, records: Sequence[Mapping[str, Any]], name: str, keeper: Any, actor: Any, at: datetime, address: str = ""
) -> ImportBatch:
    """A dry run: what the records of a neighbour would change, row by row. Nothing is brought in yet.

    `name` is what the neighbour's directory is called here; records of one name belong together. Raises `Invalid`.
    """
    require(policies.may_edit_record(actor, keeper.pk))
    called = clean_text(name, field="name", max_length=120, required=True)
    feed, _ = Feed.objects.get_or_create(keeper=keeper, name=called, defaults={"created_at": at})
    if address and feed.address != address:
        feed.address = address[:400]
        save(feed, "address")
    rows = plan(records, feed)
    counts = Counter(row.outcome for row in rows)
    batch = ImportBatch.objects.create(feed=feed, counts=dict(counts), actor=actor, at=at)
    fields = ("number", "uuid", "name", "outcome", "service", "ours", "theirs", "base", "problems", "note")
    ImportRow.objects.bulk_create(
        [ImportRow(batch=batch, **{one: getattr(row, one) for one in fields}) for row in rows], batch_size=200
    )
    audit("directory.import_planned", batch, actor=actor, at=at, feed=feed.pk, **counts)
    return batch


@operation
def decide_row(*, row: ImportRow, decision: str, actor: Any, at: datetime) -> ImportRow:
    """Say which side of a conflict holds. Raises `TransitionRefused` once the import was brought in."""
    batch = lock(row.batch)
    require(policies.may_edit_record(actor, batch.feed.keeper_id))
    if batch.state != ImportState.PLANNED:
        raise TransitionRefused("This import was brought in already.")
    row = lock(row)
    if row.outcome != RowOutcome.CONFLICT or decision not in Decision.values:
        raise Invalid({"decision": "Choose which side holds."})
    row.decision = decision
    save(row, "decision")
    audit("directory.import_decided", batch, actor=actor, at=at, row=row.number, decision=decision)
    return row


@operation
def apply_import(*, batch: ImportBatch, actor: Any, at: datetime) -> ImportBatch:
    """Bring in what was planned: all of it, once every conflict is decided.

    A record that was changed here since the plan is left as it is, with a note. Raises `TransitionRefused`.
    """
    batch = _locked(batch, ImportState.PLANNED, actor)
    open_ones = batch.rows.filter(outcome=RowOutcome.CONFLICT, decision="").count()
    if open_ones:
        raise TransitionRefused(
            f"Decide the {open_ones} record{'' if open_ones == 1 else 's'} that both sides changed."
        )
    for row in batch.rows.filter(outcome__in=[*TAKEN, RowOutcome.UNCHANGED]).select_related("service"):
        _apply(row, batch.feed, actor, at)
    return _settled(batch, ImportState.APPLIED, actor, at)


def _apply(row: ImportRow, feed: Feed, actor: Any, at: datetime) -> None:
    if row.outcome == RowOutcome.NEW:
        try:
            row.service = make_service(
                row.theirs, keeper=feed.keeper, actor=actor, at=at, published=True, uuid=str(row.uuid), feed=feed
            )
        except HubError as problem:
            raise Invalid({"file": f"Record {row.number}, {row.name}: {problem.message}"}) from problem
        save(row, "service")
        return
    service = lock(row.service) if row.service else None
    if service is None:
        return
    if differences(row.ours, fresh_document(service.pk)):
        row.note = "Changed here since it was tried out, so left as it is."
        save(row, "note")
        return
    if row.outcome == RowOutcome.CHANGED or row.decision == Decision.THEIRS:
        rewrite(
            service, row.theirs, action="imported", origin=Origin.IMPORT, actor=actor, at=at, by=feed.name, feed=feed
        )
    service.feed, service.imported = feed, row.theirs
    if service.uuid != row.uuid and not Service.objects.filter(uuid=row.uuid).exists():
        service.uuid = row.uuid  # the record is theirs under this id, or the next reading would offer it as new
    save(service, "feed", "imported", "uuid")


@operation
def undo_import(*, batch: ImportBatch, actor: Any, at: datetime) -> ImportBatch:
    """Take back what was brought in. What was changed here since stays, taken out of sight where it was new."""
    batch = _locked(batch, ImportState.APPLIED, actor)
    for row in batch.rows.filter(outcome__in=TAKEN).select_related("service"):
        if row.service is not None:
            _take_back(row, lock(row.service), actor, at)
            save(row, "note", "service")
    for model in (Organization, Location):
        model.objects.filter(feed=batch.feed, services=None).delete()
    return _settled(batch, ImportState.UNDONE, actor, at)


def _take_back(row: ImportRow, service: Service, actor: Any, at: datetime) -> None:
    touched = bool(differences(row.theirs, fresh_document(service.pk)))
    if row.outcome == RowOutcome.NEW:
        if touched or service.suggestions.exists():
            service.is_published, service.last_modified = False, at
            save(service, "is_published", "last_modified")
            row.note = "Changed since, so taken out of sight and not removed."
        else:
            service.delete()
            row.service = None
    elif row.decision != Decision.OURS:
        if touched:
            row.note = "Changed since, so kept."
            return
        rewrite(service, row.ours, action="undone", origin=Origin.UNDO, actor=actor, at=at)
        service.imported = row.base
        save(service, "imported")


def _locked(batch: ImportBatch, state: str, actor: Any) -> ImportBatch:
    batch = lock(batch)
    require(policies.may_edit_record(actor, batch.feed.keeper_id))
    if batch.state != state:
        raise TransitionRefused(f"This import is {batch.get_state_display().lower()}.")
    return batch


def _settled(batch: ImportBatch, state: str, actor: Any, at: datetime) -> ImportBatch:
    batch.state, batch.settled_by, batch.settled_at = state, actor, at
    save(batch, "state", "settled_by", "settled_at")
    audit(f"directory.import_{state}", batch, actor=actor, at=at, feed=batch.feed_id)
    publish(RecordsImported(batch_id=batch.pk), at=at)
    return batch
