"""Your account: everything in one place, and the name that makes it yours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.appointments.queries import appointments_of_customers, wishes_of_customers
from civichub.cases.queries import cases_followed_by, cases_of_customers, files_of_cases, state_in_public
from civichub.core.errors import HubError
from civichub.customers.models import Customer
from civichub.customers.operations import find_or_create_customer
from civichub.customers.queries import family_ids, own_customer, view_of
from civichub.forms.queries import drafts_of
from civichub.notifications.links import wait_link
from civichub.web.access import resident
from civichub.web.errors import add_refusal
from civichub.web.portal.gates import not_kept
from civichub.web.portal.tracked import tracked_of
from civichub.web.portal.tracking import show_progress
from civichub.web.portal.visitor import front_door_of
from civichub.web.ui.forms import HubForm, TextField

View = Callable[..., HttpResponse]


def with_customer(view: View) -> View:
    """For pages about the resident's own record: a new account gives its name first. `customer` is passed on."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = own_customer(request.user)
        if customer is None:
            return redirect("account-name")
        return view(request, *args, customer=customer, **kwargs)

    return found


class NameForm(HubForm):
    """Who this is."""

    first = TextField(label="First name", missing="Enter your first name", autocomplete="given-name", max_length=100)
    last = TextField(label="Last name", missing="Enter your last name", autocomplete="family-name", max_length=100)


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """A new account becomes a customer's: found by the proved email and an agreeing name, else made. Never by less."""
    if own_customer(request.user) is not None:
        return redirect("account")
    form = NameForm(request.POST) if request.method == "POST" else NameForm()
    if request.method == "POST" and form.is_valid():
        try:
            find_or_create_customer(
                name=f"{form.cleaned_data['first']} {form.cleaned_data['last']}",
                email=request.user.email,
                account=request.user,
                organisation=front_door_of(request),
                reason="opened an account",
                actor=request.user,
                at=timezone.now(),
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("account")
    return render(request, "portal/account/name.html", {"form": form, "page_title": "What is your name?"})


@resident
@not_kept
@require_GET
@with_customer
def overview(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Requests and how far they are, forms to go on with, documents, and what is followed."""
    ids = list(family_ids(customer.pk))
    cases = list(cases_of_customers(request.user, ids))
    followed = cases_followed_by(ids)
    values = {
        "customer": view_of(customer, request.user),
        "open_cases": [(case, state_in_public(case)) for case in cases if case.closed_at is None],
        "closed_cases": [(case, state_in_public(case)) for case in cases if case.closed_at is not None],
        "drafts": drafts_of(request.user, timezone.now())[:20],
        "followed": [(case, state_in_public(case)) for case in followed],
        "appointments": appointments_of_customers(request.user, ids, timezone.now()),
        "wishes": [(one, urlsplit(wait_link(one.reference)).path) for one in wishes_of_customers(request.user, ids)],
        "files": files_of_cases([case.pk for case in cases]),
    }
    return render(request, "portal/account/overview.html", values)


@resident
@not_kept
@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One of their own requests."""
    return show_progress(request, tracked_of(request, reference=reference))
