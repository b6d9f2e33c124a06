"""When a kind is held: its own hours of the week, from a day until a day, and the days that are unlike the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.appointments.models import Kind
from civichub.appointments.operations import add_kind_hours, end_kind_hours, set_kind_day, unset_kind_day
from civichub.appointments.queries import days_of_kind, hours_of_kind, kind_managed_by
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.web.access import staff
from civichub.web.staff.appointments.bulk import MANAGES
from civichub.web.staff.appointments.setting_up_forms import KindDayForm, KindHoursForm
from civichub.web.staff.asking import FormPage, ask_and_do


@staff(MANAGES)
@require_GET
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The week, and the days to come that are unlike it."""
    kind, today = kind_managed_by(request.user, slug), london_date(timezone.now())
    values = {"kind": kind, "hours": hours_of_kind(kind, today), "days": days_of_kind(kind, today), "today": today}
    return render(request, "staff/appointments/kind_hours.html", values)


def _site(kind: Kind, given: dict[str, Any]) -> Any:
    return next((site for site in kind.sites.all() if str(site.pk) == given["site_id"]), None)


def _page(kind: Kind, title: str, done: str, guidance: str) -> FormPage:
    return FormPage(title, reverse("appointment-kind-hours", args=[kind.slug]), done, caption=kind.name, button="Add",
                    guidance=guidance)  # fmt: skip


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Hours of one or several weekdays."""
    kind = kind_managed_by(request.user, slug)

    def save(given: dict[str, Any]) -> None:
        for weekday in given["weekdays"]:
            add_kind_hours(
                kind=kind, site=_site(kind, given), weekday=int(weekday), starts=given["starts"], ends=given["ends"],
                from_day=given["from_day"], until_day=given["until_day"], actor=request.user, at=timezone.now(),
            )  # fmt: skip

    page = _page(kind, "Add hours of the week", "The hours are added.",
                 "Once there are any, it is held at these hours only, inside those of the site.")  # fmt: skip
    return ask_and_do(request, KindHoursForm(request.POST or None, kind=kind), page, save)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_day(request: HttpRequest, slug: str) -> HttpResponse:
    """Other hours on one day, or none."""
    kind = kind_managed_by(request.user, slug)

    def save(given: dict[str, Any]) -> None:
        set_kind_day(kind=kind, site=_site(kind, given), day=given["day"], starts=given["starts"], ends=given["ends"],
                     reason=given["reason"], actor=request.user, at=timezone.now())  # fmt: skip

    guidance = "It counts before the week’s hours, the hours of the site and bank holidays. What is booked stays."
    page = _page(kind, "Add a day that is unlike the others", "The day is added.", guidance)
    return ask_and_do(request, KindDayForm(request.POST or None, kind=kind), page, save)


@staff(MANAGES)
@require_POST
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Held then up to today and no longer."""
    kind, now = kind_managed_by(request.user, slug), timezone.now()
    today = london_date(now)
    row = next((one for one in hours_of_kind(kind, today) if one.pk == pk), None)
    if row is None:
        raise NotFound()
    end_kind_hours(hours=row, last_day=max(today, row.from_day), actor=request.user, at=now)
    messages.success(request, "Those hours end today. What is booked stays until you move it.")
    return redirect("appointment-kind-hours", slug=kind.slug)


@staff(MANAGES)
@require_POST
def unset(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The day is as every other."""
    kind, now = kind_managed_by(request.user, slug), timezone.now()
    row = next((one for one in days_of_kind(kind, london_date(now)) if one.pk == pk), None)
    if row is None:
        raise NotFound()
    unset_kind_day(row=row, actor=request.user, at=now)
    messages.success(request, "The day is as every other again.")
    return redirect("appointment-kind-hours", slug=kind.slug)
