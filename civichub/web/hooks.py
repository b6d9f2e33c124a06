"""Where providers call us back. Each proves itself; what it says is stored before it gets its answer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from civichub.accounts.queries import system_account
from civichub.delivery.operations import receive_receipt
from civichub.delivery.providers.notify import read_callback
from civichub.forms.operations import handle_webhook
from civichub.web.access import machine


@machine
@csrf_exempt
@require_POST
def govuk_pay(request: HttpRequest) -> HttpResponse:
    """A payment changed, says GOV.UK Pay. The signature is over the raw body; the payment itself is asked for later."""
    handle_webhook(
        body=request.body,
        signature=request.headers.get("Pay-Signature", ""),
        secret=settings.PAY_SIGNING_SECRET,
        actor=system_account(),
        at=timezone.now(),
    )
    return HttpResponse(status=204)


@machine
@csrf_exempt
@require_POST
def govuk_notify(request: HttpRequest) -> HttpResponse:
    """What became of a message, says GOV.UK Notify. Any order, and repeats, are fine."""
    authorisation = request.headers.get("Authorization", "")
    report = read_callback(request.body, authorisation=authorisation, token=settings.NOTIFY_CALLBACK_TOKEN)
    receive_receipt(report=report, provider="notify", actor=system_account(), at=timezone.now())
    return HttpResponse(status=204)
