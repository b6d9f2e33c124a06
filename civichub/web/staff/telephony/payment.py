"""Taking a payment by telephone: a page that is open only while nothing is recorded, and the provider's beside it.

The provider is that by which residents pay online; the advisor types the card into the provider's own page (GOV.UK Pay,
“Take a payment over the phone”), in another tab, so that this one keeps the pause.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.cases.queries.one import get_case_for
from civichub.cases.queries.people import cases_of_customers
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, HubError, NotFound
from civichub.customers.queries import family_ids
from civichub.forms.engine import amount_due_pence
from civichub.forms.pay.client import pay_client
from civichub.forms.pay.flow import CannotPay, CasePrice, refresh_payment, start_payment
from civichub.forms.queries import form_by_version
from civichub.telephony.models import Call, OrderKind
from civichub.telephony.operations import note_payment, order_call
from civichub.telephony.payments import is_silent, payments_in
from civichub.telephony.policies import may_order
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.telephony.calls import call_of
from civichub.web.ui.forms import HubForm, MoneyField, OneChoiceField, SelectBox, TextField
from civichub.web.ui.words import money_words, shown_reference

LONGEST_WAIT_SECONDS, LOOK_SECONDS = 3.0, 0.05
MOST_CASES = 20


class PaymentForm(HubForm):
    """For which case, and, where its form names no price, for what and how much."""

    description = TextField(
        label="What is it for?", max_length=255, required=False, hint="Only for a case without a price of its own"
    )
    amount = MoneyField(label="Amount", required=False)

    def __init__(self, *args: Any, prices: dict[str, CasePrice | None], titles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(reference, _words(reference, titles[reference], price)) for reference, price in prices.items()]
        self.fields["case"] = OneChoiceField(
            label="Which case?", choices=choices, widget=SelectBox(), missing="Select the case"
        )
        self.order_fields(["case"])


def _words(reference: str, title: str, price: CasePrice | None) -> str:
    asked = f": {price.description}, {money_words(price.amount_pence)}" if price else ""
    return f"{shown_reference(reference)} {title}{asked}"


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


def _cases(user: Any, contact: Any) -> list[Any]:
    """Those that the contact is about, then the open ones of its customer, for which this person may take money."""
    found = []
    for linked in contact.case_links.order_by("-pk").values_list("case__reference", flat=True)[:MOST_CASES]:
        with suppress(NotFound):
            found.append(get_case_for(user, linked))
    if contact.customer_id:
        found += cases_of_customers(user, family_ids(contact.customer_id), MOST_CASES)
    acts_in = user.organisations_with("case.act")
    return list({case.reference: case for case in found if case.organisation_id in acts_in}.values())


def _price(case: Any) -> CasePrice | None:
    """What the form of the case asks for by the answers given, if anything."""
    form = form_by_version(case.form_version_id) if case.form_version_id else None
    if form is None or form.payment is None:
        return None
    pence = amount_due_pence(form, case.answers, today=london_date(timezone.now()))
    return CasePrice(case.organisation, case.reference, form.payment.description, pence) if pence else None


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, or, where somebody might be recorded, why it is not there."""
    return _page(request, call_of(request, reference))


def _page(request: HttpRequest, call: Call, form: PaymentForm | None = None) -> HttpResponse:
    talks = call.state == "open" and may_order(request.user, call)
    silent = talks and is_silent(call)
    if silent and form is None and pay_client() is not None:
        form = _form(request, call)[0]
    context = {
        "reference": call.contact.reference, "call": call, "talks": talks, "is_silent": silent, "form": form,
        "takes": pay_client() is not None, "is_back": "back" in request.GET, **_standing(call),
    }  # fmt: skip
    return render(request, "staff/telephony/payment.html", context)


def _standing(call: Call) -> dict[str, Any]:
    payments = payments_in(call)
    return {"payments": payments, "is_waiting": any(payment.state == "waiting" for payment in payments)}


def _form(request: HttpRequest, call: Call) -> tuple[PaymentForm, dict[str, Any], dict[str, CasePrice | None]]:
    cases = {case.reference: case for case in _cases(request.user, call.contact)}
    prices = {reference: _price(case) for reference, case in cases.items()}
    titles = {reference: case.service.title for reference, case in cases.items()}
    return PaymentForm(request.POST or None, prices=prices, titles=titles), cases, prices


@staff("contact.view")
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the payment at the provider, or take up one that was begun; its page is opened from ours."""
    call = call_of(request, reference)
    form, cases, prices = _form(request, call)
    if not form.is_valid():
        return _page(request, call, form)
    given = form.cleaned_data
    case = cases[given["case"]]
    price = prices[case.reference] or CasePrice(
        case.organisation, case.reference, given["description"], given["amount"] or 0
    )
    by = {"actor": request.user, "at": timezone.now()}
    try:
        if not (may_order(request.user, call) and is_silent(call)):
            raise Conflict("This call is being recorded, or not yours. Pause it before you take card details.")
        payment = start_payment(price, return_url=lambda payment: _back(request, reference), by_phone=True, **by)
        note_payment(call=call, payment=payment, **by)
    except HubError as error:
        add_refusal(form, error)
        return _page(request, call, form)
    return redirect("desk-call-payment", reference=reference)


def _back(request: HttpRequest, reference: str) -> str:
    return request.build_absolute_uri(reverse("desk-call-payment", args=[reference]) + "?back=1")


@staff("contact.view")
@require_POST
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the provider how the payments of this call stand."""
    call, unreached = call_of(request, reference), ""
    for payment in payments_in(call):
        if payment.state == "waiting":
            try:
                refresh_payment(payment, at=timezone.now())
            except CannotPay:
                unreached = "The payment service does not answer just now. Look again in a minute."
    if not request.htmx:
        return redirect("desk-call-payment", reference=reference)
    context = {"reference": reference, "unreached": unreached, **_standing(call)}
    return render(request, "staff/telephony/payments.html", context)


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
