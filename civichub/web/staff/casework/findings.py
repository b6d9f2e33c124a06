"""Root cause and remedy of a case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.cases.queries import get_case_for
from civichub.catalogue.queries import live_services, service_titles
from civichub.core.errors import Invalid
from civichub.feedback.operations import Found, record_finding
from civichub.feedback.queries import finding_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.casework.forms import FindingForm

KEPT = ("cause", "words", "remedies", "remedy_words", "remedy_due_on", "remedy_done_on")


@staff("case.act")
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Write it down, or change what was written."""
    case = get_case_for(request.user, reference)
    known = finding_of(case.pk)
    begun: dict[str, Any] = {name: getattr(known, name) for name in KEPT} if known else {}
    begun["about"] = str(known.about_id if known else case.service_id)
    form = FindingForm(request.POST or None, services=service_titles(), initial=begun)

    def act(data: dict[str, Any]) -> None:
        about = live_services().filter(pk=data["about"]).first()
        if about is None:
            raise Invalid({"about": "Choose the service."})
        found = Found(about=about, **{name: data[name] for name in KEPT})
        record_finding(case=case, found=found, actor=request.user, at=timezone.now())

    page = FormPage(
        "Root cause and remedy", reverse("case", args=[case.reference]), "Written down.", caption=case.title
    )
    return ask_and_do(request, form, page, act)
