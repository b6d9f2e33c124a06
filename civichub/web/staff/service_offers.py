"""On which channels a service is offered, where and by whom, and what is promised about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.catalogue import operations, policies
from civichub.catalogue.queries import cells_of, every_provision_of, every_standard_of, services_matching
from civichub.core.errors import NotAllowed
from civichub.places.queries import sites
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.catalogue_forms import EVERY_PROVIDER, ChannelForm, RetireForm, StandardForm

POWER = "catalogue.edit"


def may_edit(request: HttpRequest, service: Any) -> bool:
    """Whether the reader may change what holds for every provider of the service."""
    providers = every_provision_of(service).values_list("organisation_id", flat=True)
    return policies.may_edit_service(request.user, service.owner_id, set(providers))


def what_is_offered(request: HttpRequest, service: Any) -> dict[str, Any]:
    """The cells and promises of a service, each with whether the reader may change it."""
    own, whole = request.user.organisations_with(POWER), may_edit(request, service)

    def with_right(records: Any) -> list[tuple[Any, bool]]:
        return [(one, one.provision.organisation_id in own if one.provision else whole) for one in records]

    return {
        "cells": with_right(cells_of(service)),
        "standards": with_right(every_standard_of(service)),
        "may_offer": whole or bool(_own_provisions(request, service)),
    }


def _own_provisions(request: HttpRequest, service: Any) -> Any:
    return every_provision_of(service).filter(organisation__in=request.user.organisations_with(POWER))


def _providers(request: HttpRequest, service: Any) -> list[tuple[str, str]]:
    """For whom the reader may speak: every provider, and their own organisations. Raises `NotAllowed` for nobody."""
    own = [(str(one.pk), f"{one.organisation.name} alone") for one in _own_provisions(request, service)]
    found = [EVERY_PROVIDER, *own] if may_edit(request, service) else own
    if not found:
        raise NotAllowed("Your organisation does not provide this service. Set first how it does.")
    return found


def _chosen(records: Any, value: str) -> Any:
    """The record that an answer names, None for no answer. Raises `NotFound` for one that is not the reader's."""
    return one_of(records, int(value)) if value else None


def _page(service: Any, title: str, done: str, **more: Any) -> FormPage:
    return FormPage(title, reverse("service-edit-page", args=[service.pk]), done, caption=service.title, **more)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill a cell of the matrix: for every provider or one's own organisation, at a site of it or anywhere."""
    service = one_of(services_matching(), pk)
    own_sites = sites(organisation_ids=request.user.organisations_with(POWER))
    form = ChannelForm(
        request.POST or None, providers=_providers(request, service),
        sites=[(str(site.pk), site.name) for site in own_sites],
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        operations.set_channel(
            service=service, channel=data["channel"], reach=int(data["reach"]), note=data["note"],
            hours_note=data["hours_note"], provision=_chosen(_own_provisions(request, service), data["provision"]),
            site=_chosen(own_sites, data["site"]), actor=request.user, at=timezone.now(),
        )  # fmt: skip

    return ask_and_do(request, form, _page(service, "A channel", "The channel is set."), act)


@staff(POWER)
@require_POST
def clear(request: HttpRequest, pk: int, cell: int) -> HttpResponse:
    """Empty a cell of the matrix."""
    service = one_of(services_matching(), pk)
    operations.clear_channel(cell=one_of(cells_of(service), cell), actor=request.user, at=timezone.now())
    messages.success(request, "The service is not offered on that channel any more.")
    return redirect("service-edit-page", pk)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a promise about the service, or say one of the same short name anew."""
    service = one_of(services_matching(), pk)
    form = StandardForm(request.POST or None, providers=_providers(request, service))

    def act(data: dict[str, Any]) -> None:
        operations.set_standard(
            service=service, key=data["key"], text=data["text"], source=data["source"],
            clock={"rule": data["rule"]} if data["rule"] else None,
            provision=_chosen(_own_provisions(request, service), data["provision"]),
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    return ask_and_do(request, form, _page(service, "A promise", "It is promised."), act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def end_standard(request: HttpRequest, pk: int, promise: int) -> HttpResponse:
    """Promise it no longer."""
    service = one_of(services_matching(), pk)
    held = one_of(every_standard_of(service), promise)
    if not next(own for one, own in what_is_offered(request, service)["standards"] if one.pk == held.pk):
        raise NotAllowed("That promise is another organisation's.")

    def act(data: dict[str, Any]) -> None:
        operations.withdraw_standard(standard=held, reason=data["reason"], actor=request.user, at=timezone.now())

    page = _page(service, "Promise it no longer", "It is promised no longer.", guidance=held.text, button="Take it out")
    return ask_and_do(request, RetireForm(request.POST or None), page, act)
