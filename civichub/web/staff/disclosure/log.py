"""Writing what the public log says of an answer, and taking it out again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.core.errors import NotFound
from civichub.disclosure.operations import Summary, publish_entry, withdraw_entry
from civichub.disclosure.queries import entry_of
from civichub.disclosure.states import ABOUT_A_PERSON
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.disclosure.forms import SummaryForm, WhyForm
from civichub.web.staff.disclosure.requests import POWER, answer_at, page_of

FIELDS = ("title", "asked", "answered", "outcome")


@staff(POWER)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the summary that everybody may read."""
    answer = answer_at(request, reference)
    if answer.law == ABOUT_A_PERSON:
        raise NotFound
    there = entry_of(answer)
    initial = {name: getattr(there, name) for name in FIELDS} if there else {}

    def act(data: dict[str, Any]) -> None:
        summary = Summary(*(data[name] for name in FIELDS), checked=data["checked"] == "yes")
        publish_entry(answer=answer, summary=summary, actor=request.user, at=timezone.now())

    page = FormPage("Disclosure log", page_of(answer), "Published.", button="Publish",
                    guidance="Anybody can read this. Write it anew: do not copy the request.")  # fmt: skip
    return ask_and_do(request, SummaryForm(request.POST or None, initial=initial), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the summary out of the log."""
    answer = answer_at(request, reference)
    entry = entry_of(answer)
    if entry is None:
        raise NotFound

    def act(data: dict[str, Any]) -> None:
        withdraw_entry(entry=entry, why=data["why"], actor=request.user, at=timezone.now())

    page = FormPage("Take it out of the log", page_of(answer), "It is no longer published.", entry.title)
    return ask_and_do(request, WhyForm(request.POST or None), page, act)
