"""Reports near you, for anybody: the service, how far it is, and roughly where. Never a name, words or a photo."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries import public_reports
from civichub.catalogue.queries import live_services
from civichub.catalogue.states import Sensitivity, ServiceClass
from civichub.forms.queries import form_by_version, form_in_force
from civichub.places.grid import to_latlon
from civichub.places.queries import addresses_at_postcode, suggest_addresses
from civichub.web.access import public
from civichub.web.portal.onward import is_shown_in_public
from civichub.web.portal.visitor import place_of
from civichub.web.ui.components import Place
from civichub.web.ui.forms import HubForm, TextField
from civichub.web.ui.words import date_words

MOST_TYPED = 200
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


class WhereForm(HubForm):
    """Near what."""

    where = TextField(
        label="Postcode or street",
        missing="Enter a postcode or a street",
        autocomplete="postal-code",
        max_length=MOST_TYPED,
    )


@public
@require_GET
def near(request: HttpRequest) -> HttpResponse:
    """The reports of the last 90 days within a kilometre of a place, on a map and as a list."""
    typed = " ".join(request.GET.get("where", "")[:MOST_TYPED].replace("\x00", " ").split())
    form = WhereForm({"where": typed}) if "where" in request.GET else WhereForm()
    middle = place_of(request)
    if typed:
        found = addresses_at_postcode(typed) or suggest_addresses(typed, 1)
        middle = found[0] if found else None
        if middle is None:
            form.is_valid()
            form.add_error("where", "We cannot find that place. Enter a full postcode, or a street and town")
    elif "where" in request.GET:
        form.is_valid()
    at = timezone.now()
    places = _places(middle, at) if middle is not None else []
    values = {"form": form, "places": places, "middle": middle, "typed": typed}
    return render(request, "portal/reports.html", values)


def services_shown(at: datetime) -> list[Any]:
    """The services whose reports anybody may know of."""
    simple = live_services().filter(sensitivity=Sensitivity.ORDINARY, service_class=ServiceClass.SIMPLE)
    shown = []
    for service in simple.exclude(form_key="").defer("description"):
        version = form_in_force(service.form_key, None, at)
        if version is not None and is_shown_in_public(service, form_by_version(version.pk)):
            shown.append(service)
    return shown


def _places(middle: Any, at: datetime) -> list[Place]:
    ids = [service.pk for service in services_shown(at)]
    reports = public_reports(ids, at=at, easting=middle.easting, northing=middle.northing)
    return [_place(report, middle) for report in reports]


def _place(report: Any, middle: Any) -> Place:
    position = to_latlon(report.easting, report.northing)
    return Place(
        label=f"{report.service}, {_away(report.easting - middle.easting, report.northing - middle.northing)}",
        latitude=round(position.latitude, 5),
        longitude=round(position.longitude, 5),
        detail=f"{report.state}. Reported on {date_words(report.opened_on)}",
    )


def _away(east: float, north: float) -> str:
    """How far and which way, to the 50 metres that the position itself is coarse."""
    metres = max(50, 50 * round(math.hypot(east, north) / 50))
    point = COMPASS[round(math.degrees(math.atan2(east, north)) / 45) % 8]
    return f"about {metres} metres {point}"
