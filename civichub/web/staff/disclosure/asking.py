"""Asking teams what they hold, and the teams' own pages on which they answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError
from civichub.disclosure.operations import answer_ask, ask_team, withdraw_ask
from civichub.disclosure.operations.collecting import MOST_BYTES
from civichub.disclosure.queries import ask_for, asks_to
from civichub.organisations.queries import active_organisations, teams_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.disclosure.forms import AskAnswerForm, AskForm
from civichub.web.staff.disclosure.requests import POWER, answer_at, page_of
from civichub.web.ui.paging import keyset_page


@staff(POWER)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask a team of any organisation."""
    answer = answer_at(request, reference)
    teams = teams_of(active_organisations().values_list("pk", flat=True)).select_related("organisation")
    choices = [(str(team.pk), f"{team.organisation.short_name}: {team.name}") for team in teams]
    form = AskForm(request.POST or None, teams=sorted(choices, key=lambda one: one[1]))

    def act(data: dict[str, Any]) -> None:
        team = one_of(teams, int(data.pop("team")))
        ask_team(answer=answer, team=team, actor=request.user, at=timezone.now(), **data)

    page = FormPage("Ask a team", page_of(answer), "The team is asked.", button="Ask")
    return ask_and_do(request, form, page, act)


@staff()
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What this person's teams are asked and have not answered."""
    rows, pager = keyset_page(request, asks_to(request.user), order=("due_on", "id"))
    values = {
        "rows": rows,
        "pager": pager,
        "today": timezone.localdate(),
        "handles": request.user.holds_anywhere(POWER),
    }
    return render(request, "staff/disclosure/asked.html", values)


@staff()
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give files, say that nothing is held, or why not."""
    asked, now = ask_for(request.user, pk), timezone.now()
    form = AskAnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        files = [(file.name, file.read(MOST_BYTES + 1)) for file in data["files"] or ()]
        try:
            answer_ask(ask=asked, result=data["result"], words=data["words"] or "", files=files, actor=request.user,
                       at=now)  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Thank you. Information governance has your answer.")
            return redirect("disclosure-asked")
    values = {"ask": asked, "form": form, "back_url": reverse("disclosure-asked"), "today": timezone.localdate(now)}
    return render(request, "staff/disclosure/ask.html", values)


@staff(POWER)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The team need not answer any more."""
    asked = ask_for(request.user, pk)
    target = answer_at(request, asked.answer.case.reference)
    try:
        withdraw_ask(ask=asked, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{asked.team} need not answer any more.")
    return redirect(page_of(target))
