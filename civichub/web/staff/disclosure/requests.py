"""The list of requests, and the page of one: how far it is, what is left to do, and what was collected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.queries import get_case_for
from civichub.cases.queries.telling import procedure_of
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.core.references import parse_reference
from civichub.customers.queries import get_customer_for
from civichub.disclosure.models import Answer
from civichub.disclosure.operations import begin_answer, choose_subject, keep_longer, write_letter
from civichub.disclosure.policies import may_handle, may_review
from civichub.disclosure.queries import (
    answer_for,
    answer_of_case,
    answers_of,
    asks_to,
    entry_of,
    grounds_used,
    items_of,
    left_to_do,
    prepared_by,
    tally_of,
)
from civichub.disclosure.sources import schedule_words
from civichub.disclosure.states import ABOUT_A_PERSON, ANSWER, LAWS
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.disclosure.forms import KeepForm, LetterForm, SubjectForm
from civichub.web.ui.navigation import NavItem
from civichub.web.ui.paging import address_with, keyset_page

POWER = "disclosure.handle"
GROUND = "Answers requests for information there"
ORDER = ("-begun_at", "-id")


def page_of(answer: Answer) -> str:
    """The address of the page of one answer."""
    return reverse("disclosure", args=[answer.case.reference])


def answer_at(request: HttpRequest, reference: str) -> Answer:
    """The answer named in the address, if the reader may see it. Raises `NotFound`."""
    return answer_for(request.user, parse_reference(reference) or "")


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The requests that are being answered, or were, the latest first."""
    state = request.GET.get("state", "")
    state = state if state in ANSWER.states else ""
    rows, pager = keyset_page(request, answers_of(request.user, state=state), order=ORDER)
    chosen = [NavItem("All", address_with(request, state=None, after=None, before=None), not state)]
    chosen += [
        NavItem(words, address_with(request, state=one, after=None, before=None), state == one)
        for one, words in ANSWER.states.items()
    ]
    values = {"rows": rows, "pager": pager, "tabs": chosen, "asked": asks_to(request.user).count(), "state": state}
    return render(request, "staff/disclosure/list.html", values)


@staff(POWER)
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """One request with all that was collected for it; the reading is written down."""
    case, now = get_case_for(request.user, reference), timezone.now()
    answer = answer_of_case(request.user, case.pk)
    if answer is None:
        law = procedure_of(case.pk).disclosure
        if not law or not may_handle(request.user, case.organisation_id):
            raise NotFound("We cannot find that request.")
        return render(request, "staff/disclosure/begin.html", {"case": case, "law": LAWS[law]})
    answer = answer_for(request.user, case.reference)
    audit_read(answer, actor=request.user, at=now, ground=GROUND)
    return render(request, "staff/disclosure/request.html", _all_of(request, answer))


def _all_of(request: HttpRequest, answer: Answer) -> dict[str, Any]:
    rows = items_of(answer)
    weighed = set(answer.interests.values_list("code", flat=True))
    grounds = [(one, one.code in weighed) for one in grounds_used(answer)]
    asks = list(answer.asks.select_related("team", "answered_by"))
    return {
        "answer": answer,
        "case": answer.case,
        "about_a_person": answer.law == ABOUT_A_PERSON,
        "rows": [row for row in rows if row.folded_into_id is None],
        "folded": [row for row in rows if row.folded_into_id is not None],
        "kind_words": {row.source: schedule_words(row.source) for row in rows},
        "tally": tally_of(answer),
        "grounds": grounds,
        "asks": asks,
        "searches": list(answer.searches.select_related("by")),
        "reviews": list(answer.reviews.select_related("by")),
        "files": list(answer.files.all()),
        "left": left_to_do(answer) if answer.state == "collecting" else [],
        "can_change": answer.state == "collecting",
        "can_review": may_review(request.user, answer, prepared_by(answer)),
        "entry": entry_of(answer),
        "today": timezone.localdate(),
    }


@staff(POWER)
@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin to answer a request."""
    case = get_case_for(request.user, reference)
    try:
        begin_answer(case=case, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
        return redirect("case", case.reference)
    return redirect("disclosure", case.reference)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def subject(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whose information is asked for, where the customer asks for somebody else."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        customer = get_customer_for(request.user, data["customer"])
        choose_subject(answer=answer, customer=customer, why=data["why"], actor=request.user, at=timezone.now())

    page = FormPage("Whose information is it?", page_of(answer), "The search is about this person now.")
    return ask_and_do(request, SubjectForm(request.POST or None), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the officer's own words of the letter."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        write_letter(answer=answer, words=data["words"], actor=request.user, at=timezone.now())

    page = FormPage("The letter", page_of(answer), "The letter is kept.", LAWS[answer.law])
    return ask_and_do(request, LetterForm(request.POST or None, initial={"words": answer.letter}), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the copies for longer."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        keep_longer(answer=answer, actor=request.user, at=timezone.now(), **data)

    page = FormPage("Keep the copies for longer", page_of(answer), "The copies are kept until then.")
    return ask_and_do(request, KeepForm(request.POST or None), page, act)
