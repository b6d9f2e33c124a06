"""What anybody may know of reports in public places: the service, how far it is, and roughly where. Nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from civichub.cases.models import Case
from civichub.cases.queries.nearby import Similar, similar_cases
from civichub.core.clocks import london_date
from civichub.procedures.queries import procedure_by_version

GRAIN_METRES = 50
DAYS_SHOWN = 90
NEAR_METRES = 1_000


@dataclass(frozen=True)
class PublicReport:
    """One report. `easting` and `northing` are the middle of a square of 50 metres; `state` is what residents read."""

    service: str
    state: str
    is_open: bool
    opened_on: date
    easting: float
    northing: float


def coarse(metres: float) -> float:
    """A coordinate as the middle of its 50-metre square: a report does not point at a front door."""
    return math.floor(metres / GRAIN_METRES) * GRAIN_METRES + GRAIN_METRES / 2


def public_cases() -> Q:
    """What may be shown to anybody: ordinary cases with a place, reported by nobody who is at risk.

    Which services are about public places, and so may be shown at all, is for the caller to say.
    """
    return Q(sensitive=False, easting__isnull=False) & ~Q(customer__at_risk=True)


def public_reports(
    service_ids: Iterable[int], *, at: datetime, easting: float, northing: float, limit: int = 40
) -> list[PublicReport]:
    """The latest reports of these services within about a kilometre of a grid point, of the last 90 days."""
    found = Case.objects.filter(public_cases(), service__in=list(service_ids))
    found = found.filter(
        easting__range=(easting - NEAR_METRES, easting + NEAR_METRES),
        northing__range=(northing - NEAR_METRES, northing + NEAR_METRES),
        opened_at__gte=at - timedelta(days=DAYS_SHOWN),
    )
    return [as_public_report(case) for case in found.select_related("service").order_by("-opened_at")[:limit]]


def as_public_report(case: Case) -> PublicReport:
    """One case as anybody may know of it; the caller has checked that anybody may."""
    stage = procedure_by_version(case.procedure_version_id).stage(case.stage)
    return PublicReport(
        service=case.service.title,
        state=stage.resident,
        is_open=case.closed_at is None,
        opened_on=london_date(case.opened_at),
        easting=coarse(case.easting or 0),
        northing=coarse(case.northing or 0),
    )


def state_in_public(case: Case) -> str:
    """How far a case is, in the words its procedure gives residents."""
    return procedure_by_version(case.procedure_version_id).stage(case.stage).resident


def similar_in_public(*, service_id: int, at: datetime, easting: float, northing: float, words: str) -> list[Similar]:
    """As `similar_cases`, of those only that `public_cases` lets anybody know of."""
    likely: list[Any] = similar_cases(
        service_id=service_id, at=at, easting=easting, northing=northing, words=words, limit=10
    )
    ids = Case.objects.filter(public_cases(), pk__in=[one.case.pk for one in likely]).values_list("pk", flat=True)
    allowed = set(ids)
    return [one for one in likely if one.case.pk in allowed][:5]


def public_case(case_id: int, service_id: int) -> Case | None:
    """The open case with this id, if it is of that service and anybody may know of it."""
    return Case.objects.filter(public_cases(), pk=case_id, service=service_id, closed_at=None).first()
