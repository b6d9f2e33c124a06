"""Searching everything that is held, and adding a document by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.disclosure.operations import add_document, search_holdings
from civichub.disclosure.operations.collecting import MOST_BYTES
from civichub.disclosure.sources import SOURCES
from civichub.disclosure.states import ABOUT_A_PERSON
from civichub.organisations.queries import active_organisations
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.disclosure.forms import DocumentForm, SearchForm
from civichub.web.staff.disclosure.requests import POWER, answer_at, page_of


@staff(POWER)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, reference: str) -> HttpResponse:
    """Search every part of the hub, in the organisations for which this person answers requests."""
    answer = answer_at(request, reference)
    form = SearchForm(request.POST or None, about_a_person=answer.law == ABOUT_A_PERSON)

    def act(data: dict[str, Any]) -> None:
        search_holdings(answer=answer, actor=request.user, at=timezone.now(), **{"words": ""} | data)

    names = active_organisations().filter(pk__in=request.user.organisations_with(POWER)).values_list("name", flat=True)
    parts = ", ".join(source.label.lower() for source in SOURCES)
    guidance = f"Searched are {parts}, of {' and '.join(names)}. Ask the teams of other organisations."
    page = FormPage("Search what is held", page_of(answer), "Searched. What is new is in the collection.",
                    button="Search everything", guidance=guidance)  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a file by hand."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        file = data["file"]
        add_document(answer=answer, title=data["title"], name=file.name, content=file.read(MOST_BYTES + 1),
                     actor=request.user, at=timezone.now())  # fmt: skip

    page = FormPage("Add a document", page_of(answer), "The document is in the collection.", upload=True)
    return ask_and_do(request, DocumentForm(request.POST or None, request.FILES or None), page, act)
