"""What can I ask for: the A to Z, search, the four intents, and the page of one service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.appointments.queries import kinds_of_service
from civichub.catalogue.models import NoticeChannel
from civichub.catalogue.queries import (
    a_to_z,
    live_services,
    search_services,
    service_for_page,
    services_for_organisations,
    services_of_form,
    standards_of,
)
from civichub.catalogue.responsibility import OTHER_COUNCILS
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.organisations.models import OrganisationKind
from civichub.organisations.queries import active_organisations
from civichub.places.queries import who_serves
from civichub.web.access import public
from civichub.web.portal.chat.invitation import chat_for
from civichub.web.portal.intents import INTENTS, services_for
from civichub.web.portal.notices import notices_on_page
from civichub.web.portal.offers import channels_of, offer_of
from civichub.web.portal.structured_data import service_as_json_ld
from civichub.web.portal.visitor import council_of, place_of

MOST_TYPED = 120
SHOW_ALL_UP_TO = 150


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The A to Z: all of it while it is short, else the letter that is asked for."""
    today = london_date(timezone.now())
    council = council_of(request)
    groups = a_to_z(organisation_ids=[council.pk] if council else None, on=today)
    total = sum(len(group.services) for group in groups)
    letter = request.GET.get("letter", "").upper()[:3]
    shown = [group for group in groups if group.letter == letter]
    if not shown:
        letter = ""
        shown = groups if total <= SHOW_ALL_UP_TO else groups[:1]
    held = {group.letter for group in groups}
    letters = [(one, one in held) for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    if digits := held - {one for one, _ in letters}:
        letters = [*((one, True) for one in sorted(digits)), *letters]
    values = {"groups": shown, "letters": letters, "letter": letter, "total": total, "paged": total > SHOW_ALL_UP_TO}
    return render(request, "portal/services.html", values)


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Services for what somebody typed, slips and everyday words included; where nothing is close, who else helps."""
    typed = " ".join(request.GET.get("q", "")[:MOST_TYPED].replace("\x00", " ").split())
    found = search_services(typed, on=london_date(timezone.now())) if typed else None
    values = {"typed": typed, "found": found, "other_councils": OTHER_COUNCILS, "page_has_errors": False}
    return render(request, "portal/search.html", values)


@public
@require_GET
def intent(request: HttpRequest, key: str) -> HttpResponse:
    """What can be reported, applied for, paid or said: at the visitor's place where we know it."""
    wanted = next((one for one in INTENTS if one.key == key), None)
    if wanted is None:
        raise NotFound
    place, council = place_of(request), council_of(request)
    today = london_date(timezone.now())
    if place is not None:
        services = services_for_organisations(_bodies_at(place, today), on=today)
    elif council is not None:
        services = services_for_organisations([council.pk], on=today)
    else:
        services = live_services()
    listed = services_for(wanted, services.defer("description", "avoidable_hints", "history_note"))
    return render(request, "portal/intent.html", {"intent": wanted, "services": listed[:120], "place": place})


def _bodies_at(place: Any, today: Any) -> list[int]:
    """The councils of an address, and the agencies, which serve every one."""
    agencies = active_organisations().filter(kind=OrganisationKind.AGENCY).values_list("pk", flat=True)
    return [*who_serves(place, on=today).organisation_ids, *agencies]


@public
@require_GET
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it is, who is responsible at your address and why, how to reach it, and where to begin."""
    now = timezone.now()
    service = service_for_page(slug, at=now, channel=NoticeChannel.PORTAL) if "\x00" not in slug else None
    if service is None:
        raise NotFound
    offer = offer_of(service, request, at=now)
    provision = offer.answer.provision
    channels = channels_of(service, provision) if service.has_channels else []
    standards = standards_of(service, provision=provision) if service.has_standards else []
    notices = notices_on_page(request, service.pk, at=now) if service.has_notices else []
    values = {
        "service": service,
        "offer": offer,
        "answer": offer.answer,
        "place": place_of(request),
        "channels": channels,
        "standards": standards,
        "kinds": kinds_of_service(service.pk),
        "notices": notices,
        "chat": chat_for(request, service, at=now),
        "json_ld": service_as_json_ld(service, offer, channels, page_url=request.build_absolute_uri(request.path)),
    }
    return render(request, "portal/service.html", values)


@public
@require_GET
def by_form(request: HttpRequest, key: str) -> HttpResponse:
    """The service that begins with this form: forms link to each other by their keys."""
    service = services_of_form(key).first()
    if service is None:
        raise NotFound
    return redirect("service", slug=service.slug)
