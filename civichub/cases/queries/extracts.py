"""Reads about imported extracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case, CaseImport, ImportedCase, RejectedRow


def case_imports() -> QuerySet[CaseImport]:
    """Every import of an extract, the newest first."""
    return CaseImport.objects.select_related("organisation").order_by("-pk")


def case_import(number: int) -> CaseImport | None:
    """One import, or None."""
    return CaseImport.objects.filter(pk=number).first()


def rejected_rows(batch: CaseImport) -> QuerySet[RejectedRow]:
    """The rows that an import left out, in the order of the extract."""
    return RejectedRow.objects.filter(batch=batch).order_by("row")


def references_known(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of the pairs (organisation id, source reference) for which there is a case."""
    by_organisation: dict[int, set[str]] = defaultdict(set)
    for organisation, reference in pairs:
        by_organisation[organisation].add(reference)
    found: set[tuple[int, str]] = set()
    for organisation, references in by_organisation.items():
        known = Case.objects.filter(organisation=organisation, source_reference__in=references)
        found.update((organisation, reference) for reference in known.values_list("source_reference", flat=True))
    return found


def imported_contacts(import_id: int, first_row: int, last_row: int) -> list[Any]:
    """The contacts that these rows became: for listeners, which act for the hub and not for a person."""
    rows = ImportedCase.objects.filter(batch=import_id, row__gte=first_row, row__lte=last_row)
    return [row.contact for row in rows.select_related("contact")]
