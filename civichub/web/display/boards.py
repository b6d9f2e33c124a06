"""The board of a front desk, and the waits of every site. Public: neither says why anybody came."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from civichub.core.clocks import OFFICE, calendars_of_office, is_open, next_opening
from civichub.frontdesk.models import FrontDesk
from civichub.frontdesk.queries import board_of, open_desks, public_desk
from civichub.places.queries import calendar_of
from civichub.web.access import public
from civichub.web.ui.components import Column

WAITS = [Column(label) for label in ("Place", "Waiting now", "Usual wait today")]


@public
@never_cache
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is called to which counter. The page asks again every five seconds, with or without scripts."""
    desk, now = public_desk(slug), timezone.now()
    board = board_of(desk, now)
    context = {"desk": desk, "board": board, "now": now, "council": desk.organisation}
    return render(request, "display/board.html", context)


@public
@never_cache
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """How many wait at each site now, and how long it usually takes today."""
    now = timezone.now()
    sites = [(desk, board_of(desk, now), _opens(desk, now)) for desk in open_desks()]
    return render(request, "display/waits.html", {"sites": sites, "columns": WAITS, "now": now})


def _opens(desk: FrontDesk, now: datetime) -> datetime | None:
    """None while the site is open or keeps no set hours, else when it opens next."""
    calendar = calendar_of(desk.site)
    if calendar is None:
        return None
    hours = calendars_of_office(calendar).index(OFFICE)
    return None if is_open(hours, now) else next_opening(hours, now)
