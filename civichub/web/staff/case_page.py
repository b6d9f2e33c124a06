"""The page of one case: who, what, where it stands, its clocks with their sums, and what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.operations.steps import reopen_case
from civichub.cases.queries import CaseRecord, get_case_for, record_of
from civichub.cases.sharing import purpose_of
from civichub.core.audit import audit_read
from civichub.core.clocks import explain, in_words
from civichub.core.errors import HubError, NotFound
from civichub.core.reads import looking_now
from civichub.customers.queries import view_of
from civichub.customers.queries.access import sheltered_among
from civichub.disclosure.policies import may_handle
from civichub.forms import engine as forms
from civichub.forms.queries import form_by_version, payments_of_case
from civichub.handover.queries.on_case import handed_over
from civichub.procedures.definition import Transition
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.case_forms import StepForm, WhyForm
from civichub.web.staff.casework.deciding import limit_context, take_or_propose
from civichub.web.staff.casework.on_case import casework_of
from civichub.web.staff.partnership.on_case import partners_box
from civichub.web.staff.still_shared import words_for
from civichub.web.ui.components import Clock, File
from civichub.workforce.queries import around_case

ABOVE = "This is above your limit. It waits for somebody with a higher one; you will find the answer here."
TAGS = {
    "opened": "contact",
    "contact": "contact",
    "note": "note",
    "resolved": "done",
    "told": "message",
    "clock": "note",
}


@staff("case.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole case, as far as this reader's ground opens it; the reading is written down."""
    now = timezone.now()
    case = get_case_for(request.user, reference)
    record = record_of(request.user, case, at=now)
    purpose = purpose_of(request.user, case, record.access)
    audit_read(case, actor=request.user, at=now, ground=record.access.words, purpose=purpose)
    return render(request, "staff/case.html", page_context(request, record, now))


def page_context(request: HttpRequest, record: CaseRecord, now: datetime) -> dict[str, Any]:
    """What the page and each of its parts are printed from."""
    case, customer = record.case, _customer(request, record)
    withheld = _withholds_place(case, customer)
    return {
        "record": record,
        "case": case,
        "title": case.service.title if withheld else case.title,
        "stage_words": record.outcome_label or record.stage.staff,
        "customer": customer,
        "place_withheld": withheld,
        "why": [record.access.words],
        "shown_under": words_for(record.access.agreements),
        **partners_box(request.user, record, now),
        "handed_over": handed_over(request.user, case),
        "told_by": case.reporter_name if record.access.opens("customer.name") else "",
        "clocks": [_clock(line, now) for line in record.clocks],
        "answers": [] if withheld else _answers(record, now),
        "files": [_file(case, attachment) for attachment in record.attachments],
        "history": [(entry, TAGS.get(entry.kind, "")) for entry in reversed(record.history)],
        "around": around_case(assignee=case.assignee_id, service=case.service_id, at=now),
        "names": [name for name, _ in looking_now(case, besides=request.user, at=now)],
        "may_match": request.user.has_power("volunteer.match", case.organisation_id),
        "payments": payments_of_case(case.reference)
        if request.user.has_power("case.view", case.organisation_id)
        else (),
        "can_act": record.access.may_act and request.user.holds_anywhere("case.act"),
        "can_disclose": bool(record.procedure.disclosure) and may_handle(request.user, case.organisation_id),
        "now": now,
        **casework_of(record, now),
    }


def _customer(request: HttpRequest, record: CaseRecord) -> Any:
    """The customer as this reader may see them, or None when there is none or the case's ground does not open them."""
    if not record.case.customer_id:
        return None
    try:
        return view_of(record.case.customer, request.user)
    except NotFound:
        return None


def _withholds_place(case: Any, customer: Any) -> bool:
    """Whether the case is of a sheltered person and this reader may not learn where that person lives.

    What was asked about, and what was said of it, mostly happens at or near the home: all of it is withheld then.
    """
    if not case.customer_id:
        return False
    if customer is None:
        return bool(sheltered_among([case.customer]))
    return customer.access.is_sheltered and not customer.access.sees_place


def _clock(line: Any, now: datetime) -> Clock:
    deadline = line.deadline
    state = {"running": "late" if deadline.is_late(now) else "running"}.get(deadline.status, deadline.status)
    return Clock(
        name=line.label,
        state=state,
        words=in_words(deadline, now),
        due=f"{deadline.due_on:%A %-d %B %Y}" if deadline.due_on else "",
        sum_lines=explain(deadline),
        source=deadline.rule.source,
    )


def _answers(record: CaseRecord, now: datetime) -> list[Any]:
    if not record.answers or not record.case.form_version_id:
        return []
    form = form_by_version(record.case.form_version_id)
    return forms.summary_rows(form, record.answers, today=timezone.localdate(now))


def _file(case: Any, attachment: Any) -> File:
    url = reverse("case-file", args=[case.reference, attachment.token]) if attachment.servable else ""
    state = "" if attachment.servable else attachment.get_scan_display()
    return File(name=attachment.name, url=url, size=attachment.size, kind=attachment.content_type, state=state)


@staff("case.act")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Take a step of the procedure: what it needs is asked on one page, then done in one transaction."""
    now = timezone.now()
    case = get_case_for(request.user, reference)
    record = record_of(request.user, case, at=now)
    wanted = next((found for found in record.steps if found.key == key), None)
    if wanted is None:
        messages.error(request, "This case has moved on: that step is not possible any more.")
        return redirect("case", reference)
    form = StepForm(request.POST or None, step=wanted, procedure=record.procedure, initial={"seen_stage": case.stage})
    if request.method == "POST" and form.is_valid():
        try:
            moved = take_or_propose(record, wanted, form.filling(), actor=request.user, now=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            done = f"{wanted.label}: done. {_told(record, wanted, moved)}" if moved else ABOVE
            messages.success(request, done)
            return redirect("case", reference)
    context = {"case": case, "step": wanted, "form": form, "record": record}
    return render(request, "staff/case_step.html", context | limit_context(request.user, case, wanted, now))


def _told(record: CaseRecord, step: Transition, moved: Any) -> str:
    told = {m.event for m in record.procedure.messages if m.to == "customer"}
    outcome = record.procedure.outcome(moved.outcome) if moved.outcome else None
    names = {f"transition:{step.key}", f"stage:{moved.stage}", "closed" if outcome else ""}
    return "The customer is being told." if names & told or (outcome and outcome.tells) else ""


@staff("case.act")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Reopen a closed case, with the reason."""
    case = get_case_for(request.user, reference)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_case(case=case, why=form.cleaned_data["why"], actor=request.user, at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The case is open again and back with its team.")
            return redirect("case", reference)
    return render(request, "staff/case_form.html", {"case": case, "form": form, "page_title": "Reopen this case"})


@staff("case.view")
@require_POST
def who_else(request: HttpRequest, reference: str) -> HttpResponse:
    """Who else has this case open: the notice at the top of the page, asked for again while the tab is in front."""
    case, now = get_case_for(request.user, reference), timezone.now()
    names = [name for name, _ in looking_now(case, besides=request.user, at=now)]
    audit_read(case, actor=request.user, at=now, ground="Still open in a tab")
    return render(request, "staff/parts/looking.html", {"case": case, "names": names})
