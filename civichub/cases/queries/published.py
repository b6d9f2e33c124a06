"""Cases of services that a council publishes to anybody who asks: how they stand, when, and roughly where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from civichub.cases.models import Case, HistoryEntry
from civichub.cases.queries.public import coarse
from civichub.customers.queries import living_beside_somebody_at_risk
from civichub.places.grid import LatLon, to_latlon
from civichub.procedures.queries import procedure_by_version

TOLD = ("moved", "resolved", "reopened")


@dataclass(frozen=True)
class PublishedFilter:
    """Which cases of these services: those of one body, and those sent to it by Open311 that are another's.

    `references` beat everything else; times are in UTC.
    """

    organisation_id: int
    service_ids: Collection[int]
    references: tuple[str, ...] = ()
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    is_open: bool | None = None


@dataclass(frozen=True)
class PublishedCase:
    """All that is published of a case. `words` are those its procedure gives residents; `place` is coarse."""

    reference: str
    service_id: int
    organisation: str
    is_open: bool
    words: str
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    place: LatLon | None


@dataclass(frozen=True)
class PublishedChange:
    """A step of such a case, in its procedure's words."""

    entry_id: int
    reference: str
    is_open: bool
    at: datetime
    words: str


def published_cases(wanted: PublishedFilter, *, reader: Any, start: int, size: int) -> list[PublishedCase]:
    """The latest first. Never a sensitive case, nor one of somebody at risk or living with them; `reader`, an account
    or None, also sees what is open to it anyway."""
    found = _of(wanted, reader)
    if wanted.references:
        found = found.filter(reference__in=wanted.references)
    else:
        found = found.filter(opened_at__gte=wanted.opened_from, opened_at__lte=wanted.opened_to)
        found = found if wanted.is_open is None else found.filter(closed_at__isnull=wanted.is_open)
    rows = found.select_related("organisation").order_by("-opened_at", "-pk")[start : start + size]
    return [_published(case) for case in rows]


def published_case(wanted: PublishedFilter, *, reader: Any) -> Case | None:
    """The one case that is named, if it is published or open to `reader`."""
    return _of(wanted, reader).filter(reference__in=wanted.references).first()


def published_changes(wanted: PublishedFilter, *, reader: Any, size: int) -> list[PublishedChange]:
    """The steps that such cases took from `opened_from` to `opened_to`, the oldest first."""
    rows = HistoryEntry.objects.filter(case__in=_of(wanted, reader).values("pk"), kind__in=TOLD)
    rows = rows.filter(at__gte=wanted.opened_from, at__lte=wanted.opened_to)
    return [_change(row) for row in rows.select_related("case").order_by("at", "pk")[:size]]


def _of(wanted: PublishedFilter, reader: Any) -> QuerySet[Case]:
    safe = Q(sensitive=False) & ~Q(customer__at_risk=True) & ~Q(customer__in=living_beside_somebody_at_risk())
    own = Q(pk__in=Case.objects.visible_to(reader).values("pk")) if reader is not None else Q()
    allowed = safe | Q(customer=None, sensitive=False)
    sent_here = Q(front_door=wanted.organisation_id, channel="api")
    found = Case.objects.filter(Q(organisation=wanted.organisation_id) | sent_here, service__in=wanted.service_ids)
    return found.filter(allowed | own if reader is not None else allowed)


def _published(case: Case) -> PublishedCase:
    procedure = procedure_by_version(case.procedure_version_id)
    place = None
    if case.easting is not None and case.northing is not None:
        place = to_latlon(coarse(case.easting), coarse(case.northing))
    return PublishedCase(
        reference=case.reference,
        service_id=case.service_id,
        organisation=case.organisation.name,
        is_open=case.closed_at is None,
        words=procedure.outcome(case.outcome).resident if case.outcome else procedure.stage(case.stage).resident,
        opened_at=case.opened_at,
        updated_at=case.updated_at,
        due_at=case.due_at if case.closed_at is None else None,
        place=place,
    )


def _change(row: HistoryEntry) -> PublishedChange:
    procedure, outcome = procedure_by_version(row.case.procedure_version_id), row.detail.get("outcome", "")
    if row.kind == "reopened":
        words = "Open again"
    elif row.kind == "resolved" and outcome:
        words = procedure.outcome(outcome).resident
    else:
        words = procedure.stage(row.detail["to"]).resident
    return PublishedChange(row.pk, row.case.reference, row.kind != "resolved", row.at, words)
