"""Services: the list, a service's page, who provides it on which channels, and files of services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue import operations, policies
from civichub.catalogue.operations.imports import import_services, undo_import
from civichub.catalogue.queries import (
    every_provision_of,
    import_by_id,
    import_rows,
    recent_imports,
    services_matching,
)
from civichub.catalogue.states import ServiceStatus
from civichub.core.errors import NotAllowed, NotFound
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.catalogue_forms import ImportForm, ProvisionForm, RetireForm, ServiceForm
from civichub.web.staff.service_offers import POWER, may_edit, what_is_offered
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

COLUMNS = (Column("Service"), Column("Number"), Column("How it is handled"), Column("State"))


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every service of the partnership, whatever its state."""
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    status = request.GET.get("status", "")
    status = status if status in ServiceStatus.values else ""
    rows, pager = keyset_page(request, services_matching(words, status), order=("title", "pk"), size=100)
    context = {"rows": rows, "pager": pager, "search": words, "status": status, "columns": COLUMNS,
               "statuses": ServiceStatus.choices}  # fmt: skip
    return render(request, "staff/services.html", context)


@staff(POWER)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A service with its providers, channels and promises."""
    service = one_of(services_matching(), pk)
    own = request.user.organisations_with(POWER)
    context = {
        "service": service,
        "provisions": [(one, one.organisation_id in own) for one in every_provision_of(service)],
        **what_is_offered(request, service),
        "may_edit": may_edit(request, service),
    }
    return render(request, "staff/service.html", context)


def _editable(request: HttpRequest, pk: int) -> Any:
    """The service, where the reader may change it: nobody fills in a form that will be refused."""
    service = one_of(services_matching(), pk)
    if not may_edit(request, service):
        raise NotAllowed("Other bodies share this service. An administrator of the county changes it for all of them.")
    return service


@staff(POWER)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new service, begun as a draft."""
    begun = {"service_class": "information", "sensitivity": "ordinary", "audience": "everyone",
             "once_and_done": "no", "right_first_time": "no"}  # fmt: skip
    form = ServiceForm(request.POST or None, initial=begun)

    def act(data: dict[str, Any]) -> str:
        fields = {name: value for name, value in data.items() if value not in ("", None)}
        made = operations.create_service(fields=fields, actor=request.user, at=timezone.now())
        return reverse("service-edit-page", args=[made.pk])

    page = FormPage("New service", reverse("service-list"), "The draft is made. Make it live when it is ready.")
    return ask_and_do(request, form, page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the fields of a service."""
    service = _editable(request, pk)
    begun = {name: getattr(service, name) for name in ServiceForm.base_fields} | {"aliases": "\n".join(service.aliases)}
    form = ServiceForm(request.POST or None, initial=begun)

    def act(data: dict[str, Any]) -> None:
        fields = {name: value for name, value in data.items() if name != "slug" or value}
        operations.change_service(service=service, fields=fields, actor=request.user, at=timezone.now())

    return ask_and_do(request, form, _page(service, "Change the service", "The service is changed."), act)


def _page(service: Any, title: str, done: str, **more: Any) -> FormPage:
    return FormPage(title, reverse("service-edit-page", args=[service.pk]), done, caption=service.title, **more)


@staff(POWER)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft live, or bring a retired service back."""
    service = _editable(request, pk)
    operations.publish_service(service=service, actor=request.user, at=timezone.now())
    messages.success(request, f"{service.title} is live.")
    return redirect("service-edit-page", pk)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a service out of the A–Z and the search."""
    service = _editable(request, pk)

    def act(data: dict[str, Any]) -> None:
        operations.retire_service(service=service, reason=data["reason"], actor=request.user, at=timezone.now())

    page = _page(service, "Retire the service", "It is retired. Its cases keep it.", button="Retire it")
    return ask_and_do(request, RetireForm(request.POST or None), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def provide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one's own organisation provides the service."""
    service = one_of(services_matching(), pk)
    bodies = organisations_with(request, POWER)
    teams = teams_of([body.pk for body in bodies])
    held = every_provision_of(service).filter(organisation__in=bodies).first()
    begun = {}
    if held:
        begun = {name: getattr(held, name) for name in
                 ("level", "phone", "email", "url", "hours_note", "live_from", "live_until", "module")}  # fmt: skip
        begun |= {"organisation": str(held.organisation_id), "team": str(held.team_id or ""),
                  "area_codes": " ".join(held.area_codes)}  # fmt: skip
    listed = [(str(team.pk), f"{team.name}, {team.organisation.short_name}") for team in teams]
    form = ProvisionForm(request.POST or None, bodies=choices_of(bodies), teams=listed, initial=begun)

    def act(data: dict[str, Any]) -> None:
        body, team = one_of(bodies, int(data.pop("organisation"))), data.pop("team")
        same = held is not None and held.organisation_id == body.pk
        operations.set_provision(
            service=service, organisation=body, team=one_of(teams, int(team)) if team else None,
            area_codes=data.pop("area_codes").split(), hours=held.hours if held and same else None,
            actor=request.user, at=timezone.now(), **data,
        )  # fmt: skip

    return ask_and_do(request, form, _page(service, "Who provides it", "It is set."), act)


@staff(POWER)
@require_POST
def withdraw(request: HttpRequest, pk: int, provision: int) -> HttpResponse:
    """One's own organisation provides the service no longer."""
    service = one_of(services_matching(), pk)
    held = one_of(every_provision_of(service).filter(organisation__in=organisations_with(request, POWER)), provision)
    operations.withdraw_provision(provision=held, reason="Taken out on the desk", actor=request.user, at=timezone.now())
    messages.success(request, f"{held.organisation} provides {service.title} no longer.")
    return redirect("service-edit-page", pk)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file of services: tried out, or brought in whole; the report names every row."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        file = data["file"]
        batch = import_services(
            content=file.read(), file_name=file.name, dry_run=data["dry_run"] == "yes", actor=request.user,
            at=timezone.now(),
        )  # fmt: skip
        return reverse("service-import", args=[batch.pk])

    page = FormPage(
        "Bring in a file of services", reverse("service-imports"), "The file is read.", button="Read the file",
        upload=True, guidance="All of it or nothing: with one row that is not right, no service changes.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(POWER)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The latest files."""
    return render(request, "staff/service_imports.html", {"batches": recent_imports()})


@staff(POWER)
@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file did, or would do, row by row: what is not right first."""
    batch = import_by_id(pk)
    if batch is None:
        raise NotFound
    rows, pager = keyset_page(request, import_rows(batch), order=("number",), size=200)
    wrong = list(import_rows(batch).filter(outcome="problem")[:200])
    may_undo = batch.state == "applied" and policies.may_undo_import(request.user, batch.actor_id)
    context = {"batch": batch, "rows": rows, "wrong": wrong, "pager": pager, "may_undo": may_undo}
    return render(request, "staff/service_import.html", context)


@staff(POWER)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import."""
    batch = import_by_id(pk)
    if batch is None:
        raise NotFound
    undo_import(batch=batch, actor=request.user, at=timezone.now())
    messages.success(request, "The import is undone. What is in use was kept; the rows say so.")
    return redirect("service-import", pk)
