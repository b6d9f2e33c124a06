"""What anybody may report by Open311, and under which code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, services_for_organisations
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.handover.models.listings import ListingKind
from civichub.handover.operations.routes import publish_listing, withdraw_listing
from civichub.handover.queries.connections import listings_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, TextField


class ListingForm(HubForm):
    """A service as it is published."""

    code = TextField(
        label="Code", max_length=60, missing="Enter a code", hint="It stands in addresses, such as pothole"
    )
    group = TextField(label="Group", required=False, max_length=80, hint="For example Roads")
    keywords = TextField(label="Keywords", required=False, max_length=300, hint="With commas between them")
    kind = OneChoiceField(
        label="What does the sender get?", choices=ListingKind.choices, missing="Select what they get"
    )

    def __init__(self, *args: Any, bodies: list[Any], services: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
        )
        self.fields["service"] = OneChoiceField(
            label="Service", choices=[("", "Choose a service"), *services], widget=SelectBox(),
            missing="Select the service",
        )  # fmt: skip
        self.order_fields(["organisation", "service", "code", "group", "keywords", "kind"])


@staff("handover.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every published service of the reader's organisations."""
    found = list(listings_of(request.user)[:500])
    manages = request.user.organisations_with("handover.manage")
    context = {
        "rows": [(one, one.organisation_id in manages) for one in found],
        "may_manage": bool(manages),
        "endpoint": f"{settings.PUBLIC_URL}/open311/v2",
    }
    return render(request, "staff/handover/listings.html", context)


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Let anybody report a service by Open311."""
    bodies, today = organisations_with(request, "handover.manage"), london_date(timezone.now())
    offered = services_for_organisations([body.pk for body in bodies], on=today).filter(sensitivity="ordinary")
    form = ListingForm(
        request.POST or None, bodies=choices_of(bodies), services=[(str(one.pk), one.title) for one in offered],
        initial={"kind": ListingKind.REALTIME},
    )  # fmt: skip
    page = FormPage(
        "Publish a service", reverse("open311-listings"), "Anybody can report it by Open311 now.", button="Publish",
        guidance="Whoever asks sees its requests with their state, their days and the place to the nearest 50 metres; "
        "never a name, a description or an address.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        service = service_by_id(int(data["service"]))
        if service is None:
            raise NotFound
        publish_listing(
            organisation=one_of(bodies, int(data["organisation"])), service=service, code=data["code"],
            kind=data["kind"], group=data["group"], keywords=[w.strip() for w in data["keywords"].split(",")],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    return ask_and_do(request, form, page, act)


@staff("handover.manage")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a service out of Open311."""
    found = one_of(listings_of(request.user), pk)
    withdraw_listing(listing=found, actor=request.user, at=timezone.now())
    messages.success(request, f"{found.service} is not published any more.")
    return redirect("open311-listings")
