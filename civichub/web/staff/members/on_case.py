"""On a case's own page: letting a councillor in on somebody's word, and ending it with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.cases.operations.representing import end_representation, record_representation
from civichub.cases.queries import get_case_for
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.places.queries import sitting_councillors
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.members.forms import RecordForm, WhyEndForm


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """A councillor rang or wrote for the resident: who, how they were asked, and what the resident shares."""
    now = timezone.now()
    case = get_case_for(request.user, reference)
    seats = {str(seat.pk): seat for seat in sitting_councillors().filter(account__is_active=True)}
    form = RecordForm(request.POST or None, seats=list(seats.values()), today=london_date(now))
    if request.method == "POST" and form.is_valid():
        seat = seats[form.cleaned_data["seat"]]
        try:
            record_representation(case=case, seat=seat, asked=form.asked(), actor=request.user, at=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{seat} acts for the resident. We are telling both.")
            return redirect("case", case.reference)
    title = "A councillor acts for the resident"
    return render(request, "staff/members/record.html", {"case": case, "form": form, "page_title": title})


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Refuse it, or end it: the resident withdrew, or is at risk."""
    case = get_case_for(request.user, reference)
    found: Any = case.representations.select_related("seat", "case").filter(pk=pk).first()
    if found is None:
        raise NotFound
    form = WhyEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            end_representation(representation=found, why=why, actor=request.user, at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{found.seat} no longer acts in this case, and cannot see it.")
            return redirect("case", case.reference)
    title = f"{found.seat} shall no longer act for the resident"
    return render(request, "staff/case_form.html", {"case": case, "form": form, "page_title": title})
