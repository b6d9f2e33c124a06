"""A further case for the same person: a complaint beside a request, or the procedure that the law has for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.cases.operations.beside import open_beside
from civichub.cases.queries import get_case_for
from civichub.catalogue.queries import live_services, service_titles
from civichub.core.errors import Invalid
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.casework.forms import BesideForm


@staff("case.act")
@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Open it, linked to this one; neither stops the other."""
    case = get_case_for(request.user, reference)
    form = BesideForm(request.POST or None, services=service_titles(), initial={"since_first": "no"})

    def act(data: dict[str, Any]) -> str:
        service = live_services().filter(pk=data["service"]).first()
        if service is None:
            raise Invalid({"service": "Choose what it is."})
        opened = open_beside(
            case=case, service=service, description=data["description"], since_first=data["since_first"] == "yes",
            actor=request.user, at=timezone.now(),
        )  # fmt: skip
        return reverse("case", args=[opened.reference])

    page = FormPage(
        "Open another case beside this one", reverse("case", args=[case.reference]),
        "The case is open and linked. The first one goes on as before.", caption=case.service.title, button="Open it",
        guidance="For example a complaint about how a request was dealt with. Each has its own deadlines.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
