"""Volunteers: the list, one volunteer with checks and what they were asked, taking on and changing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import NotAllowed, NotFound
from civichub.directory.matching import KINDS, METRES_IN_A_MILE, TIMES, Check
from civichub.directory.models import Volunteer
from civichub.directory.models.helping import KEEP_VOLUNTEERS, SEE_VOLUNTEERS
from civichub.directory.operations.helping import record_check, save_volunteer
from civichub.directory.policies import may_keep_volunteers
from civichub.directory.queries.helping import get_volunteer_for, volunteers_for
from civichub.directory.states import VolunteerState
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import (
    DateField,
    EmailField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    PostcodeField,
    SelectBox,
    TextField,
)
from civichub.web.ui.paging import keyset_page

SKILLS = [(key, kind.label) for key, kind in KINDS.items()]


class VolunteerForm(HubForm):
    """Who helps, with what, where, when and how much."""

    name = TextField(label="Name", max_length=160, missing="Enter the name")
    email = EmailField(label="Email", missing="Enter the email address", hint="Requests are sent there.")
    phone = TextField(label="Telephone", max_length=30, required=False, width=20)
    postcode = PostcodeField(label="Postcode")
    reach_miles = NumberField(label="How far do they go?", suffix="miles", width=3, missing="Enter the miles")
    capacity = NumberField(label="How many requests at a time?", width=3, missing="Enter how many")
    skills = ManyChoicesField(
        label="What do they do?", choices=SKILLS, missing="Select at least one",
        hints={key: kind.check.label for key, kind in KINDS.items() if kind.check != Check.NONE},
    )  # fmt: skip
    times = ManyChoicesField(
        label="When are they free?", choices=list(TIMES.items()), required=False, hint="None chosen means at any time."
    )
    languages = TextField(label="Languages", max_length=200, required=False)
    state = OneChoiceField(label="Do they take requests?", choices=VolunteerState.choices, inline=True)
    notes = LongTextField(label="Notes", limit=4_000, rows=3, required=False)


class NewVolunteerForm(VolunteerForm):
    """As `VolunteerForm`, with who takes them on."""

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(label="Who takes them on?", choices=bodies, widget=SelectBox())


class CheckForm(HubForm):
    """A check that was seen. The certificate and its number are not kept."""

    level = OneChoiceField(
        label="Which check did you see?", choices=[(one.value, one.label) for one in Check if one != Check.NONE],
        missing="Select the check",
    )  # fmt: skip
    issued_on = DateField(label="Issued on", missing="Enter the day on the certificate")
    good_until = DateField(label="Look at it again by", missing="Enter the day", hint="Mostly three years later")


@staff(SEE_VOLUNTEERS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The volunteers of one's own organisations."""
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    state, skill = request.GET.get("state", ""), request.GET.get("skill", "")
    found = volunteers_for(request.user, words=words, state=state, skill=skill)
    rows, pager = keyset_page(request, found, order=("name", "id"), size=50)
    today = london_date(timezone.now())
    context = {
        "rows": [(one, _check_words(one, today), [KINDS[key].label for key in one.skills if key in KINDS])
                 for one in rows],
        "pager": pager, "search": words, "state": state, "skill": skill, "states": VolunteerState.choices,
        "skills": SKILLS, "may_keep": request.user.holds_anywhere(KEEP_VOLUNTEERS),
    }  # fmt: skip
    return render(request, "staff/directory/volunteers.html", context)


def _check_words(volunteer: Volunteer, today: date) -> str:
    """The check that is good today, or that there is none; sixty days before its end that it ends."""
    good = [one for one in volunteer.checks.all() if one.good_until >= today]
    if not good:
        return "No check"
    last = max(good, key=lambda one: (one.level == Check.ENHANCED, one.good_until))
    ends = f", ends {last.good_until:%-d %B %Y}" if last.good_until < today + timedelta(days=60) else ""
    return f"{Check(last.level).label.split(' with ')[0]}{ends}"


def _volunteer(request: HttpRequest, pk: int, *, to_change: bool = False) -> Volunteer:
    if len(str(pk)) > 18:
        raise NotFound
    found = get_volunteer_for(request.user, pk)
    if to_change and not may_keep_volunteers(request.user, found.organisation_id):
        raise NotAllowed
    return found


@staff(SEE_VOLUNTEERS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One volunteer; the reading is written down."""
    found, now = _volunteer(request, pk), timezone.now()
    audit_read(found, actor=request.user, at=now, ground="Matching volunteers")
    context = {
        "volunteer": found,
        "miles": round(found.reach_metres / METRES_IN_A_MILE),
        "skills": [KINDS[key] for key in found.skills if key in KINDS],
        "times": [TIMES[key] for key in found.times if key in TIMES],
        "offers": found.offers.all()[:50],
        "may_keep": may_keep_volunteers(request.user, found.organisation_id),
        "today": london_date(now),
    }
    return render(request, "staff/directory/volunteer.html", context)


@staff(KEEP_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take somebody on."""
    bodies = organisations_with(request, KEEP_VOLUNTEERS)
    begun = {"reach_miles": 3, "capacity": 1, "state": VolunteerState.ACTIVE}
    form = NewVolunteerForm(request.POST or None, bodies=choices_of(bodies), initial=begun)

    def act(data: dict[str, Any]) -> str:
        body = one_of(bodies, int(data.pop("organisation")))
        made = save_volunteer(organisation=body, fields=_fields(data), actor=request.user, at=timezone.now())
        return reverse("volunteer", args=[made.pk])

    page = FormPage("New volunteer", reverse("volunteers"), "They are taken on. Record their checks next.")
    return ask_and_do(request, form, page, act)


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "reach_metres": int((data.get("reach_miles") or 0) * METRES_IN_A_MILE)}


@staff(KEEP_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is kept of a volunteer."""
    found = _volunteer(request, pk, to_change=True)
    begun = {name: getattr(found, name) for name in VolunteerForm.base_fields if name != "reach_miles"}
    begun["reach_miles"] = round(found.reach_metres / METRES_IN_A_MILE)
    form = VolunteerForm(request.POST or None, initial=begun)

    def act(data: dict[str, Any]) -> None:
        save_volunteer(organisation=found.organisation, volunteer=found, fields=_fields(data), actor=request.user,
                       at=timezone.now())  # fmt: skip

    page = FormPage("Change", reverse("volunteer", args=[pk]), "It is kept.", caption=found.name)
    return ask_and_do(request, form, page, act)


@staff(KEEP_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a check that one saw."""
    found = _volunteer(request, pk, to_change=True)

    def act(data: dict[str, Any]) -> None:
        record_check(volunteer=found, actor=request.user, at=timezone.now(), **data)

    words = "Look at the certificate itself. We keep that you saw it, its level and its days, and nothing else of it."
    page = FormPage("A check", reverse("volunteer", args=[pk]), "The check is recorded.", caption=found.name,
                    guidance=words)  # fmt: skip
    return ask_and_do(request, CheckForm(request.POST or None), page, act)
