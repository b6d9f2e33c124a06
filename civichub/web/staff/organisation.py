"""One's own organisation: the parts of the hub it uses, its colour and words, and its teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.operations.teams import what_a_team_holds, withdraw_team
from civichub.core.clocks.hours import WEEKDAYS
from civichub.core.errors import Invalid
from civichub.organisations.models import Module
from civichub.organisations.operations import add_team, change_brand, change_team, switch_modules
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, chosen_organisation, one_of, organisations_with
from civichub.web.staff.office_hours import in_words
from civichub.web.ui.brand import TEXT_CONTRAST, Brand, contrast, normal_hex
from civichub.web.ui.forms import EmailField, HubForm, LongTextField, ManyChoicesField, TextField

POWER = "organisation.manage"


class ModulesForm(HubForm):
    """The parts that are on."""

    modules = ManyChoicesField(
        label="Which parts of the hub do you use?", choices=Module.choices, required=False,
        hint="What you switch off keeps its records and comes back as it was.",
    )  # fmt: skip


class BrandForm(HubForm):
    """A colour and a line of words."""

    brand_colour = forms.RegexField(
        r"^#?[0-9a-fA-F]{6}$", label="Colour", help_text="As # and six digits or letters, like #1d4f6e",
        error_messages={"required": "Enter a colour", "invalid": "Enter a colour like #1d4f6e"},
    )  # fmt: skip
    strapline = TextField(label="Line under the name", max_length=160, required=False)


class TeamForm(HubForm):
    """A new team."""

    name = TextField(label="Name of the team", max_length=120, missing="Enter the name of the team")
    slug = forms.SlugField(
        label="Short name", help_text="Small letters, digits and hyphens, like street-lighting",
        error_messages={"required": "Enter a short name", "invalid": "Use small letters, digits and hyphens"},
    )  # fmt: skip
    department = TextField(label="Department", max_length=120, required=False)
    description = TextField(label="What it does", max_length=300, required=False)
    email = EmailField(label="Email of the team", required=False)


HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


class ChangeTeamForm(HubForm):
    """A team as it is known, and how it hears of its cases."""

    name = TextField(label="Name of the team", max_length=120, missing="Enter the name of the team")
    description = TextField(label="What it does", max_length=300, required=False)
    email = EmailField(label="Email of the team", required=False, hint="Left empty, the team gets no notices")
    digest_hours = ManyChoicesField(
        label="Send its notices as one summary at", choices=HOURS, required=False,
        hint="Choose none to send each notice at once.",
    )  # fmt: skip


class WithdrawTeamForm(HubForm):
    """Why a team goes."""

    why = LongTextField(label="Why is it withdrawn?", limit=300, rows=2, missing="Enter why it is withdrawn")


@staff(POWER)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The organisation as it is set up."""
    organisation = chosen_organisation(request, POWER)
    modules = [(label, code in organisation.modules) for code, label in Module.choices]
    context = {
        "organisation": organisation,
        "others": [one for one in organisations_with(request, POWER) if one.pk != organisation.pk],
        "modules": modules,
        "teams": list(teams_of([organisation.pk]).select_related("department")),
        "preview": preview_of(organisation.name, organisation.brand_colour),
        "week": [(day.title(), in_words(hours)) for day in WEEKDAYS if (hours := organisation.office_hours.get(day))],
        "query": f"?organisation={organisation.pk}",
    }
    return render(request, "staff/organisation.html", context)


def preview_of(name: str, colour: str) -> dict[str, Any]:
    """A colour as it would be used, and its contrast with the text on it and with white, to one decimal."""
    brand = Brand(name, colour)
    shown, text = brand.shown_colour, brand.custom_properties["--brand-text"]
    link = brand.custom_properties["--brand-link"]
    return {
        "colour": shown,
        "text": text,
        "link": link,
        "changed": normal_hex(colour) != shown,
        "on_text": f"{contrast(shown, text):.1f}",
        "on_link": f"{contrast(link, '#ffffff'):.1f}",
        "needed": f"{TEXT_CONTRAST:.1f}",
    }


def _page(request: HttpRequest, organisation: Any, title: str, done: str, **more: Any) -> FormPage:
    back = f"{reverse('organisation')}?organisation={organisation.pk}"
    return FormPage(title, back, done, caption=organisation.name, **more)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def modules(request: HttpRequest) -> HttpResponse:
    """Switch parts of the hub on or off."""
    organisation = chosen_organisation(request, POWER)
    form = ModulesForm(request.POST if request.method == "POST" else None, initial={"modules": organisation.modules})

    def act(data: dict[str, Any]) -> None:
        switch_modules(
            organisation=organisation, modules=data["modules"], actor=request.user, at=timezone.now()
        )  # fmt: skip

    return ask_and_do(request, form, _page(request, organisation, "Parts of the hub", "The parts are switched."), act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest) -> HttpResponse:
    """Change colour and strapline; the page shows how the colour reads before it is saved."""
    organisation = chosen_organisation(request, POWER)
    begun = {"brand_colour": organisation.brand_colour, "strapline": organisation.strapline}
    form = BrandForm(request.POST or None, initial=begun)
    if request.method == "POST" and "save" in request.POST:
        page = _page(request, organisation, "Colour and words", "Residents see the new colour.")

        def act(data: dict[str, Any]) -> None:
            colour = normal_hex(data["brand_colour"])
            if not colour:
                raise Invalid({"brand_colour": "Enter a colour like #1d4f6e."})
            change_brand(
                organisation=organisation, brand_colour=colour, strapline=data["strapline"], actor=request.user,
                at=timezone.now(),
            )  # fmt: skip

        answer = ask_and_do(request, form, page, act)
        if answer.status_code == 302:
            return answer
    valid = form.is_valid() if request.method == "POST" else False
    colour = form.cleaned_data["brand_colour"] if valid else organisation.brand_colour
    context = {"form": form, "organisation": organisation, "preview": preview_of(organisation.name, colour)}
    return render(request, "staff/organisation_brand.html", context)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """A new team."""
    organisation = chosen_organisation(request, POWER)
    form = TeamForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        add_team(organisation=organisation, actor=request.user, at=timezone.now(), **data)

    page = _page(request, organisation, "New team", "The team is added.", button="Add the team")
    return ask_and_do(request, form, page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a team is called, where it hears of its cases, and when."""
    held = one_of(teams_of(request.user.organisations_with(POWER)), pk)
    begun = {name: getattr(held, name) for name in ("name", "description", "email")}
    form = ChangeTeamForm(request.POST or None, initial=begun | {"digest_hours": list(map(str, held.digest_hours))})

    def act(data: dict[str, Any]) -> None:
        hours = [int(hour) for hour in data.pop("digest_hours")]
        change_team(team=held, digest_hours=hours, actor=request.user, at=timezone.now(), **data)

    return ask_and_do(request, form, _page(request, held.organisation, held.name, "The team is changed."), act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a team out of use, once it holds nothing any more."""
    gone = one_of(teams_of(request.user.organisations_with(POWER)), pk)
    form = WithdrawTeamForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        withdraw_team(team=gone, why=data["why"], actor=request.user, at=timezone.now())

    held = " ".join(what_a_team_holds(gone))
    page = _page(
        request, gone.organisation, f"Withdraw {gone.name}", "The team is withdrawn.", button="Withdraw the team",
        guidance=held or "Its past stays. Nobody can give it a case any more.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
