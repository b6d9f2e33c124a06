"""Service levels, as both sides see them: what is promised, this month, each breach, and the months before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.policies import may_see_case
from civichub.catalogue.queries import live_services
from civichub.organisations.queries import active_organisations
from civichub.performance.models import Promised
from civichub.performance.operations import agree_service_level, end_service_level
from civichub.performance.policies import may_keep_levels
from civichub.performance.queries.service_levels import (
    breaches_of,
    first_of,
    level_for,
    levels_seen_by,
    lines_of,
)
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of
from civichub.web.staff.partnership.shell import tabs
from civichub.web.ui.components import Column
from civichub.web.ui.forms import DateField, HubForm, NumberField, OneChoiceField, SelectBox, TextField

COLUMNS = (Column("Promise"), Column("By"), Column("To"), Column("Target", numeric=True),
           Column("This month", numeric=True), Column("Whole months"))  # fmt: skip
MONTH_COLUMNS = (Column("Month"), Column("In time", numeric=True), Column("Fell due", numeric=True),
                 Column("Share", numeric=True), Column("Target"))  # fmt: skip


class LevelForm(HubForm):
    """One line of an agreement."""

    title = TextField(label="What is promised, in words?", max_length=160, missing="Enter what is promised")
    counts = OneChoiceField(label="What is counted?", choices=Promised.choices, missing="Select what is counted")
    clock = TextField(
        label="Only one clock? (optional)", required=False, max_length=40,
        hint="Its key in the procedure, such as repair. Empty counts every deadline of these cases.",
    )  # fmt: skip
    target = NumberField(label="At least how much of it in time?", suffix="%", missing="Enter a percentage")
    source = TextField(
        label="Where is it agreed?", max_length=200, missing="Enter where it is agreed",
        hint="Such as the contract and its clause",
    )  # fmt: skip
    starts_on = DateField(label="First day", missing="Enter the first day")

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], services: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        for name, label in (("promised_by", "Who promises?"), ("promised_to", "To whom?")):
            self.fields[name] = OneChoiceField(
                label=label, choices=[("", "Choose an organisation"), *bodies], widget=SelectBox(),
                missing="Select an organisation",
            )  # fmt: skip
        self.fields["service"] = OneChoiceField(
            label="For which service?", choices=[("", "Every service of theirs"), *services], widget=SelectBox(),
            required=False,
        )  # fmt: skip
        self.order_fields(["promised_by", "promised_to", "title", "counts", "service", "clock", "target", "source",
                           "starts_on"])  # fmt: skip


class EndForm(HubForm):
    """Until when a level holds."""

    ends_on = DateField(label="Last day", missing="Enter the last day")


@staff("liaison.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every level of one's own organisations, in both directions."""
    lines = lines_of(list(levels_seen_by(request.user)[:200]), on=timezone.localdate())
    context = {"lines": lines, "columns": COLUMNS, "tabs": tabs(request.user, request.path),
               "may_agree": request.user.holds_anywhere("liaison.keep")}  # fmt: skip
    return render(request, "staff/partnership/levels.html", context)


@staff("liaison.view")
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One level: the months, and what was not kept in one of them. A case leads on where it is open to the reader."""
    level, now = level_for(request.user, pk), timezone.now()
    (line,) = lines_of([level], on=timezone.localdate(now))
    month = _month(request.GET.get("month", ""), timezone.localdate(now))
    breaches = [(one, may_see_case(request.user, one.case)) for one in breaches_of(level, month, now)]
    sides = (level.promised_by_id, level.promised_to_id)
    context = {
        "level": level, "line": line, "month": month, "breaches": breaches, "month_columns": MONTH_COLUMNS,
        "columns": (Column("Case"), Column("What"), Column("Was due"), Column("Done")),
        "may_end": level.ends_on is None and any(may_keep_levels(request.user, side) for side in sides),
    }  # fmt: skip
    return render(request, "staff/partnership/level.html", context)


def _month(text: str, today: date) -> date:
    try:
        found = parse_date(f"{text[:7]}-01") if text else None
    except ValueError:
        found = None
    return min(found or first_of(today), first_of(today))


@staff("liaison.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """A new line of an agreement with one's own organisation on one side."""
    bodies = active_organisations()
    services = [(str(pk), title) for pk, title in live_services().values_list("pk", "title")]
    form = LevelForm(request.POST or None, bodies=choices_of(bodies), services=services)

    def act(data: dict[str, Any]) -> None:
        agree_service_level(
            promised_by=one_of(bodies, int(data["promised_by"])), promised_to=one_of(bodies, int(data["promised_to"])),
            title=data["title"], counts=data["counts"], target=data["target"], source=data["source"],
            clock=data["clock"], starts_on=data["starts_on"], actor=request.user, at=timezone.now(),
            service=live_services().get(pk=int(data["service"])) if data["service"] else None,
        )  # fmt: skip

    done = "It is agreed. The hub counts it within the hour, and every hour from then on."
    return ask_and_do(
        request, form, FormPage("New service level", reverse("service-levels"), done, button="Agree"), act
    )


@staff("liaison.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A level holds no longer."""
    level, form = level_for(request.user, pk), EndForm(request.POST or None)
    page = FormPage("End this service level", reverse("service-level", args=[pk]), "Written down.", caption=level.title)
    return ask_and_do(
        request, form, page,
        lambda data: end_service_level(level=level, ends_on=data["ends_on"], actor=request.user, at=timezone.now()),
    )  # fmt: skip
