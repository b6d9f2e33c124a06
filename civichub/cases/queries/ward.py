"""What a councillor may know of their area: how much is open, in which service, at what stage; never who or where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from civichub.cases.models import Case, CaseClock
from civichub.cases.queries.public import PublicReport, as_public_report
from civichub.catalogue.queries import service_titles
from civichub.customers.queries import living_beside_somebody_at_risk
from civichub.places.queries import within_area
from civichub.procedures.queries import procedure_by_version

DAYS_COUNTED = 90
MOST_SHOWN = 60
COLUMNS = ("pk", "easting", "northing", "service_id", "service__title", "procedure_version_id", "stage", "due_at")


@dataclass
class ServiceLine:
    """One service of the area: how many are open, how many of them late, and how many at each stage."""

    title: str
    open: int = 0
    late: int = 0
    stages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ward:
    """The figures of an area. `closed` counts the last 90 days, `in_time` those of them that kept every clock."""

    lines: tuple[ServiceLine, ...]
    open: int
    late: int
    closed: int
    in_time: int
    reports: tuple[PublicReport, ...]

    @property
    def per_cent_in_time(self) -> int | None:
        """None where nothing was closed."""
        return round(100 * self.in_time / self.closed) if self.closed else None


def ward_of(area: Any, *, organisation_id: int, public_services: list[int], at: datetime) -> Ward:
    """The area as its member may know it: ordinary cases of that council, none of anybody who is at risk.

    `public_services` are about public places: only their reports are shown one by one, to the nearest 50 metres.
    """
    ordinary = _ordinary(area, organisation_id)
    rows = _inside(area, ordinary.filter(closed_at=None))
    lines: dict[int, ServiceLine] = {}
    for row in rows:
        line = lines.setdefault(row["service_id"], ServiceLine(row["service__title"]))
        line.open += 1
        line.late += bool(row["due_at"] and row["due_at"] <= at)
        stage = procedure_by_version(row["procedure_version_id"]).stage(row["stage"]).resident
        line.stages[stage] = line.stages.get(stage, 0) + 1
    late = Exists(CaseClock.objects.filter(case=OuterRef("pk"), stopped_at__gte=F("due_at")))
    ended = ordinary.filter(closed_at__gte=at - timedelta(days=DAYS_COUNTED)).annotate(late=late)
    closed = _inside(area, ended, "late")
    shown = [row["pk"] for row in rows if row["service_id"] in set(public_services)]
    reports = Case.objects.filter(pk__in=shown).select_related("service").order_by("-opened_at")[:MOST_SHOWN]
    return Ward(
        lines=tuple(sorted(lines.values(), key=lambda line: (-line.open, line.title))),
        open=len(rows),
        late=sum(line.late for line in lines.values()),
        closed=len(closed),
        in_time=sum(not row["late"] for row in closed),
        reports=tuple(as_public_report(case) for case in reports),
    )


def _ordinary(area: Any, organisation_id: int) -> QuerySet[Case]:
    box = Q(easting__range=(area.west, area.east), northing__range=(area.south, area.north))
    live = [pk for pk, _ in service_titles()]  # the index of places begins with the service
    found = Case.objects.filter(box, service__in=live, organisation=organisation_id, sensitive=False)
    return found.exclude(customer__at_risk=True).exclude(customer__in=living_beside_somebody_at_risk())


def _inside(area: Any, found: QuerySet[Case], *more: str) -> list[dict[str, Any]]:
    rows = list(found.values(*COLUMNS, *more))
    inside = within_area(area, [(row["easting"], row["northing"]) for row in rows])
    return [row for row, lies in zip(rows, inside, strict=True) if lies]
