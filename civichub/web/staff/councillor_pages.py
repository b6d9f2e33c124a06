"""Councillors: who sits for which ward or division, as residents find them by their postcode."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.clocks import london_date
from civichub.places.models import AreaKind
from civichub.places.operations import add_councillor, change_councillor, retire_councillor
from civichub.places.queries import areas_of_kind, sitting_councillors
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import DateField, HubForm, LongTextField, OneChoiceField, SelectBox, TextField

POWER = "places.edit"
SEATS = (AreaKind.WARD, AreaKind.DIVISION, AreaKind.PARISH)
ASKED = ["GET", "HEAD", "POST"]
PUBLISHED = ("name", "party", "email", "phone", "surgeries")


class MemberForm(HubForm):
    """What is published of a member."""

    name = TextField(label="Name", hint="Without “Councillor”", max_length=120, missing="Enter the name")
    party = TextField(label="Party", max_length=80, required=False)
    email = TextField(label="Email address", max_length=254, required=False)
    phone = TextField(label="Telephone number", max_length=30, required=False, width=20)
    surgeries = LongTextField(label="Surgeries", hint="When and where people can meet them", limit=2000, required=False)


class NewMemberForm(MemberForm):
    """A member and the seat."""

    starts_on = DateField(label="First day", missing="Enter the first day")

    def __init__(self, *args: Any, bodies: list[Any], areas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Council", choices=bodies, widget=SelectBox(), missing="Select the council"
        )
        self.fields["area"] = OneChoiceField(
            label="For which area?", widget=SelectBox(), missing="Select the area",
            choices=[(str(one.pk), f"{one} ({one.get_kind_display().lower()})") for one in areas],
        )  # fmt: skip
        self.order_fields(["organisation", "area", "name", "party", "email", "phone", "surgeries", "starts_on"])


class LastDayForm(HubForm):
    """When the seat ends."""

    last_day = DateField(label="Last day", missing="Enter the last day")


def _own(request: HttpRequest) -> Any:
    return sitting_councillors().filter(organisation__in=organisations_with(request, POWER))


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The members of the councils whose places this person keeps, by area."""
    rows = sorted(_own(request), key=lambda seat: (seat.area.kind, seat.area.name, seat.name))
    return render(request, "staff/councillors.html", {"rows": rows})


@staff(POWER)
@require_http_methods(ASKED)
def add(request: HttpRequest) -> HttpResponse:
    """A member for a ward, a division or a parish."""
    own = organisations_with(request, POWER)
    areas = [area for kind in SEATS for area in areas_of_kind(kind)]
    form = NewMemberForm(request.POST or None, bodies=choices_of(own), areas=areas)

    def act(given: dict[str, Any]) -> None:
        body = one_of(own, int(given["organisation"]))
        area = next(one for one in areas if str(one.pk) == given["area"])
        texts = {name: given[name] for name in PUBLISHED}
        add_councillor(
            area=area, organisation=body, starts_on=given["starts_on"], actor=request.user, at=timezone.now(), **texts
        )

    return ask_and_do(request, form, FormPage("Add a councillor", reverse("councillors"), "Added.", button="Add"), act)


@staff(POWER)
@require_http_methods(ASKED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published of a member."""
    member = one_of(_own(request), pk)
    form = MemberForm(request.POST or None, initial={name: getattr(member, name) for name in PUBLISHED})

    def act(given: dict[str, Any]) -> None:
        change_councillor(councillor=member, changes=dict(given), actor=request.user, at=timezone.now())

    return ask_and_do(request, form, FormPage(str(member), reverse("councillors"), "Saved.", str(member.area)), act)


@staff(POWER)
@require_http_methods(ASKED)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat ends."""
    member = one_of(_own(request), pk)
    form = LastDayForm(request.POST or None, initial={"last_day": london_date(timezone.now())})

    def act(given: dict[str, Any]) -> None:
        retire_councillor(councillor=member, last_day=given["last_day"], actor=request.user, at=timezone.now())

    page = FormPage(f"End the seat of {member}", reverse("councillors"), "The end is noted.", str(member.area), "End")
    return ask_and_do(request, form, page, act)
