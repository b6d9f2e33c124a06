"""Paying for a form: to the payment provider and back, with every way it can end."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.forms.models import Payment
from civichub.forms.pay.flow import CannotPay, refresh_payment, start_payment
from civichub.forms.queries import payment_by_return_token, payments_of_draft
from civichub.web.access import public
from civichub.web.portal.drafts import Filling, filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.sending import send

# Where GOV.UK Pay's own pages live (its documentation, "next_url"); its API has another host.
PROVIDER_PAGES = "https://*.payments.service.gov.uk"
LONGEST_TOKEN = 40


def may_lead_to_payment(response: HttpResponse) -> HttpResponse:
    """Let the forms of this page end at the provider: browsers hold a redirect after a form to the page's policy."""
    if settings.PAY_API_KEY:
        api = urlsplit(settings.PAY_BASE_URL)
        hosts = [PROVIDER_PAGES, f"{api.scheme}://{api.netloc}"]
        response._csp_update = {"form-action": hosts}
    return response


def go_and_pay(request: HttpRequest, filling: Filling) -> HttpResponse:
    """On to the provider; a payment that was made already sends the form instead."""

    def come_back(payment: Payment) -> str:
        return request.build_absolute_uri(reverse("paid", args=[payment.return_token]))

    try:
        payment = start_payment(filling.draft, return_url=come_back, actor=filling.actor, at=filling.at)
    except CannotPay as error:
        return _show(request, filling, None, error.message)
    except Conflict:
        return redirect(filling.resume_url)
    if payment.is_paid:
        return _send_paid(request, filling, payment)
    return redirect(payment.pay_url) if payment.pay_url else _show(request, filling, payment, "")


@public
@of_a_draft
@require_GET
def come_back(request: HttpRequest, return_token: str) -> HttpResponse:
    """The payer is back: ask the provider, then send, or say how it ended and what they can do."""
    known = len(return_token) <= LONGEST_TOKEN and return_token.isprintable()
    payment = payment_by_return_token(return_token) if known else None
    if payment is None or payment.draft is None:
        raise NotFound
    filling = filling_of(request, payment.draft.token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    try:
        payment = refresh_payment(payment, at=filling.at)
    except CannotPay as error:
        return _show(request, filling, payment, error.message)
    return _send_paid(request, filling, payment) if payment.is_paid else redirect(filling.url("pay"))


def _send_paid(request: HttpRequest, filling: Filling, payment: Payment) -> HttpResponse:
    try:
        send(filling)
    except (Invalid, Conflict) as error:
        return _show(request, filling, payment, error.message)
    return redirect(filling.url("sent"))


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """How the last attempt to pay ended, and another try."""
    filling = filling_of(request, token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    if not filling.way.is_complete:
        return redirect(filling.resume_url)
    if request.method == "POST":
        return go_and_pay(request, filling)
    payment = payments_of_draft(filling.draft).first()
    return _show(request, filling, payment, "") if filling.to_pay_pence else redirect(filling.url("check-answers"))


_WORDS = {
    "failed": ("Your payment was declined", "Your card was not charged. You can try again, or use another card."),
    "cancelled": ("You cancelled the payment", "Your card was not charged. What you have filled in is kept."),
    "error": ("The payment did not work", "Your card was not charged. Try again in a few minutes."),
    "waiting": (
        "We have not heard about your payment yet",
        "This can take a minute. You can look again, or go on paying.",
    ),
}


def _show(request: HttpRequest, filling: Filling, payment: Payment | None, problem: str) -> HttpResponse:
    state = payment.state if payment else ""
    title, words = _WORDS.get(state, ("Pay", "What you have filled in is kept."))
    if payment is not None and payment.provider_code == "P0030":
        title, words = _WORDS["cancelled"]
    values = {
        "filling": filling,
        "page_title": title if not problem else "You cannot pay just now",
        "words": problem or words,
        "payment": filling.form.payment,
        "pence": filling.to_pay_pence,
        "reference": payment.reference if payment else "",
        "is_waiting": state == "waiting",
        "back_url": filling.url("check-answers"),
    }
    return may_lead_to_payment(render(request, "portal/pay.html", values))
