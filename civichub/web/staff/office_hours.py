"""When an office is open: its usual hours, those of its sites, and the days on which it keeps others."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.clocks.hours import WEEKDAYS
from civichub.organisations.operations import close_office, set_office_hours, withdraw_office_closure
from civichub.organisations.queries import closures_of, teams_of
from civichub.places.operations import change_site_hours
from civichub.places.queries import sites
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, chosen_organisation, one_of
from civichub.web.ui.forms import DateField, HubForm, LongTextField, OneChoiceField, SelectBox, TextField

HOURS, CLOSURES, SITES = "organisation.manage", "clocks.manage", "places.edit"
_WINDOW = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|to)\s*(\d{1,2})[:.](\d{2})")
WHOLE_OFFICE = "office"


class WindowsField(TextField):
    """Hours of one day: ``09:00 to 12:30, 13:30 to 17:00``; cleans to ``["09:00-12:30", "13:30-17:00"]``."""

    def clean(self, value: Any) -> Any:
        """Nothing is closed. Whether hours overlap is for the operation to say."""
        text = super().clean(value).strip()
        windows = []
        for part in filter(None, (part.strip() for part in text.split(","))):
            match = _WINDOW.fullmatch(part)
            if match is None:
                raise ValidationError("Enter hours like 09:00 to 17:00, with a comma between two", code="invalid")
            opens, past, closes, past_too = match.groups()
            windows.append(f"{opens:0>2}:{past}-{closes:0>2}:{past_too}")
        return windows

    def prepare_value(self, value: Any) -> Any:
        """Stored hours as people write them."""
        return in_words(value) if isinstance(value, list) else value


def in_words(windows: list[str]) -> str:
    """``["09:00-12:30"]`` as ``09:00 to 12:30``."""
    return ", ".join(window.replace("-", " to ") for window in windows)


class HoursForm(HubForm):
    """A week of hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEKDAYS:
            self.fields[day] = WindowsField(label=day.title(), required=False, width=30)
        self.fields[
            WEEKDAYS[0]
        ].help_text = "Like 09:00 to 12:30, 13:30 to 17:00. Leave a day empty on which you are closed."
        self.fields["bank_holidays"] = OneChoiceField(
            label="On bank holidays", choices=[("closed", "Closed"), ("open", "Open at the same hours")],
            missing="Select whether you open on bank holidays",
        )  # fmt: skip

    def hours(self) -> dict[str, Any]:
        """The answers as clocks read them."""
        found = {day: self.cleaned_data[day] for day in WEEKDAYS if self.cleaned_data[day]}
        return found | ({"bank_holidays": "open"} if self.cleaned_data["bank_holidays"] == "open" else {})


class SiteHoursForm(HoursForm):
    """A week of hours and a line beside it."""

    hours_note = TextField(label="Note beside the hours", max_length=200, required=False)


class ClosureForm(HubForm):
    """Days, and why."""

    reason = TextField(
        label="Why?", max_length=120, missing="Enter why", hint="Like Staff training day"
    )  # fmt: skip
    first = DateField(label="First day", missing="Enter the first day")
    last = DateField(label="Last day", required=False, hint="Leave it empty for one day")
    windows = WindowsField(label="Hours on these days", required=False, hint="Leave it empty to close all day")

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"] = OneChoiceField(
            label="What closes?", choices=parts, initial=WHOLE_OFFICE, widget=SelectBox(), missing="Select what closes"
        )
        self.order_fields(["part", "reason", "first", "last", "windows"])


class WithdrawForm(HubForm):
    """Why a closure was wrong."""

    why = LongTextField(label="Why is it taken out?", limit=300, rows=2, missing="Enter why it is taken out")


def _week(hours: dict[str, Any]) -> dict[str, Any]:
    return {**hours, "bank_holidays": hours.get("bank_holidays", "closed")}


def _back(name: str, organisation: Any) -> str:
    return f"{reverse(name)}?organisation={organisation.pk}"


@staff(HOURS)
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The usual week of the office."""
    organisation = chosen_organisation(request, HOURS)
    form = HoursForm(request.POST or None, initial=_week(organisation.office_hours))

    def act(_: dict[str, Any]) -> None:
        set_office_hours(
            organisation=organisation, office_hours=form.hours(), actor=request.user, at=timezone.now()
        )  # fmt: skip

    page = FormPage(
        "Opening hours", _back("organisation", organisation), "The hours are set. Open clocks are being counted again.",
        caption=organisation.name, guidance="Clocks that count office hours count these. No other deadline moves.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(SITES)
@require_http_methods(["GET", "POST"])
def site_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual week of one site."""
    site = one_of(sites(organisation_ids=request.user.organisations_with(SITES)), pk)
    form = SiteHoursForm(request.POST or None, initial={**_week(site.opening_hours), "hours_note": site.hours_note})

    def act(data: dict[str, Any]) -> None:
        change_site_hours(
            site=site, opening_hours=form.hours(), hours_note=data["hours_note"], actor=request.user, at=timezone.now()
        )  # fmt: skip

    page = FormPage(
        "Opening hours", _back("office-closures", site.organisation), "The hours are set.", caption=site.name
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(CLOSURES)
@require_GET
def closures(request: HttpRequest) -> HttpResponse:
    """The days on which the office, a team or a site keeps other hours, and the sites with theirs."""
    organisation = chosen_organisation(request, CLOSURES)
    rows = [(one, in_words(one.windows)) for one in closures_of([organisation.pk])[:200]]
    own_sites = [
        (site, [(day.title(), in_words(site.opening_hours[day])) for day in WEEKDAYS if site.opening_hours.get(day)])
        for site in sites(organisation_ids=[organisation.pk])
    ]
    context = {
        "organisation": organisation,
        "rows": rows,
        "sites": own_sites,
        "query": f"?organisation={organisation.pk}",
        "may_set_sites": request.user.has_power(SITES, organisation.pk),
    }
    return render(request, "staff/office_closures.html", context)


@staff(CLOSURES)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Add a closure."""
    organisation = chosen_organisation(request, CLOSURES)
    parts: dict[str, dict[str, Any]] = {WHOLE_OFFICE: {}}
    parts |= {f"team-{team.pk}": {"team": team} for team in teams_of([organisation.pk])}
    parts |= {f"site-{site.pk}": {"site": site} for site in sites(organisation_ids=[organisation.pk])}
    labels = [(key, _label(organisation, part)) for key, part in parts.items()]
    form = ClosureForm(request.POST or None, parts=labels)

    def act(data: dict[str, Any]) -> None:
        close_office(
            organisation=organisation, first=data["first"], last=data["last"] or data["first"], reason=data["reason"],
            windows=data["windows"], actor=request.user, at=timezone.now(), **parts[data["part"]],
        )  # fmt: skip

    page = FormPage(
        "Add a closure", _back("office-closures", organisation), "It is added. Open clocks are being counted again.",
        caption=organisation.name, button="Add the closure",
        guidance="Clocks that count office hours leave these days out. No deadline of the law moves.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


def _label(organisation: Any, part: dict[str, Any]) -> str:
    for kind, record in part.items():
        return f"{record.name} ({kind})"
    return f"The whole of {organisation.name}"


@staff(CLOSURES)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a closure."""
    own = closures_of(request.user.organisations_with(CLOSURES)).filter(withdrawn_at=None)
    closure = one_of(own, pk)
    form = WithdrawForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        withdraw_office_closure(closure=closure, why=data["why"], actor=request.user, at=timezone.now())

    page = FormPage(
        f"Take out {closure.reason}", _back("office-closures", closure.organisation),
        "It is taken out. Open clocks are being counted again.", caption=f"{closure.first:%A %-d %B %Y}",
        button="Take it out",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
