"""Which services go to a connection, and what its status codes mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, services_for_organisations
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, NotFound
from civichub.handover.operations.routes import add_route, end_route, remove_status_rule, set_status_rule
from civichub.handover.queries.connections import routes_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.handover.connecting import connection_to_manage
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, SelectBox, TextField, YesNoField


class ServiceForm(HubForm):
    """A service, and what they call it."""

    code = TextField(
        label="Their code for it", required=False, max_length=80, hint="Leave it empty if they use the hub’s own"
    )
    attributes = LongTextField(
        label="Their codes for our questions", required=False, rows=4, limit=4000,
        hint="One a line, as question: code. Leave it empty to send every answer under the hub’s own keys.",
    )  # fmt: skip

    def __init__(self, *args: Any, services: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"] = OneChoiceField(
            label="Service", choices=services, widget=SelectBox(), missing="Select the service"
        )
        self.order_fields(["service", "code", "attributes"])


class StatusForm(HubForm):
    """What one of their codes means here."""

    code = TextField(label="Their status code", max_length=60, missing="Enter their status code")
    closed = YesNoField(label="Have they finished then?", missing="Select yes if they have finished then")
    steps = LongTextField(
        label="Steps that the case takes", required=False, rows=3, limit=1000,
        hint="By their keys in the procedure, one a line, with the outcome where there is one: finish_repair: fixed. "
        "Those that are not open at that moment are passed over.",
    )  # fmt: skip
    words = TextField(
        label="What the resident reads", required=False, max_length=400,
        hint="Shown on their page and sent to them. Leave it empty to say nothing beyond the step.",
    )  # fmt: skip


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def add_service(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on new cases of a service go there."""
    link, today = connection_to_manage(request, pk), london_date(timezone.now())
    services = [(str(one.pk), one.title) for one in services_for_organisations([link.organisation_id], on=today)]
    form = ServiceForm(request.POST or None, services=[("", "Choose a service"), *services])
    page = FormPage(
        "Send a service there", reverse("handover-connection", args=[pk]), "New cases of it go there from now on.",
        caption=link.name,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        service = service_by_id(int(data["service"]))
        if service is None:
            raise NotFound
        codes = _pairs(data["attributes"])
        add_route(
            connection=link, service=service, code=data["code"], attributes=codes, actor=request.user, at=timezone.now()
        )

    return ask_and_do(request, form, page, act)


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for line in filter(str.strip, text.splitlines()):
        ours, _, theirs = (part.strip() for part in line.partition(":"))
        if not ours or not theirs:
            raise Invalid({"attributes": "Write each line as question: code, such as size: SZ."})
        pairs[ours[:60]] = theirs[:60]
    return pairs


@staff("handover.manage")
@require_POST
def end_service(request: HttpRequest, pk: int, route: int) -> HttpResponse:
    """New cases of the service go there no more."""
    link = connection_to_manage(request, pk)
    end_route(route=one_of(routes_of(link), route), actor=request.user, at=timezone.now())
    messages.success(request, "New cases of this service go there no more. It still hears of those it has.")
    return redirect("handover-connection", pk)


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def add_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a code of theirs means; one that they have used already can be given in the address."""
    link = connection_to_manage(request, pk)
    given = request.GET.get("code", "").replace("\x00", "")[:60]
    return _rule_page(request, link, "A status of theirs", {"code": given})


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def change_status(request: HttpRequest, pk: int, rule: int) -> HttpResponse:
    """Change what a code means, for what is reported from now on."""
    link = connection_to_manage(request, pk)
    found = one_of(link.rules.all(), rule)
    steps = "\n".join(": ".join(filter(None, (one["step"], one["outcome"]))) for one in found.steps)
    now = {"code": found.code, "closed": "yes" if found.closed else "no", "steps": steps, "words": found.words}
    return _rule_page(request, link, f"What “{found.code}” means", now)


def _rule_page(request: HttpRequest, link: Any, title: str, initial: dict[str, Any]) -> HttpResponse:
    page = FormPage(title, reverse("handover-connection", args=[link.pk]), "Saved.", caption=link.name)

    def act(data: dict[str, Any]) -> None:
        set_status_rule(
            connection=link, code=data["code"], closed=data["closed"], steps=data["steps"].splitlines(),
            words=data["words"], actor=request.user, at=timezone.now(),
        )  # fmt: skip

    return ask_and_do(request, StatusForm(request.POST or None, initial=initial), page, act)


@staff("handover.manage")
@require_POST
def remove_status(request: HttpRequest, pk: int, rule: int) -> HttpResponse:
    """Their code means nothing here any more."""
    link = connection_to_manage(request, pk)
    remove_status_rule(rule=one_of(link.rules.all(), rule), actor=request.user, at=timezone.now())
    messages.success(request, "Removed.")
    return redirect("handover-connection", pk)
