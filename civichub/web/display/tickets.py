"""A ticket on the visitor's own telephone: where they stand, where to go when they are called, and leaving the line."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.core.errors import HubError
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import come_after_all, leave_building
from civichub.frontdesk.queries import Standing, standing_of, visit_of_ticket
from civichub.web.access import public
from civichub.web.portal.gates import not_kept


@public
@not_kept
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Asked again every ten seconds, with or without scripts. A ticket of another day is over."""
    return _page(request, token)


def _page(request: HttpRequest, token: str, refusal: str = "") -> HttpResponse:
    visit, now = visit_of_ticket(token), timezone.now()
    over = visit.day != london_date(now) or visit.state not in ("waiting", "called", "with_us", "parked", "with_host")
    standing = standing_of(visit, now) if not over else Standing(None, "")
    context: dict[str, Any] = {
        "visit": visit, "token": token, "now": now, "over": over, "standing": standing, "refusal": refusal,
        "may_return": visit.state in ("no_show", "left") and visit.day == london_date(now),
        "council": visit.desk.organisation, "useful_url": "",
    }  # fmt: skip
    return render(request, "display/ticket.html", context)


@public
@not_kept
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """They give up their place."""
    return _do(request, token, lambda visit: leave_building(visit=visit, actor=system_account(), at=timezone.now()))


@public
@not_kept
@require_POST
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """They missed the call, or changed their mind: back in line as the desk's rule says."""
    return _do(request, token, lambda visit: come_after_all(visit=visit, actor=system_account(), at=timezone.now()))


def _do(request: HttpRequest, token: str, act: Any) -> HttpResponse:
    visit: Visit = visit_of_ticket(token)
    try:
        act(visit)
    except HubError as error:
        return _page(request, token, error.message)
    return redirect("ticket", token)
