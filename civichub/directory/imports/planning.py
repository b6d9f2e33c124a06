"""What bringing in a neighbour's records would do to each of ours: new, changed, already so, or for a person to decide.

Three documents decide it: theirs now, theirs when it was last brought in (`imported`), and ours. Where only they
changed, theirs is taken; where only we changed, ours stays; where both did, and differ, somebody has to look.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Lower

from civichub.core.errors import Invalid
from civichub.directory.document import Document, clean_document, differences
from civichub.directory.imports.reading import document_from
from civichub.directory.models import Feed, Service
from civichub.directory.states import RowOutcome
from civichub.directory.storing import document_of, with_parts


@dataclass
class PlannedRow:
    """One record: what would happen, and the three documents. `problems` are sentences."""

    number: int
    name: str
    outcome: str = RowOutcome.UNCHANGED
    uuid: str | None = None
    service: Service | None = None
    ours: Document = field(default_factory=dict)
    theirs: Document = field(default_factory=dict)
    base: Document | None = None
    problems: list[str] = field(default_factory=list)
    note: str = ""


def plan(records: Sequence[Mapping[str, Any]], feed: Feed) -> list[PlannedRow]:
    """A row for each record of the feed, in its order."""
    rows = [_read(number, record) for number, record in enumerate(records, start=1)]
    known = _known([row.uuid for row in rows if row.uuid])
    seen: set[str | None] = set()
    for row in rows:
        if row.problems:
            continue
        if row.uuid in seen:
            row.problems.append("The feed holds this record twice.")
            continue
        seen.add(row.uuid)
        _judge(row, known.get(row.uuid or ""), feed)
    for row in rows:
        if row.problems:
            row.outcome = RowOutcome.PROBLEM
    return rows


def _read(number: int, record: Mapping[str, Any]) -> PlannedRow:
    row = PlannedRow(number, str(record.get("name") or "")[:200].replace("\x00", ""))
    try:
        row.uuid = str(uuid.UUID(str(record.get("id"))))
        row.theirs = clean_document(document_from(record), key=row.uuid)
    except ValueError:
        row.problems.append("Its id is not a UUID.")
    except Invalid as problem:
        row.problems += [f"{name}: {words}" for name, words in problem.errors.items()]
    return row


def _known(uuids: Sequence[str]) -> dict[str, Service]:
    return {str(one.uuid): one for one in with_parts(Service.objects.filter(uuid__in=uuids))}


def _judge(row: PlannedRow, service: Service | None, feed: Feed) -> None:
    if service is None:
        alike = _alike(row.theirs, feed)
        if alike is None:
            row.outcome = RowOutcome.NEW
            return
        row.service, row.ours = alike, document_of(alike)
        row.outcome, row.note = RowOutcome.CONFLICT, "One of our records has the same name. Is it the same service?"
        return
    row.service, row.ours, row.base = service, document_of(service), service.imported
    if service.keeper_id != feed.keeper_id:
        row.problems.append(f"{service.keeper} keeps this record already.")
    elif not differences(row.ours, row.theirs):
        row.outcome = RowOutcome.UNCHANGED
    elif row.base is None:
        row.outcome, row.note = RowOutcome.CONFLICT, "This record was not brought in from them before."
    elif not differences(row.base, row.theirs):
        row.outcome, row.note = RowOutcome.UNCHANGED, "Changed here and not by them, so ours stays."
    elif not differences(row.base, row.ours):
        row.outcome = RowOutcome.CHANGED
    else:
        row.outcome, row.note = RowOutcome.CONFLICT, "Changed here and by them."


def _alike(theirs: Document, feed: Feed) -> Service | None:
    """A record of our own, not of this feed, with the same name by an organisation of the same name."""
    same = Service.objects.exclude(feed=feed).annotate(named=Lower("name"), by=Lower("organization__name"))
    found = same.filter(named=theirs["name"].lower(), by=theirs["organization"]["name"].lower(), keeper=feed.keeper_id)
    return with_parts(found.order_by("pk")).first()
