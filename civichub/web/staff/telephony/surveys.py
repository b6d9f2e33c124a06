"""Whom we ask after a call how it was, by the service that it was about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, service_titles
from civichub.telephony.operations import forget_survey_share, keep_survey_share
from civichub.telephony.queries import lines_kept_by
from civichub.telephony.surveys import survey_share_kept_by, survey_shares_kept_by
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import HubForm, NumberField, OneChoiceField, SelectBox

RUNS = "work.supervise"


class SurveyShareForm(HubForm):
    """How many are asked about one service."""

    share = NumberField(
        label="Ask how it was", suffix="of 100 callers", min_value=0, max_value=100, hint="0 asks nobody about it"
    )

    def __init__(self, *args: Any, organisations: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["organisation"] = OneChoiceField(
                label="Whose callers?", choices=choices_of(organisations), widget=SelectBox(),
                missing="Select an organisation",
            )  # fmt: skip
            titles = [(str(pk), title) for pk, title in service_titles()]
            self.fields["service"] = OneChoiceField(
                label="Service", choices=titles, widget=SelectBox(), missing="Select a service"
            )
            self.order_fields(["organisation", "service"])


@staff(RUNS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What was decided for services, and what every line does with the others."""
    context = {
        "shares": survey_shares_kept_by(request.user),
        "lines": [line for line in lines_kept_by(request.user) if line.is_active],
    }
    return render(request, "staff/telephony/surveys.html", context)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Decide for one more service; for one that was decided before, anew."""
    organisations = organisations_with(request, RUNS)
    only = {"organisation": str(organisations[0].pk)} if len(organisations) == 1 else {}
    form = SurveyShareForm(request.POST or None, organisations=organisations, is_new=True, initial=only)
    page = FormPage(
        "Ask callers about a service", reverse("surveys"), "It is kept, for every call from now on.",
        guidance="Counts for calls that turned out to be about this service, by whichever line they came.",
    )  # fmt: skip

    def act(answers: dict[str, Any]) -> None:
        organisation = one_of(organisations, int(answers["organisation"]))
        service = service_by_id(int(answers["service"]))
        by = {"actor": request.user, "at": timezone.now()}
        keep_survey_share(organisation=organisation, service=service, share=answers["share"], **by)

    return ask_and_do(request, form, page, act)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask more or fewer of them."""
    kept = survey_share_kept_by(request.user, pk)
    form = SurveyShareForm(request.POST or None, organisations=(), is_new=False, initial={"share": kept.share})
    page = FormPage(
        str(kept.service), reverse("surveys"), "It is kept, for every call from now on.", str(kept.organisation)
    )

    def act(answers: dict[str, Any]) -> None:
        by = {"actor": request.user, "at": timezone.now()}
        keep_survey_share(organisation=kept.organisation, service=kept.service, share=answers["share"], **by)

    return ask_and_do(request, form, page, act)


@staff(RUNS)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the line decide again."""
    kept = survey_share_kept_by(request.user, pk)
    forget_survey_share(survey_share=kept, actor=request.user, at=timezone.now())
    messages.success(request, f"Callers about {kept.service} are asked as their line says.")
    return redirect("surveys")
