"""The telephone in the browser: its window, who has it open, how their call stands, and what they ask of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.routing.operations import pause_seat
from civichub.routing.queries import seat_of
from civichub.telephony.models import Handset
from civichub.telephony.operations import open_phone, order_call
from civichub.telephony.passwords import password_of
from civichub.telephony.queries import browser_phone_of, call_in_hand, what_happened
from civichub.web.access import staff

TAKES = "work.take"
WINDOW = re.compile(r"[0-9a-f-]{8,40}")
NO_MICROPHONE = {
    "none": "Your microphone has gone",
    "refused": "Your browser may not use the microphone",
    "insecure": "Your browser gives no microphone",
}


def _own_phone(request: HttpRequest) -> Handset:
    found = browser_phone_of(request.user)
    if found is None:
        raise NotFound
    return found


def _server(request: HttpRequest) -> str:
    """Where this browser registers: as it was set, or else on the hub's own address, which the proxy passes on."""
    own = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/exchange/ws"
    return settings.EXCHANGE.websocket or own


@staff(TAKES)
@require_GET
def window(request: HttpRequest) -> HttpResponse:
    """The window in which the telephone lives. Only it may reach the exchange."""
    response = render(request, "staff/telephony/phone.html", {"handset": _own_phone(request)})
    server = urlsplit(_server(request))
    response._csp_update = {"connect-src": [f"{server.scheme}://{server.netloc}"]}
    return response


@staff(TAKES)
@require_POST
def open_line(request: HttpRequest) -> HttpResponse:
    """The line is this window's from now on, and here is with what it registers."""
    handset, name = _own_phone(request), request.POST.get("window", "")
    if not WINDOW.fullmatch(name):
        return JsonResponse({"error": "Open the telephone again."}, status=400)
    open_phone(handset=handset, window=name, actor=request.user, at=timezone.now())
    answer = {"user": handset.endpoint, "password": password_of(handset), "server": _server(request)}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


@staff(TAKES)
@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """Whether the line is still that window's, and how the call stands that its person has in hand."""
    handset, found = _own_phone(request), call_in_hand(request.user)
    call: dict[str, Any] | None = None
    if found is not None:
        reference, item = found.contact.reference, found.item
        call = {
            "held": what_happened(found).is_held, "pass": reverse("contact-hand-off", args=[reference]),
            "opens": reverse("contact", args=[reference]), "once": f"{item.pk}-{int(item.taken_at.timestamp())}",
        }  # fmt: skip
    return JsonResponse({"yours": handset.window == request.GET.get("window", ""), "call": call})


@staff(TAKES)
@require_POST
def trouble(request: HttpRequest) -> HttpResponse:
    """Nobody could hear them: they are offered nothing until they say that they are ready."""
    why = NO_MICROPHONE.get(request.POST.get("why", ""))
    if why and (seat := seat_of(request.user)) is not None and seat.state == "ready":
        pause_seat(reason=why, actor=request.user, at=timezone.now())
    return HttpResponse(status=204)


@staff(TAKES)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Hold, or go on, with the call in hand."""
    call = call_in_hand(request.user)
    try:
        if call is not None:
            order_call(call=call, kind=request.POST.get("kind", ""), actor=request.user, at=timezone.now())
    except HubError as error:
        return JsonResponse({"error": error.message}, status=409)
    return HttpResponse(status=204)
