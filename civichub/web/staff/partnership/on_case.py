"""On a case's own page: who else sees it and why, what partners were asked to do, and passing it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.cases.operations.assigning import reroute_case
from civichub.cases.operations.parts import answer_part, ask_partner, withdraw_part
from civichub.cases.policies import may_answer_part, may_ask_partner
from civichub.cases.queries import CaseRecord, get_case_for
from civichub.cases.queries.partners import shown_to
from civichub.catalogue.queries import provisions_to_pass_on_to
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.partnership.forms import AnswerForm, AskForm, PassOnForm, WhyForm
from civichub.web.ui.components import Clock
from civichub.web.ui.words import day_words


def partners_box(user: Any, record: CaseRecord, now: datetime) -> dict[str, Any]:
    """Who sees the case beside the responsible body (a partner reads its own line only), and the parts."""
    case, responsible = record.case, record.case.organisation_id in user.powers
    shown = shown_to(case, on=london_date(now))
    mine = {one.pk for one in record.access.agreements}
    parts = [part for part in record.parts if responsible or part.organisation_id in user.powers]
    return {
        "shown_to": [line for line in shown if responsible or line.agreement.pk in mine],
        "parts": [(part, _clock(part, now), part.is_open and may_answer_part(user, case, part)) for part in parts],
        "may_pass_on": may_ask_partner(user, case),
    }


def _clock(part: Any, now: datetime) -> Clock:
    if part.is_open:
        state, words = ("late", "Late") if now >= part.due_at else ("running", "Asked, not answered yet")
    else:
        state = {True: "met", False: "missed", None: "stopped"}[part.in_time]
        words = part.get_state_display()
    sums = (
        f"Asked on {day_words(timezone.localtime(part.asked_at).date())}.",
        f"{part.working_days} working day{'s' * (part.working_days != 1)} in the opening hours of "
        f"{part.organisation.name}.",
    )
    return Clock(
        part.organisation.name, state, words, due=f"{timezone.localtime(part.last_moment):%A %-d %B %Y}",
        sum_lines=sums,
    )  # fmt: skip


def _form_page(request: HttpRequest, case: Any, form: Any, title: str) -> HttpResponse:
    return render(request, "staff/case_form.html", {"case": case, "form": form, "page_title": title})


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask an organisation that sees the case to do its part."""
    now, case = timezone.now(), get_case_for(request.user, reference)
    shown = {str(line.organisation.pk): line.organisation for line in shown_to(case, on=london_date(now))}
    form = AskForm(request.POST or None, organisations=list(shown.values()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ask_partner(case=case, organisation=shown[data["organisation"]], asked=data["asked"],
                        working_days=data["working_days"], actor=request.user, at=now)  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"We are telling {shown[data['organisation']].name}. Their clock is running.")
            return redirect("case", case.reference)
    return _form_page(request, case, form, "Ask another organisation to do its part")


def _part(request: HttpRequest, reference: str, pk: int) -> Any:
    case = get_case_for(request.user, reference)
    own = request.user.powers
    found = case.parts.select_related("organisation", "case").filter(pk=pk).first()
    if found is None or not (case.organisation_id in own or found.organisation_id in own):
        raise NotFound
    return found


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One's own organisation has done its part, or cannot."""
    part = _part(request, reference, pk)
    case, form = get_case_for(request.user, reference), AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            answer_part(part=part, state=data["state"], answer=data["answer"], actor=request.user, at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"Written down. {case.organisation.name} is being told.")
            return redirect("case", case.reference)
    return _form_page(request, case, form, f"Answer {case.organisation.name}")


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The part is no longer wanted."""
    part = _part(request, reference, pk)
    case, form = get_case_for(request.user, reference), WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_part(part=part, why=form.cleaned_data["why"], actor=request.user, at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{part.organisation.name} need no longer do it.")
            return redirect("case", case.reference)
    return _form_page(request, case, form, f"No longer ask {part.organisation.name}")


@staff("case.act")
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass the case to the organisation that is responsible after all; reference, story and clocks go with it."""
    now, case = timezone.now(), get_case_for(request.user, reference)
    targets = {
        f"{one.service_id}-{one.organisation_id}": one
        for one in provisions_to_pass_on_to(case.service, on=london_date(now))
        if one.organisation_id != case.organisation_id
    }
    form = PassOnForm(request.POST or None, targets=[(key, _target(one)) for key, one in targets.items()])
    if request.method == "POST" and form.is_valid():
        target = targets[form.cleaned_data["target"]]
        try:
            reroute_case(case=case, organisation=target.organisation, team=target.team, service=target.service,
                         why=form.cleaned_data["why"], actor=request.user, at=now)  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{target.organisation.name} has it now. The customer is being told.")
            return _back_to(request, case.reference)
    return _form_page(request, case, form, "Pass it to another organisation")


def _target(provision: Any) -> str:
    return f"{provision.organisation.name}: {provision.service.title}"


def _back_to(request: HttpRequest, reference: str) -> HttpResponse:
    """The case, if an agreement keeps it open to whoever passed it on; else their own work."""
    try:
        get_case_for(request.user, reference)
    except NotFound:
        return redirect("staff-home")
    return redirect("case", reference)
