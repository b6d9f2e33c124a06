"""One's own work: ready or not, what is offered, what is in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError, Invalid
from civichub.routing import operations
from civichub.routing.alerts import alerts_for
from civichub.routing.models import Offer
from civichub.routing.queries import (
    item_for,
    offers_to,
    queues_now,
    queues_seen_by,
    seat_of,
    waiting_for,
    work_in_hand,
)
from civichub.telephony.queries import browser_phone_of
from civichub.web.access import staff
from civichub.web.staff.telephony.who import probably
from civichub.web.staff.work_subjects import address_of_subject, go_on_with

TAKES = "work.take"
PAUSES = ("Break", "Lunch", "Team meeting", "Training", "Writing up", "Helping a colleague")


def _mine(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "seat": seat_of(request.user),
        "offers": [(one, probably(request.user, one.offer.item)) for one in offers_to(request.user, now)],
        "in_hand": [(item, address_of_subject(item)) for item in work_in_hand(request.user)],
        "pauses": PAUSES,
        "phone": browser_phone_of(request.user),
        "now": now,
    }


@staff(TAKES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The whole page, and without scripts the only one."""
    queues = queues_now(queues_seen_by(request.user).select_related("organisation"), timezone.now())
    waiting = waiting_for(request.user)
    return render(request, "staff/work.html", _mine(request) | {"queues": queues, "waiting": waiting})


@staff(TAKES)
@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """What every page of the desk shows of it; asked for again whenever something changes."""
    return render(request, "staff/parts/work_strip.html", _mine(request) | {"alerts": alerts_for(request.user)})


def _then(request: HttpRequest, act: Callable[[], Any], done: str = "") -> HttpResponse:
    try:
        act()
    except HubError as error:
        messages.error(request, error.message)
    else:
        if done:
            messages.success(request, done)
    return redirect("work")


@staff(TAKES)
@require_POST
def sit_down(request: HttpRequest) -> HttpResponse:
    """Ready for work."""
    return _then(request, lambda: operations.sit_down(actor=request.user, at=timezone.now()))


@staff(TAKES)
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Not ready for more, and why."""
    reason = request.POST.get("reason", "")
    return _then(request, lambda: operations.pause_seat(reason=reason, actor=request.user, at=timezone.now()))


@staff(TAKES)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign off."""
    return _then(request, lambda: operations.leave_seat(actor=request.user, at=timezone.now()), "You are signed off.")


@staff(TAKES)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what is offered, and open what it is about."""
    offer = get_object_or_404(Offer, pk=pk, person=request.user)
    try:
        item = operations.accept_offer(offer=offer, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
        return redirect("work")
    return redirect(go_on_with(item, request.user) or "work")


@staff(TAKES)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it to somebody else."""
    offer = get_object_or_404(Offer, pk=pk, person=request.user)
    return _then(request, lambda: operations.decline_offer(offer=offer, actor=request.user, at=timezone.now()))


@staff(TAKES)
@require_POST
def wrap_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The person has gone."""
    item = item_for(request.user, pk)
    return _then(request, lambda: operations.begin_wrap_up(item=item, actor=request.user, at=timezone.now()))


@staff(TAKES)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, and free for the next."""
    item = item_for(request.user, pk)
    return _then(request, lambda: operations.finish_work(item=item, actor=request.user, at=timezone.now()), "Done.")


@staff(TAKES)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """In line again, at its place, for somebody else."""
    item, notes = item_for(request.user, pk), request.POST.get("notes", "")
    return _then(
        request,
        lambda: operations.hand_back(item=item, notes=notes, actor=request.user, at=timezone.now()),
        "Put back in line, at its old place.",
    )


@staff(TAKES)
@require_POST
def pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Take something from a queue one serves, out of turn, and say why; then open what it is about."""
    item, why = item_for(request.user, pk), request.POST.get("why", "")
    try:
        if not why.strip():
            raise Invalid({"why": "Say why you take it out of turn: whoever waits longer may ask."})
        taken = operations.pull_work(item=item, person=request.user, why=why, actor=request.user, at=timezone.now())
        address = go_on_with(taken, request.user)
    except HubError as error:
        messages.error(request, error.message)
        return redirect("work")
    return redirect(address or "work")
