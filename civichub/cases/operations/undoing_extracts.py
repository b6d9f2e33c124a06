"""Taking back an imported extract: exactly its rows, and only while nobody has worked with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from civichub.cases import policies
from civichub.cases.models import (
    Case,
    CaseClock,
    CaseContact,
    CaseImport,
    CaseImportState,
    HistoryEntry,
    ImportedCase,
    Task,
)
from civichub.contacts.operations import remove_past_contacts
from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import format_reference

AT_A_TIME = 2_000
NAMED = 20
_OWN: tuple[type[Model], ...] = (HistoryEntry, CaseClock, CaseContact, ImportedCase, Task)


@operation
def undo_case_import(*, batch: CaseImport, actor: Any, at: datetime) -> int:
    """Remove the cases and contacts of an import, with their histories; returns how many cases.

    Raises `Conflict` naming the cases that somebody has worked with since: nothing is removed then. Figures that
    counted the contacts go back with them.
    """
    batch = lock(batch)
    require(policies.may_import_cases(actor))
    if batch.state == CaseImportState.UNDONE:
        raise Conflict("This import has been taken back already.")
    touched = touched_since(batch)
    if touched:
        names = ", ".join(format_reference(reference) for reference in touched[:NAMED])
        more = f" and {len(touched) - NAMED:,} more" if len(touched) > NAMED else ""
        raise Conflict(f"Nothing was taken back: {len(touched):,} of its cases have been worked with: {names}{more}.")
    removed = 0
    while pairs := list(ImportedCase.objects.filter(batch=batch).values_list("case", "contact")[:AT_A_TIME]):
        Case.objects.filter(pk__in=[case for case, _ in pairs]).delete()
        contacts = [contact for _, contact in pairs]
        remove_past_contacts(contact_ids=contacts, batch=batch, actor=actor, at=at)
        removed += len(pairs)
    batch.state, batch.finished_at = CaseImportState.UNDONE, at
    save(batch, "state", "finished_at")
    audit("cases.import_undone", batch, actor=actor, at=at, removed=removed)
    return removed


def touched_since(batch: CaseImport) -> list[str]:
    """The references of the import's cases that differ from how it left them, or to which anything else refers."""
    ours = ImportedCase.objects.filter(batch=batch).values("case")
    touched = set(
        HistoryEntry.objects.filter(case__in=ours)
        .filter(Q(detail__import__isnull=True) | ~Q(detail__import=batch.pk))
        .values_list("case", flat=True)
    )
    links = CaseContact.objects.filter(case__in=ours, opened_it=False)
    touched.update(links.values_list("case", flat=True))
    elsewhere = CaseContact.objects.filter(contact__in=ImportedCase.objects.filter(batch=batch).values("contact"))
    shared = elsewhere.exclude(case__in=ours).values("contact")
    touched.update(ImportedCase.objects.filter(batch=batch, contact__in=shared).values_list("case", flat=True))
    for relation in Case._meta.related_objects:
        if relation.related_model in _OWN:
            continue
        column = relation.field.attname
        touched.update(
            relation.related_model._base_manager.filter(**{f"{column}__in": ours}).values_list(column, flat=True)
        )
    return list(Case.objects.filter(pk__in=touched).order_by("reference").values_list("reference", flat=True))
