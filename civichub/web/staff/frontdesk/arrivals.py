"""Visitors of hosts and sessions, and whoever is expected today: reception checks them in and calls them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from civichub.core.errors import HubError
from civichub.frontdesk import operations
from civichub.frontdesk.models import FrontDesk, Visit
from civichub.frontdesk.queries import desk_for, rooms_of, visit_for
from civichub.web.access import staff
from civichub.web.display.checking_in import check_in

RECEIVES = "contact.handle"


def _back(desk: FrontDesk) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('front-desk')}?site={desk.site.slug}")


@staff(RECEIVES)
@require_POST
def expected(request: HttpRequest) -> HttpResponse:
    """Check in by the reference of an appointment, or by a telephone number."""
    desk = desk_for(request.user, request.POST.get("site", "")[:60])
    asked = request.POST.get("asked", "").replace("\x00", "")[:40].strip()
    try:
        found = check_in(desk, asked, actor=request.user, at=timezone.now()) if asked else None
    except HubError as error:
        messages.error(request, error.message)
        return _back(desk)
    if found is None:
        messages.error(request, "Nobody is expected here today by that reference or number.")
    else:
        messages.success(request, f"{found.visit} is checked in for {found.time}, for {found.visit.host}.")
    return _back(desk)


@staff(RECEIVES)
@require_POST
def call_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Call them on the board to where their host is."""
    visit: Visit = visit_for(request.user, pk)
    rooms = {str(one.pk): one for one in rooms_of(visit.desk)}
    room = rooms.get(request.POST.get("counter", ""))
    if room is None:
        messages.error(request, "Choose the room to which they are called.")
        return _back(visit.desk)
    try:
        operations.call_to_host(visit=visit, counter=room, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{visit} is called to {room.words}.")
    return _back(visit.desk)


@staff(RECEIVES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """They have come out again."""
    visit: Visit = visit_for(request.user, pk)
    try:
        operations.end_with_host(visit=visit, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{visit} has been seen.")
    return _back(visit.desk)
