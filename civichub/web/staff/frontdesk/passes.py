"""Visitor passes: the badge, who is inside, signing out, and the roll to call when the building is cleared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError
from civichub.frontdesk import operations
from civichub.frontdesk.queries import desk_for, pass_for, people_inside, staff_here, visitors_here
from civichub.web.access import staff
from civichub.web.display.qr import qr_image
from civichub.web.errors import add_refusal
from civichub.web.ui.forms import HubForm, TextField

RECEIVES = "contact.handle"


class PassForm(HubForm):
    """Who goes in, and to whom."""

    name = TextField(label="Name", max_length=80, missing="Enter the visitor's name")
    of = TextField(label="From", hint="Their organisation, if they come for one", max_length=80, required=False)
    host = TextField(label="Whom do they see?", max_length=120, missing="Enter whom they see")
    help_to_leave = TextField(
        label="Do they need help to leave in a fire?", hint="Like uses a wheelchair; leave it empty if not",
        max_length=120, required=False,
    )  # fmt: skip


def _site(request: HttpRequest) -> str:
    return (request.POST.get("site") or request.GET.get("site", ""))[:60]


@staff(RECEIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def inside(request: HttpRequest) -> HttpResponse:
    """Who has a pass and is still inside; and a pass for one more."""
    desk = desk_for(request.user, _site(request))
    form = PassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = operations.give_pass(desk=desk, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("front-desk-badge", given.pk)
    return render(request, "staff/frontdesk/passes.html", {"desk": desk, "form": form, "inside": people_inside(desk)})


@staff(RECEIVES)
@require_GET
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    """The badge to print. Its code leads to this page, for whoever signs them out."""
    given = pass_for(request.user, pk)
    address = request.build_absolute_uri(reverse("front-desk-badge", args=[given.pk]))
    return render(request, "staff/frontdesk/badge.html", {"given": given, "qr": qr_image(address)})


@staff(RECEIVES)
@require_POST
def out(request: HttpRequest, pk: int) -> HttpResponse:
    """They have left."""
    given = operations.sign_out(given=pass_for(request.user, pk), actor=request.user, at=timezone.now())
    messages.success(request, f"{given.name} is signed out.")
    return HttpResponseRedirect(f"{reverse('front-desk-passes')}?site={given.desk.site.slug}")


@staff(RECEIVES)
@require_GET
def roll(request: HttpRequest) -> HttpResponse:
    """Everybody in the building whom the hub knows of, to print and to call outside."""
    desk = desk_for(request.user, _site(request))
    context: dict[str, Any] = {
        "desk": desk, "inside": people_inside(desk), "visitors": visitors_here(desk), "staff_here": staff_here(desk),
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "staff/frontdesk/roll.html", context)
