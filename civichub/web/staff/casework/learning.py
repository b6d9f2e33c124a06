"""Learning actions: who changes what by when, what was done, and whether it helped."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import staff_of
from civichub.cases.queries import get_case_for
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, NotFound
from civichub.feedback.operations import add_learning_action, finish_learning_action
from civichub.feedback.queries import finding_of, learning_actions
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.casework.forms import DoneForm, LearningForm
from civichub.web.ui.components import Column

STATES = {"open": "To do", "done": "Done, to be checked", "checked": "Checked", "all": "All"}
COLUMNS = [Column(label) for label in ("What will change", "About", "Who", "By", "Did it help?")]
COLOURS = {"fell": "green", "unclear": "grey", "rose": "red"}


@staff("case.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What is to be done, what waits for its check, and what the checks showed."""
    asked = request.GET.get("state", "open")
    state = asked if asked in STATES else "open"
    today = london_date(timezone.now())
    rows = [(one, COLOURS.get(one.verdict, "")) for one in learning_actions(request.user, state)]
    context = {
        "rows": rows,
        "state": state,
        "states": STATES,
        "today": today,
        "columns": COLUMNS,
        "me": request.user.pk,
    }
    return render(request, "staff/casework/learning.html", context)


@staff("case.act")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """An action that follows from a case. What was found there comes first, because the check goes by it."""
    case, now = get_case_for(request.user, reference), timezone.now()
    finding = finding_of(case.pk)
    if finding is None:
        raise Invalid({"finding": "Write down the root cause first: what is learnt follows from it."})
    people = staff_of([case.organisation_id])
    form = LearningForm(request.POST or None, people=list(people), initial={"watch": "same_cause"})

    def act(data: dict[str, Any]) -> None:
        add_learning_action(
            organisation=case.organisation, about=finding.about, text=data["text"], due_on=data["due_on"],
            owner=one_of(people, int(data["owner"])) if data["owner"].isdigit() else None, watch=data["watch"],
            finding=finding, actor=request.user, at=now,
        )  # fmt: skip

    page = FormPage(
        "What will change?", reverse("case", args=[case.reference]), "The action is given out.",
        caption=f"{finding.about.title}: {finding.get_cause_display()}",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("case.view")
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done: what exactly."""
    action = next((one for one in learning_actions(request.user, "open") if one.pk == pk), None)
    if action is None:
        raise NotFound
    form = DoneForm(request.POST or None)
    page = FormPage(
        "This is done",
        reverse("learning"),
        "Done. In twelve weeks the hub looks whether it helped.",
        caption=action.text,
    )
    return ask_and_do(
        request, form, page,
        lambda data: finish_learning_action(
            action=action, words=data["words"], actor=request.user, at=timezone.now()
        ) and None,
    )  # fmt: skip
