"""Taking a payment by telephone: a page that is open only while nothing is recorded."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError
from civichub.telephony.models import Call, OrderKind
from civichub.telephony.operations import order_call
from civichub.telephony.policies import may_order
from civichub.telephony.queries import what_happened
from civichub.web.access import staff
from civichub.web.staff.telephony.calls import call_of

LONGEST_WAIT_SECONDS, LOOK_SECONDS = 3.0, 0.05


@staff("contact.view")
@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Pause, and open the page once that is certain. The open page asks again and again, so that it stays paused."""
    call = call_of(request, reference)
    try:
        order = order_call(call=call, kind=OrderKind.PAUSE_RECORDING, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
        return redirect("contact", reference=reference)
    if request.htmx:
        return HttpResponse(status=204)
    give_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    while order.done_at is None and time.monotonic() < give_up_at:
        time.sleep(LOOK_SECONDS)
        order.refresh_from_db()
    return redirect("desk-call-payment", reference=reference)


def _is_silent(call: Call) -> bool:
    """Whether nothing that is said is written: paused, or not recorded at all. A pause is noted before it is carried
    out, and its order settled after: while one is open, nothing is certain."""
    happened = what_happened(call)
    return (happened.is_paused or not happened.is_recorded) and not call.orders.filter(done_at=None).exists()


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, or, where somebody might be recorded, why it is not there."""
    call = call_of(request, reference)
    talks = call.state == "open" and may_order(request.user, call)
    context = {"reference": reference, "call": call, "talks": talks, "is_silent": talks and _is_silent(call)}
    return render(request, "staff/telephony/payment.html", context)


@staff("contact.view")
@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """The payment is taken, or will not be: record again."""
    call = call_of(request, reference)
    try:
        order_call(call=call, kind=OrderKind.RESUME_RECORDING, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("contact", reference=reference)
