"""Proclaimed holidays: the days that became bank holidays after the hub was shipped, and what each moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.queries.recount import clocks_moved_by
from civichub.core.clocks import NATIONS, Holiday, known_holidays, london_date
from civichub.core.proclaimed.operations import add_proclaimed_holiday, withdraw_proclaimed_holiday
from civichub.core.proclaimed.queries import every_proclamation
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.ui.forms import DateField, HubForm, LongTextField, ManyChoicesField, TextField


class HolidayForm(HubForm):
    """The day, where it holds, and the law that made it."""

    name = TextField(label="Name", max_length=120, missing="Enter the name", hint="As the proclamation has it")
    date = DateField(label="Day", missing="Enter the day")
    nations = ManyChoicesField(label="Where", choices=list(NATIONS.items()), missing="Select where it holds")
    source = TextField(
        label="Legal source", max_length=300, missing="Enter the legal source",
        hint="It is printed in every sum that uses the day",
    )  # fmt: skip
    replaces = DateField(label="The usual holiday that moves to this day, if one does", required=False)


class WithdrawForm(HubForm):
    """Why a day was wrong."""

    why = LongTextField(label="Why is it taken out?", limit=300, rows=2, missing="Enter why it is taken out")


@staff("clocks.manage")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What was added here, and the holidays to come that every clock knows."""
    today = london_date(timezone.now())
    table = known_holidays()
    coming = [one for one in table.holidays if one.date >= today][:24]
    rows = [(one, [NATIONS[nation] for nation in one.nations]) for one in every_proclamation()]
    known = [(one, [NATIONS[nation] for nation in sorted(one.nations)]) for one in coming]
    return render(request, "staff/holidays.html", {"rows": rows, "known": known, "last": table.last})


@staff("clocks.manage")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a day: first what it would move, then, when that was read, for good."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and "go" not in request.POST and form.is_valid():
        data = form.cleaned_data
        day = Holiday(data["date"], data["name"], frozenset(data["nations"]), data["source"], replaces=data["replaces"])
        tried, moved, more = clocks_moved_by(day)
        context = {"form": form, "moved": moved, "tried": tried, "more": more, "data": data}
        return render(request, "staff/holiday_add.html", context)

    def act(data: dict[str, Any]) -> None:
        add_proclaimed_holiday(
            date=data["date"], name=data["name"], nations=data["nations"], source=data["source"],
            replaces=data["replaces"], actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage(
        "Add a proclaimed holiday", reverse("holidays"), "It is added. Open clocks are being counted again.",
        button="See what it moves",
        guidance="The bank holidays in law are known already. Add a day only when it has been proclaimed since.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("clocks.manage")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a day that was entered by mistake."""
    holiday = one_of(every_proclamation().filter(withdrawn_at=None), pk)
    form = WithdrawForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        withdraw_proclaimed_holiday(holiday=holiday, why=data["why"], actor=request.user, at=timezone.now())

    page = FormPage(
        f"Take out {holiday.name}", reverse("holidays"), "It is taken out. Open clocks are being counted again.",
        caption=f"{holiday.date:%A %-d %B %Y}", button="Take it out",
        guidance="The row stays, because sums that were made with it name it as their reason.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
