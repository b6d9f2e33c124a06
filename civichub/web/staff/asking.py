"""One page with one form and one operation behind it: shown again with its refusal until the operation goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from civichub.core.errors import HubError, NotFound
from civichub.organisations.models import Organisation
from civichub.organisations.queries import active_organisations
from civichub.web.errors import add_refusal


@dataclass(frozen=True)
class FormPage:
    """The words around a form. `back` is where Cancel leads, and where a success goes unless `act` names a place."""

    title: str
    back: str
    done: str
    caption: str = ""
    button: str = "Save"
    guidance: str = ""
    upload: bool = False


def ask_and_do(
    request: HttpRequest, form: forms.Form, page: FormPage, act: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Show `form` until `act`, given its answers, goes through. `act` may return an address to go to instead."""
    if request.method == "POST" and form.is_valid():
        try:
            target = act(form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, page.done)
            return redirect(target if isinstance(target, str) else page.back)
    return render(request, "staff/form_page.html", {"form": form, "page": page, "back_url": page.back})


def organisations_with(request: HttpRequest, power: str) -> QuerySet[Organisation]:
    """The organisations in which the reader holds `power`, by name."""
    return active_organisations().filter(pk__in=request.user.organisations_with(power))


def chosen_organisation(request: HttpRequest, power: str, name: str = "organisation") -> Organisation:
    """The organisation named in the address, or the reader's first. Raises `NotFound` for any other."""
    found = list(organisations_with(request, power))
    wanted = request.GET.get(name, "")
    if not wanted and found:
        return found[0]
    for organisation in found:
        if wanted in (str(organisation.pk), organisation.slug):
            return organisation
    raise NotFound


def one_of(records: QuerySet[Any], pk: int) -> Any:
    """The record with that key among those the reader may have. Raises `NotFound`."""
    found: Model | None = records.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def choices_of(organisations: QuerySet[Organisation]) -> list[tuple[str, str]]:
    """Organisations as the choices of a field."""
    return [(str(organisation.pk), organisation.name) for organisation in organisations]
