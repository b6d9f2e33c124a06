"""Which council: the front page, finding an address, and the page of your own place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from civichub.catalogue.queries import services_for_organisations
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.organisations.models import OrganisationKind
from civichub.organisations.queries import active_organisations, organisation_by_slug
from civichub.places.grid import GridPoint, to_latlon
from civichub.places.models import Address, SiteKind
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import (
    Answer,
    address_by_uprn,
    addresses_at_postcode,
    nearest_sites,
    suggest_addresses,
    who_serves,
)
from civichub.web.access import public
from civichub.web.portal.intents import INTENTS
from civichub.web.portal.returning import safe_next
from civichub.web.portal.visitor import (
    choose_council,
    forget_place,
    leave_council,
    place_of,
    remember_place,
)
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, TextField

MOST_TYPED = 200
SERVICES_SHOWN = 6
SUGGESTED = 8
METRES_IN_A_MILE = 1609.344
WHAT_THEY_DO = {
    OrganisationKind.COUNTY: "Roads, schools, social care, libraries and transport",
    OrganisationKind.DISTRICT: "Bins, housing, planning, council tax and parks",
    OrganisationKind.PARISH: "Allotments, village halls, playgrounds and local events",
    OrganisationKind.AGENCY: "One service for the whole area",
}


class FindForm(HubForm):
    """A postcode or the beginning of an address."""

    where = TextField(
        label="Your postcode, or the first line of your address",
        missing="Enter a postcode or the first line of an address",
        autocomplete="postal-code",
        max_length=MOST_TYPED,
    )


@dataclass(frozen=True)
class CouncilCard:
    """One of the visitor's councils: what it does, and the services people ask it for most."""

    organisation: Any
    area: str
    does: str
    services: tuple[Any, ...]


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page: asks where; a visitor whose place we know is shown it at once."""
    typed = " ".join(request.GET.get("where", "")[:MOST_TYPED].split())
    if typed:
        return _find(request, typed)
    known = place_of(request)
    if known is not None and "change" not in request.GET:
        return _show_place(request, known)
    form = FindForm(request.GET) if "where" in request.GET else FindForm()
    return _ask(request, form)


def _ask(request: HttpRequest, form: FindForm, **more: Any) -> HttpResponse:
    councils = [one for one in active_organisations() if one.kind != OrganisationKind.AGENCY]
    order = {kind: at for at, kind in enumerate(OrganisationKind.values)}
    councils.sort(key=lambda one: (order[one.kind], one.name))
    values = {"form": form, "councils": councils, "intents": INTENTS, "next": safe_next(request), **more}
    return render(request, "portal/home.html", values)


def _find(request: HttpRequest, typed: str) -> HttpResponse:
    if "\x00" in typed:
        form = FindForm({"where": ""})
        return _ask(request, form)
    found = addresses_at_postcode(typed) or suggest_addresses(typed, 25)
    if not found:
        form = FindForm({"where": typed})
        form.is_valid()
        form.add_error("where", _nothing_found(typed))
        return _ask(request, form)
    values = {"choice": ChooseForm(found), "typed": typed, "found": found, "next": safe_next(request)}
    return render(request, "portal/choose_address.html", values)


def _nothing_found(typed: str) -> str:
    if parse_postcode(typed):
        return "We have no address at this postcode. Check it, or enter the first line of the address"
    return "We cannot find that address. Enter a full postcode, like BK1 1AA, or a street and town"


class ChooseForm(HubForm):
    """One of the addresses that were found."""

    uprn = OneChoiceField(label="Choose the address", missing="Choose the address from the list", widget=SelectBox())

    def __init__(self, found: list[Address], data: Any = None) -> None:
        super().__init__(data)
        noun = "address" if len(found) == 1 else "addresses"
        if len(found) == 1:
            self.fields["uprn"].initial = found[0].uprn
        listed = [(address.uprn, address.one_line) for address in found]
        self.fields["uprn"].choices = [("", f"{len(found)} {noun} found"), *listed]


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The visitor has chosen their address: remember it on their device, and go where they were going."""
    address = address_by_uprn(request.POST.get("uprn", "")[:20])
    if address is None:
        typed = request.POST.get("typed", "")[:MOST_TYPED]
        found = [] if "\x00" in typed else addresses_at_postcode(typed) or suggest_addresses(typed, 25)
        form = ChooseForm(found, {"uprn": ""})
        form.is_valid()
        values = {"choice": form, "form": form, "typed": typed, "found": found, "next": safe_next(request)}
        return render(request, "portal/choose_address.html", values)
    response = redirect(safe_next(request) or reverse("place", args=[address.uprn]))
    remember_place(response, address)
    return response


@public
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take the address off this device."""
    response = redirect(reverse("home") + "?change=1")
    forget_place(response)
    return response


@public
@require_GET
def show(request: HttpRequest, where: str) -> HttpResponse:
    """The page of one address (by UPRN) or of a postcode that lies in one place as a whole."""
    address = address_by_uprn(where)
    if address is not None:
        return _show_place(request, address)
    postcode = parse_postcode(where)
    if postcode is None:
        raise NotFound
    return redirect(f"{reverse('home')}?where={postcode.replace(' ', '+')}")


def _show_place(request: HttpRequest, address: Address) -> HttpResponse:
    today = london_date(timezone.now())
    answer = who_serves(address, on=today)
    here = GridPoint(address.easting, address.northing)
    known = place_of(request)
    values = {
        "address": address,
        "is_remembered": known is not None and known.pk == address.pk,
        "cards": _cards(answer, today),
        "answer": answer,
        "intents": INTENTS,
        "sites": _sites(here, today),
        "position": to_latlon(address.easting, address.northing),
    }
    return render(request, "portal/place.html", values)


def _sites(here: GridPoint, today: Any) -> list[tuple[Any, str]]:
    """Places to go to, with how far they are in words; depots see nobody."""
    near = [pair for pair in nearest_sites(here, limit=6, on=today) if pair[0].kind != SiteKind.DEPOT]
    miles = [(site, round(metres / METRES_IN_A_MILE, 1)) for site, metres in near[:3]]
    return [(site, f"{far} mile{'' if far == 1 else 's'} away" if far else "close by") for site, far in miles]


def _cards(answer: Answer, today: Any) -> list[CouncilCard]:
    cards = []
    for area in (answer.county, answer.district, answer.parish):
        if area is None or area.organisation is None:
            continue
        council = area.organisation
        offered = services_for_organisations([council.pk], on=today).exclude(audience="partners")
        likely = sorted(offered.order_by("form_key")[:200], key=lambda one: (not one.form_key, one.title))
        services = tuple(likely[:SERVICES_SHOWN])
        cards.append(CouncilCard(council, area.name, WHAT_THEY_DO[council.kind], services))
    return cards


@public
@never_cache
@require_GET
def suggest(request: HttpRequest) -> JsonResponse:
    """Addresses for what has been typed so far, for the boxes that suggest: `[{uprn, line, latitude, longitude}]`."""
    typed = request.GET.get("q", "")[:MOST_TYPED]
    found = [] if "\x00" in typed else suggest_addresses(typed, SUGGESTED)
    rows = []
    for address in found:
        position = to_latlon(address.easting, address.northing)
        rows.append(
            {
                "uprn": address.uprn,
                "line": address.one_line,
                "latitude": round(position.latitude, 6),
                "longitude": round(position.longitude, 6),
            }
        )
    return JsonResponse({"addresses": rows})


@public
@require_GET
def council_door(request: HttpRequest, slug: str) -> HttpResponse:
    """A council's own door: its name and colours from now on, until the browser is closed."""
    council = organisation_by_slug(slug)
    if council is None:
        raise NotFound
    response = HttpResponseRedirect(reverse("home"))
    choose_council(response, council)
    return response


@public
@require_POST
def partnership_door(request: HttpRequest) -> HttpResponse:
    """Back to the partnership's own door."""
    response = HttpResponseRedirect(reverse("home"))
    leave_council(response)
    return response
