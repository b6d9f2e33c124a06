"""A councillor's own page: the cases in which they act, and their area in figures, without who or where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries.representing import asked_by_members, represented_by
from civichub.cases.queries.ward import Ward, ward_of
from civichub.core.audit import audit_read
from civichub.places.grid import to_latlon
from civichub.places.queries import boundary_today, seats_of
from civichub.web.access import staff
from civichub.web.portal.reports import services_shown
from civichub.web.ui.components import Column, Place
from civichub.web.ui.words import date_words
from civichub.workforce.queries import on_duty

ACTING_COLUMNS = [Column(label) for label in ("Reference", "What", "Resident", "How far it is", "Since")]
WARD_COLUMNS = [
    Column("Service"),
    Column("Open", numeric=True),
    Column("Late", numeric=True),
    Column("How far they are"),
]
GROUND = "Acts for the resident, who asked them to"


@dataclass(frozen=True)
class Area:
    """A seat with what its holder may know of its area."""

    seat: Any
    ward: Ward
    places: list[Place]
    duties: list[Any]


@staff("case.view_ward")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this member; names that they typed themselves are written down as read."""
    now = timezone.now()
    acting = represented_by(request.user, at=now)
    for one, _, name in acting:
        if name:
            audit_read(one.case, actor=request.user, at=now, ground=GROUND, purpose="List of residents they act for")
    shown = [service.pk for service in services_shown(now)]
    areas = [_area(seat, shown, now) for seat in seats_of(request.user)]
    columns = {"acting_columns": ACTING_COLUMNS, "ward_columns": WARD_COLUMNS}
    return render(
        request,
        "staff/members/ward.html",
        {"acting": acting, "areas": areas, "questions": asked_by_members(request.user, at=now), **columns},
    )


def _area(seat: Any, public_services: list[int], now: datetime) -> Area:
    boundary = boundary_today(seat.area)
    ward = ward_of(boundary, organisation_id=seat.organisation_id, public_services=public_services, at=now)
    return Area(seat, ward, [_place(one) for one in ward.reports], on_duty(now, organisation=seat.organisation_id))


def _place(report: Any) -> Place:
    point = to_latlon(report.easting, report.northing)
    return Place(
        label=report.service,
        latitude=round(point.latitude, 5),
        longitude=round(point.longitude, 5),
        detail=f"{report.state}. Reported on {date_words(report.opened_on)}",
    )
