"""Setting up: kinds, rooms, officers' hours, absences, sessions, and calendars for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import staff_of
from civichub.appointments import operations
from civichub.appointments.models import Kind
from civichub.appointments.queries import (
    absences_of,
    feeds_of,
    hours_of,
    kind_managed_by,
    kinds_managed_by,
    rooms_of,
    sites_in_use,
)
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid, NotFound
from civichub.organisations.queries import active_organisations
from civichub.places.queries import sites
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.appointments.bulk import MANAGES, RangeForm, targets_of
from civichub.web.staff.appointments.setting_up_forms import FeedForm, HoursForm, KindForm, RoomForm


def mine_of(request: HttpRequest) -> frozenset[int]:
    """The organisations whose appointments this person sets up."""
    return frozenset(request.user.organisations_with(MANAGES))


@staff(MANAGES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everything that is set up, with what can be added."""
    now, mine = timezone.now(), mine_of(request)
    values = {
        "kinds": kinds_managed_by(request.user), "rooms": rooms_of(mine), "hours": hours_of(mine, london_date(now)),
        "absences": absences_of(mine, now), "feeds": feeds_of(mine), "sites": sites_in_use(mine),
    }  # fmt: skip
    return render(request, "staff/appointments/set_up.html", values)


def _form_page(request: HttpRequest, form: Any, title: str, button: str, guidance: str = "") -> HttpResponse:
    page = {"title": title, "caption": "Appointments", "button": button, "guidance": guidance}
    return render(request, "staff/form_page.html", {"form": form, "page": page,
                                                    "back_url": reverse("appointment-set-up")})  # fmt: skip


def _try(request: HttpRequest, form: Any, act: Callable[[dict[str, Any]], Any], words: str) -> bool:
    """Whether the posted form was accepted; what was refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except HubError as error:
        add_refusal(form, error)
        return False
    messages.success(request, words)
    return True


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_kind(request: HttpRequest) -> HttpResponse:
    """Another kind of appointment."""
    mine = mine_of(request)
    form = KindForm(request.POST or None, initial=KindForm.begun())

    def save(given: dict[str, Any]) -> Kind:
        mine_first = sorted(mine, key=lambda pk: pk != form.chosen_sites()[0].organisation_id)
        organisation = active_organisations().get(pk=mine_first[0])
        slug = slugify(given["name"])[:50]
        if any(one.slug == slug for one in Kind.objects.filter(slug=slug)):
            raise Invalid({"name": "There is a kind of this name already. Choose another name."})
        return operations.save_kind(organisation=organisation, slug=slug, fields=form.fields_of_kind(),
                                    sites=form.chosen_sites(), actor=request.user, at=timezone.now())  # fmt: skip

    if _try(request, form, save, "The kind is added."):
        return redirect("appointment-set-up")
    return _form_page(request, form, "Add a kind of appointment", "Add")


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a kind. What is booked already stays as it was booked."""
    found = kind_managed_by(request.user, slug)
    form = KindForm(request.POST or None, initial=KindForm.values_of(found), in_session=found.session_id is not None)

    def save(given: dict[str, Any]) -> Kind:
        return operations.save_kind(organisation=found.organisation, slug=found.slug, fields=form.fields_of_kind(),
                                    sites=form.chosen_sites(), actor=request.user, at=timezone.now())  # fmt: skip

    if _try(request, form, save, "The kind is changed."):
        return redirect("appointment-set-up")
    guidance = "What is booked already stays as it was booked."
    return _form_page(request, form, f"Change: {found.name}", "Save", guidance)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest) -> HttpResponse:
    """Add a room, or change the one of that name."""
    form = RoomForm(request.POST or None, site_list=list(sites(organisation_ids=mine_of(request))))

    def save(given: dict[str, Any]) -> Any:
        return operations.save_room(site=form.site(), name=given["name"], features=given["features"],
                                    is_active=given["is_active"], actor=request.user, at=timezone.now())  # fmt: skip

    if _try(request, form, save, "The room is saved."):
        return redirect("appointment-set-up")
    return _form_page(request, form, "Add or change a room", "Save", "A room of the same name at the site is changed.")


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """When somebody takes appointments, where."""
    mine = mine_of(request)
    form = HoursForm(request.POST or None, site_list=list(sites()), people=list(staff_of(mine)))

    def save(given: dict[str, Any]) -> Any:
        for weekday in given["weekdays"]:
            operations.add_hours(
                person=form.person(), site=form.site(), weekday=int(weekday), starts=given["starts"],
                ends=given["ends"], from_day=given["from_day"], until_day=given["until_day"], actor=request.user,
                at=timezone.now(),
            )  # fmt: skip

    if _try(request, form, save, "The hours are added."):
        return redirect("appointment-set-up")
    return _form_page(request, form, "Add hours of an officer", "Add")


@staff(MANAGES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """They take appointments then up to today and no longer."""
    now = timezone.now()
    found = next((row for row in hours_of(mine_of(request), london_date(now)) if row.pk == pk), None)
    if found is None:
        raise NotFound()
    operations.end_hours(hours=found, last_day=max(london_date(now), found.from_day), actor=request.user, at=now)
    messages.success(request, "Those hours end today. What is booked stays until you move it.")
    return redirect("appointment-set-up")


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Nothing new is booked then; what is booked stays."""
    choices, found = targets_of(request.user, timezone.now())
    form = RangeForm(request.POST or None, choices=choices)

    def save(given: dict[str, Any]) -> Any:
        organisation, target = found[given["target"]]
        begin, until = form.span()
        return operations.add_absence(organisation=organisation, target=target, begin=begin, end=until,
                                      reason=given["reason"], actor=request.user, at=timezone.now())  # fmt: skip

    if _try(request, form, save, "Noted. Nothing new is booked then."):
        return redirect("appointment-set-up")
    guidance = "Nothing new is booked then. What is booked already stays: to cancel it, use “Cancel many”."
    return _form_page(request, form, "Leave or closure", "Save", guidance)


@staff(MANAGES)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """They are there after all."""
    now = timezone.now()
    found = next((row for row in absences_of(mine_of(request), now) if row.pk == pk), None)
    if found is None:
        raise NotFound()
    operations.withdraw_absence(absence=found, actor=request.user, at=now)
    messages.success(request, "Withdrawn. Those times can be booked again.")
    return redirect("appointment-set-up")


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """A secret address for a calendar program; shown once."""
    choices, found = targets_of(request.user, timezone.now())
    form = FeedForm(request.POST or None, choices=[one for one in choices if not one[0].startswith("site-")])
    if request.method == "POST" and form.is_valid():
        organisation, target = found[form.cleaned_data["target"]]
        made, token = operations.make_feed(organisation=organisation, target=target, actor=request.user,
                                           at=timezone.now())  # fmt: skip
        address = request.build_absolute_uri(reverse("appointment-feed", args=[token]))
        return render(request, "staff/appointments/feed_made.html", {"feed": made, "address": address})
    guidance = "Whoever has the address sees times, kinds and references. It can be withdrawn at any time."
    return _form_page(request, form, "A calendar for a program", "Make the address", guidance)


@staff(MANAGES)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The address shows nothing from now on."""
    found = next((one for one in feeds_of(mine_of(request)) if one.pk == pk), None)
    if found is None:
        raise NotFound()
    operations.revoke_feed(feed=found, actor=request.user, at=timezone.now())
    messages.success(request, "The address no longer shows anything.")
    return redirect("appointment-set-up")
