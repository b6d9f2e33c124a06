"""What else is done to a case: notes, promises, tasks, clocks, people and links. One page each, one operation each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import staff_of
from civichub.cases.operations.assigning import assign_case
from civichub.cases.operations.clocks import change_clock
from civichub.cases.operations.follow import link_cases
from civichub.cases.operations.notes import add_note, ask_customer
from civichub.cases.operations.promises import add_task, finish_task, make_promise, move_promise, settle_promise
from civichub.cases.queries import get_case_for
from civichub.core.errors import HubError
from civichub.organisations.queries import teams_of
from civichub.procedures.queries import procedure_by_version
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff import case_forms


def _ask_and_do(
    request: HttpRequest, case: Any, form: Any, title: str, act: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """Show a form until `act`, given its answers, goes through; then back to the case with `done`."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("case", case.reference)
    return render(request, "staff/case_form.html", {"case": case, "form": form, "page_title": title})


def _part(records: Any, pk: int) -> Any:
    found = records.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@staff("case.act")
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """A note for staff, for the customer, or a question to them."""
    case, now = get_case_for(request.user, reference), timezone.now()

    def act(data: dict[str, Any]) -> object:
        if data["public"] == "ask":
            return ask_customer(case=case, question=data["text"], actor=request.user, at=now)
        return add_note(case=case, text=data["text"], public=data["public"] == "yes", actor=request.user, at=now)

    form = case_forms.NoteForm(request.POST or None)
    return _ask_and_do(request, case, form, "Write a note", act, "The note is in the history.")


@staff("case.act")
@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise the customer something by a day."""
    case, now = get_case_for(request.user, reference), timezone.now()
    form = case_forms.PromiseForm(request.POST or None)
    return _ask_and_do(
        request, case, form, "Make a promise",
        lambda data: make_promise(case=case, text=data["text"], due_on=data["due_on"], actor=request.user, at=now),
        "The promise is made, and the customer is being told.",
    )  # fmt: skip


@staff("case.act")
@require_http_methods(["GET", "POST"])
def promise_moved(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Another day for a promise; the first one stays in the ledger."""
    case, now = get_case_for(request.user, reference), timezone.now()
    moved, form = _part(case.promises, pk), case_forms.MovePromiseForm(request.POST or None)
    return _ask_and_do(
        request, case, form, f"Move the promise “{moved.text}”",
        lambda data: move_promise(promise=moved, due_on=data["due_on"], why=data["why"], actor=request.user, at=now),
        "The promise has a new day, and the customer is being told.",
    )  # fmt: skip


@staff("case.act")
@require_POST
def promise_settled(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Kept, or not."""
    case = get_case_for(request.user, reference)
    kept = request.POST.get("kept") == "yes"
    settle_promise(promise=_part(case.promises, pk), kept=kept, actor=request.user, at=timezone.now())
    messages.success(request, "Written down: the promise was kept." if kept else "Written down: it was not kept.")
    return redirect("case", reference)


@staff("case.act")
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, reference: str) -> HttpResponse:
    """A further piece of work."""
    case, now = get_case_for(request.user, reference), timezone.now()
    form = case_forms.TaskForm(request.POST or None)
    return _ask_and_do(
        request, case, form, "Add a task",
        lambda data: add_task(case=case, title=data["title"], actor=request.user, at=now), "The task is added.",
    )  # fmt: skip


@staff("case.act")
@require_http_methods(["GET", "POST"])
def task_done(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A task is done."""
    case, now = get_case_for(request.user, reference), timezone.now()
    work, form = _part(case.tasks, pk), case_forms.ResultForm(request.POST if request.method == "POST" else None)
    return _ask_and_do(
        request, case, form, f"Finish “{work.title}”",
        lambda data: finish_task(task=work, result=data["result"], actor=request.user, at=now), "The task is done.",
    )  # fmt: skip


@staff("case.act")
@require_http_methods(["GET", "POST"])
def clock(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Pause, resume, restart or extend a clock, on a ground its rule allows."""
    case, now = get_case_for(request.user, reference), timezone.now()
    running = _part(case.clocks.filter(stopped_at=None), pk)
    definition = procedure_by_version(case.procedure_version_id).clock(running.key)
    rule = definition.rule
    grounds = {ground.id: ground.words for kind in (rule.pauses, rule.restarts, rule.extensions) for ground in kind}
    form = case_forms.ClockForm(request.POST or None, grounds=list(grounds.items()))

    def act(data: dict[str, Any]) -> object:
        amount = int(data["amount"]) if (data["amount"] or "").isdigit() else 0
        return change_clock(
            clock=running, kind=data["kind"], ground=data["ground"] or "", amount=amount, reason=data["reason"],
            actor=request.user, at=now,
        )  # fmt: skip

    return _ask_and_do(request, case, form, f"Change the clock “{definition.label}”", act, "The clock is changed.")


@staff("case.act")
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case to a team or a person of the body responsible."""
    case, now = get_case_for(request.user, reference), timezone.now()
    teams = list(teams_of([case.organisation_id]))
    people = [
        person for person in staff_of([case.organisation_id]) if person.has_power("case.act", case.organisation_id)
    ]
    begun = {"team": case.team_id, "assignee": case.assignee_id or ""}
    form = case_forms.AssignForm(request.POST or None, teams=teams, people=people, initial=begun)

    def act(data: dict[str, Any]) -> object:
        team = next((team for team in teams if str(team.pk) == data["team"]), None)
        person = next((person for person in people if str(person.pk) == data["assignee"]), None)
        return assign_case(case=case, team=team, assignee=person, actor=request.user, at=now)

    return _ask_and_do(request, case, form, "Assign this case", act, "The case is assigned.")


@staff("case.act")
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case oneself."""
    case = get_case_for(request.user, reference)
    assign_case(case=case, assignee=request.user, actor=request.user, at=timezone.now())
    messages.success(request, "This case is yours.")
    return redirect("case", reference)


@staff("case.act")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that two cases belong together."""
    case, now = get_case_for(request.user, reference), timezone.now()
    form = case_forms.LinkForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        other = get_case_for(request.user, data["other"])
        return link_cases(case=case, other=other, kind=data["kind"], actor=request.user, at=now)

    return _ask_and_do(request, case, form, "Link another case", act, "The cases are linked.")
