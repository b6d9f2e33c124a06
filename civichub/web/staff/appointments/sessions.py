"""Surgeries and sessions of others: what is held when, adding one, its room, its end, and one date that is off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.appointments.operations import arrange_session, close_session, hold_session_in
from civichub.appointments.queries import rooms_of, sessions_at
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.places.queries import sessions_between, sites
from civichub.web.access import staff
from civichub.web.staff.appointments.bulk import MANAGES
from civichub.web.staff.appointments.session_forms import EndSessionForm, NewSessionForm, SessionForm
from civichub.web.staff.appointments.setting_up import mine_of
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.ui.components import Column

ONCE_EACH = timedelta(days=35)  # every session meets once in five weeks
COLUMNS = [Column("When"), Column("What"), Column("Where"), Column("Booked"), Column("Actions", hidden=True)]


def _sessions(request: HttpRequest) -> dict[int, Any]:
    today = london_date(timezone.now())
    site_ids = [site.pk for site in sites(organisation_ids=mine_of(request))]
    return {one.session.pk: one.session for one in sessions_between(today, today + ONCE_EACH, site_ids=site_ids)}


@staff(MANAGES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The next five weeks at each site, with what can be booked and what is off."""
    today, found = london_date(timezone.now()), sites(organisation_ids=mine_of(request))
    days = [(site, sessions_at(site.pk, today, today + ONCE_EACH)) for site in found]
    values = {"sites": [(site, held) for site, held in days if held], "columns": COLUMNS}
    return render(request, "staff/appointments/sessions.html", values)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Another session, with its pattern, its room and its places."""
    mine = mine_of(request)
    form = NewSessionForm(request.POST or None, site_list=list(sites(organisation_ids=mine)), rooms=rooms_of(mine))

    def save(given: dict[str, Any]) -> None:
        arrange_session(
            site=form.record("site_id"), title=given["title"], provider=given["provider"], pattern=form.pattern(),
            councillor=form.record("councillor_id"), room=form.record("room_id"), booking=form.booking(),
            how_to_book=given["how_to_book"], actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage("Add a session", reverse("appointment-sessions"), "The session is added.", caption="Appointments",
                    button="Add")  # fmt: skip
    return ask_and_do(request, form, page, save)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest) -> HttpResponse:
    """In which room a session is held."""
    held = _sessions(request)
    form = SessionForm(request.POST or None, sessions=held, rooms=rooms_of(mine_of(request)))

    def save(given: dict[str, Any]) -> None:
        hold_session_in(session=held[int(given["session"])], room=form.room(), actor=request.user, at=timezone.now())

    page = FormPage("The room of a session", reverse("appointment-sessions"), "The room is kept for the session.",
                    caption="Appointments", guidance="Nobody else is booked into the room then.")  # fmt: skip
    return ask_and_do(request, form, page, save)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Its last day; whoever has booked a later one is told why."""
    session = _sessions(request).get(pk)
    if session is None:
        raise NotFound()

    def save(given: dict[str, Any]) -> str | None:
        bulk = close_session(session=session, last_day=given["last_day"], reason=given["reason"], actor=request.user,
                             at=timezone.now())  # fmt: skip
        return reverse("appointment-bulk-done", args=[bulk.pk]) if bulk else None

    page = FormPage(f"End: {session.title}", reverse("appointment-sessions"), "The session has a last day.",
                    caption=session.site.name, button="End it",
                    guidance="Later bookings are cancelled, and people are told after ten minutes.")  # fmt: skip
    return ask_and_do(request, EndSessionForm(request.POST or None), page, save)
