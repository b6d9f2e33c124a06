"""Legal holds on a customer's records: placed with a reason, lifted with another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.customers.operations import lift_hold, place_hold
from civichub.customers.queries import get_customer_for, holds_of, view_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.ui.forms import DateField, HubForm, LongTextField

POWER = "audit.view"
REASONS = "Name the claim, complaint or request that it is for"


class HoldForm(HubForm):
    """Why nothing may be deleted, and until when."""

    reason = LongTextField(label="Why are their records kept?", hint=REASONS, limit=500, rows=3, missing="Enter why")
    until = DateField(label="Last day", hint="Left empty, until somebody lifts it", required=False)


class LiftForm(HubForm):
    """Why they need not be kept any more."""

    why = LongTextField(label="Why is it lifted?", limit=500, rows=3, missing="Enter why")


@staff(POWER)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep everything of this customer from being deleted."""
    customer = get_customer_for(request.user, reference)

    def act(data: dict[str, Any]) -> None:
        place_hold(customer=customer, actor=request.user, at=timezone.now(), **data)

    page = FormPage(
        "Legal hold", reverse("customer", args=[reference]), "Nothing of this customer is deleted from now on.",
        view_of(customer, request.user).name, "Place the hold",
        "Chat transcripts and printed letters are otherwise deleted when their time is over.",
    )  # fmt: skip
    return ask_and_do(request, HoldForm(request.POST or None), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Let their records be deleted again when their time is over."""
    customer = get_customer_for(request.user, reference)
    hold = one_of(holds_of(customer.pk), pk)

    def act(data: dict[str, Any]) -> None:
        lift_hold(hold=hold, actor=request.user, at=timezone.now(), **data)

    page = FormPage(
        "Lift the legal hold", reverse("customer", args=[reference]), "The hold is lifted.",
        view_of(customer, request.user).name, "Lift it",
    )  # fmt: skip
    return ask_and_do(request, LiftForm(request.POST or None), page, act)
