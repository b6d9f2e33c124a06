"""Taking something up for a resident: who asked and how, then the service's own questions, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.operations.intake import request_from_answers
from civichub.cases.operations.notes import ask_customer
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.representing import take_up_for_resident
from civichub.catalogue.queries import live_services, service_titles
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid
from civichub.core.idempotency import once
from civichub.core.references import format_reference
from civichub.customers.normalising import split_name
from civichub.forms.definition import Form
from civichub.forms.engine import for_organisation
from civichub.forms.queries import form_in_force, parsed
from civichub.places.queries import seats_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.members.forms import TakeUpForm
from civichub.web.staff.requests import Asked, ask


@staff("case.represent")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest) -> HttpResponse:
    """Nothing typed here is answered with what the hub knows of anybody."""
    now, seat = timezone.now(), seats_of(request.user).first()
    if seat is None:
        raise PermissionDenied("No seat is linked to your account. Ask the council’s administrator to link yours.")
    today = london_date(now)
    form = TakeUpForm(request.POST or None, services=service_titles(), today=today)
    values: dict[str, Any] = {"form": form, "seat": seat, "asked": None}
    values["key"] = request.POST.get("key", "")[:80] or f"{int(now.timestamp() * 1000)}"
    if request.method == "POST" and form.is_valid():
        service = live_services().get(pk=form.cleaned_data["service"])
        version = form_in_force(service.form_key or "general-enquiry", seat.organisation, now)
        if version is None:
            form.add_error("service", f"{service.title} has no form yet. Ring the council instead.")
        else:
            questions = for_organisation(parsed(version), seat.organisation.slug)
            posted = {**_known(questions, form.cleaned_data), **dict(request.POST.lists())}
            judged = request.POST.getlist("shown") if request.POST.get("was") == str(service.pk) else []
            asked = ask(questions, posted, today=today, judged=judged)
            values |= {"asked": asked, "service": service}
            values["form_with_errors"] = next((block for *_, block in asked.blocks if block.errors), None)
            if asked.complete and "shown" in request.POST:
                try:
                    return redirect("ward-case", _open(request, form, service, questions, version, asked, seat, now))
                except HubError as error:
                    _refuse(request, form, error)
    return render(request, "staff/members/take_up.html", values)


def _refuse(request: HttpRequest, form: TakeUpForm, error: HubError) -> None:
    """At the question it is about, where this page has that; else above everything."""
    if isinstance(error, Invalid) and set(error.errors) <= set(form.fields):
        add_refusal(form, error)
    else:
        messages.error(request, error.message)


def _known(questions: Form, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Nobody says their name twice: what was typed above fills the boxes of the service's form."""
    found: dict[str, list[str]] = {}
    _, given, family = split_name(typed["name"])
    for question in questions.questions:
        if question.maps_to == "customer.name" and question.type == "name":
            found |= {f"{question.key}__first": [given], f"{question.key}__last": [family]}
        elif question.maps_to in ("customer.email", "customer.phone"):
            found[question.key] = [typed[question.maps_to.removeprefix("customer.")]]
    return found


def _open(
    request: HttpRequest, form: TakeUpForm, service: Any, questions: Form, version: Any, asked: Asked, seat: Any,
    now: Any,
) -> str:  # fmt: skip
    typed = form.cleaned_data
    wanted = request_from_answers(
        questions, asked.answers, today=london_date(now), service=service, front_door=seat.organisation,
        channel="partner", form_version_id=version.pk,
    )  # fmt: skip
    wanted = replace(wanted, reporter=Reporter(typed["name"], typed["email"], typed["phone"], typed["address"]))

    def act() -> str:
        begun = take_up_for_resident(request=wanted, seat=seat, asked=form.asked(), actor=request.user, at=now)
        if asked.papers:
            question = f"Please send us: {', '.join(asked.papers)}."
            ask_customer(case=begun.case, question=question, actor=system_account(), at=now)
        return begun.case.reference

    key = request.POST.get("key", "")[:80]
    opened, _ = once(scope=f"ward:{request.user.pk}", key=key, request=asked.answers, at=now, act=act)
    messages.success(
        request, f"The request is taken up. Its reference is {format_reference(opened)}. We are telling the resident."
    )
    return opened
