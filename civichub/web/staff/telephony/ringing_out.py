"""Ringing somebody: from their page or a case, under the number of a line."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.cases.operations.follow import add_contact_to_case
from civichub.cases.queries.one import get_case_for
from civichub.core.errors import NotFound
from civichub.customers.queries.views import get_customer_for, view_of
from civichub.telephony.operations import ring_out
from civichub.telephony.queries import lines_to_ring_by
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.ui.forms import HubForm, OneChoiceField, TextField


class RingForm(HubForm):
    """Whom, under which number of ours, and why."""

    number = TextField(label="Number to ring", max_length=40, missing="Enter the number to ring", width=20)
    reason = TextField(label="Why do you ring?", max_length=200, missing="Enter why you ring")

    def __init__(self, *args: Any, lines: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(line.pk), f"{line.name}, {line.number}") for line in lines]
        self.fields["line"] = OneChoiceField(label="Which number do they see?", choices=choices, missing="Select one")


@staff("contact.handle")
@require_http_methods(["GET", "POST"])
def from_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever a case is for; the contact is added to it."""
    case = get_case_for(request.user, reference)
    return _ring(request, customer=case.customer, case=case)


@staff("contact.handle")
@require_http_methods(["GET", "POST"])
def from_customer(request: HttpRequest, reference: str) -> HttpResponse:
    """A customer, at the number that we know."""
    return _ring(request, customer=get_customer_for(request.user, reference))


def _ring(request: HttpRequest, *, customer: Any, case: Any = None) -> HttpResponse:
    lines = lines_to_ring_by(request.user)
    if not lines:
        raise NotFound
    known = view_of(customer, request.user).contact_points if customer else ()
    number = next((point.shown for point in known if point.kind == "phone" and point.is_current), "")
    first = {"number": number, "line": str(lines[0].pk), "reason": case.title if case else ""}
    form = RingForm(request.POST or None, lines=lines, initial=first)
    back = reverse("case", args=[case.reference]) if case else reverse("customer", args=[customer.reference])
    guidance = "Your telephone rings first, then theirs. The call is not recorded."
    page = FormPage(
        "Ring them", back, "Pick up your telephone.", str(case or customer), button="Ring", guidance=guidance
    )

    def act(answers: dict[str, Any]) -> str:
        line = next(one for one in lines if str(one.pk) == answers.pop("line"))
        by = {"actor": request.user, "at": timezone.now()}
        call = ring_out(line=line, customer=customer, service=case.service if case else None, **answers, **by)
        if case:
            add_contact_to_case(case=case, contact=call.contact, **by)
        return reverse("contact", args=[call.contact.reference])

    return ask_and_do(request, form, page, act)
