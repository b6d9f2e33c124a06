"""Passing somebody on: to a team, or to one of its people, seeing first who of them is in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import memberships_at, staff_holding
from civichub.contacts.operations import hand_off_contact
from civichub.contacts.queries import get_contact_for
from civichub.core.errors import HubError
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.contact_forms import HandOffForm
from civichub.web.ui.words import short_when
from civichub.workforce.queries import OnTheBoard, whiteboard


@staff("contact.handle")
@require_http_methods(["GET", "POST"])
def hand_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass the person on once, with what was said. “See who is in” lists the chosen team and passes on nothing."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    teams = list(teams_of(request.user.powers))
    sent = request.POST if request.method == "POST" else request.GET
    team = next((one for one in teams if str(one.pk) == sent.get("team", "")), None)
    people = _people(request.user, team, now) if team else []
    form = HandOffForm(request.POST or None, teams=teams, people=people, initial={"notes": contact.notes})
    if "see" in request.POST:
        begun = {"team": str(team.pk) if team else "", "notes": request.POST.get("notes", ""), "person": ""}
        form = HandOffForm(teams=teams, people=people, initial=begun)
    elif request.method == "POST" and form.is_valid():
        try:
            return _pass_on(request, contact, team, form.cleaned_data, now)
        except HubError as error:
            add_refusal(form, error)
    context = {"contact": contact, "form": form, "team": team, "people": people}
    return render(request, "staff/contact_hand_off.html", context)


def _pass_on(request: HttpRequest, contact: Any, team: Any, sent: dict[str, Any], now: datetime) -> HttpResponse:
    members = staff_holding(memberships_at(now).filter(team=team))
    person = next((one for one in members if str(one.pk) == sent.get("person")), None)
    made = hand_off_contact(
        contact=contact, to_team=team, to_person=person, notes=sent["notes"], actor=request.user, at=now
    )
    messages.success(request, f"Handed off to {person or team.name}, with your notes.")
    if made.contact.handled_by_id:
        return redirect("contact-wrap-up", contact.reference)
    return redirect("staff-home")


def _people(user: Any, team: Any, now: datetime) -> list[tuple[str, str, str]]:
    """Everybody of the team but oneself as (number, name, where they are), those who can be reached first."""
    lines = [
        line
        for line in whiteboard(user, now, organisation=team.organisation_id)
        if line.person.pk != user.pk and any(one.team_id == team.pk for one in line.memberships)
    ]
    lines.sort(key=lambda line: (not line.reachable, line.presence is None))
    return [(str(line.person.pk), line.person.name, _state(line, now)) for line in lines]


def _state(line: OnTheBoard, now: datetime) -> str:
    parts = [line.words]
    if line.until is not None:
        parts.append(f"until {short_when(line.until, now)}")
    if line.presence and line.presence.reach:
        parts.append(line.presence.reach)
    return ", ".join(parts)
