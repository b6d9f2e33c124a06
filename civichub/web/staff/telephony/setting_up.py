"""Lines and telephones of one's organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import staff_of
from civichub.catalogue.queries import service_by_id, service_titles
from civichub.routing.queries import queues_run_by
from civichub.telephony.interpreters import interpreters_kept_by
from civichub.telephony.operations import give_handset, set_up_line, withdraw_handset
from civichub.telephony.passwords import password_of
from civichub.telephony.queries import failed_recordings, handset_kept_by, handsets_kept_by, line_kept_by, lines_kept_by
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.telephony.forms import HandsetForm, LineForm, as_asked
from civichub.web.ui.forms import HubForm

RUNS = "work.supervise"
A_DAY = timedelta(days=1)


@staff(RUNS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every line and telephone whose set-up this person keeps."""
    context = {
        "lines": lines_kept_by(request.user), "handsets": handsets_kept_by(request.user),
        "interpreters": interpreters_kept_by(request.user),
        "failed": failed_recordings(request.user, timezone.now() - A_DAY),
    }  # fmt: skip
    return render(request, "staff/telephony/set_up.html", context)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def add_line(request: HttpRequest) -> HttpResponse:
    """A new line."""
    return _line(request, None)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def change_line(request: HttpRequest, pk: int) -> HttpResponse:
    """What callers of a line hear, and where they go."""
    return _line(request, line_kept_by(request.user, pk))


def _line(request: HttpRequest, line: Any) -> HttpResponse:
    queues = queues_run_by(request.user)
    form = LineForm(
        request.POST or None, queues=queues, services=service_titles(), is_new=line is None, initial=as_asked(line)
    )
    title, caption = ("A new line", "") if line is None else (str(line), line.number)
    page = FormPage(title, reverse("phone-set-up"), "The line is kept, for every call from now on.", caption)

    def act(answers: dict[str, Any]) -> None:
        queue = one_of(queues, int(answers.pop("queue")))
        number = answers.pop("number", None) or line.number
        asked = answers.pop("service")
        service = service_by_id(int(asked)) if asked else None
        by = {"actor": request.user, "at": timezone.now()}
        set_up_line(organisation=queue.organisation, number=number, queue=queue, service=service, **answers, **by)

    return ask_and_do(request, form, page, act)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A telephone for somebody, instead of the one they had."""
    people = staff_of(request.user.organisations_with(RUNS))
    page = FormPage("Give somebody a telephone", reverse("phone-set-up"), "Calls are offered to them from now on.")

    def act(answers: dict[str, Any]) -> str:
        person = one_of(people, int(answers.pop("person")))
        place = answers.pop("place")
        kind = {"answers_itself": place == "itself", "in_browser": place == "browser"}
        handset = give_handset(person=person, **answers, **kind, actor=request.user, at=timezone.now())
        return reverse("handset", args=[handset.pk])

    return ask_and_do(request, HandsetForm(request.POST or None, people=people), page, act)


@staff(RUNS)
@require_GET
def handset(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be typed into the telephone."""
    found = handset_kept_by(request.user, pk)
    context = {"handset": found, "password": password_of(found), "server": settings.EXCHANGE.sip_address}
    return render(request, "staff/telephony/handset.html", context)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a telephone away."""
    found = handset_kept_by(request.user, pk)
    page = FormPage(
        "Take this telephone away", reverse("phone-set-up"), f"{found.person} has no telephone any more.", str(found),
        button="Take it away", guidance="No call is offered to them any more. Its password opens nothing.",
    )  # fmt: skip

    def act(answers: dict[str, Any]) -> None:
        withdraw_handset(handset=found, actor=request.user, at=timezone.now())

    return ask_and_do(request, HubForm(request.POST if request.method == "POST" else None), page, act)
