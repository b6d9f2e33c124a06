"""Duties and their rotas: turns by week, swaps, and where nobody is on duty."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import staff_of
from civichub.catalogue.queries import services_by_ids
from civichub.core.clocks import end_of_day, london_date
from civichub.core.clocks.hours import WEEKDAYS
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.office_hours import HoursForm
from civichub.web.staff.queue_setup.forms import ServicesField
from civichub.web.staff.queue_setup.skills import KEEPS, NoQuestions
from civichub.web.ui.forms import DateField, HubForm, ManyChoicesField, OneChoiceField, SelectBox, TextField
from civichub.workforce import rota
from civichub.workforce.operations import (
    add_weekly_turns,
    define_duty,
    end_duty,
    give_turn,
    swap_turns,
    withdraw_duty_turn,
)
from civichub.workforce.queries import duties_kept_by, duty_kept_by, gaps_in, turn_kept_by, turns_of

AHEAD = timedelta(days=28)
MOST_GAPS = 30


class DutyForm(HoursForm):
    """A duty, and when somebody must have it."""

    title = TextField(label="Duty", max_length=80, missing="Enter the duty", hint="Like Duty social worker")
    services = ServicesField(
        label="Services that it is for", required=False, limit=8000, hint="One a line, by title. Cases show who has it."
    )
    when_nobody = TextField(
        label="Whom to ring when nobody has it",
        required=False,
        max_length=200,
        hint="Like Emergency team, 01632 960 100",
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = []
        if bodies:
            self.fields["organisation"] = OneChoiceField(
                label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
            )
            first = ["organisation"]
        else:
            del self.fields["title"]
        self.fields[WEEKDAYS[0]].help_text = "Like 09:00 to 17:00. Leave all days empty for the hours of the office."
        self.order_fields([*first, "title", "services", "when_nobody"])

    def details(self) -> dict[str, Any]:
        """The answers as `define_duty` takes them."""
        week = any(self.cleaned_data[day] for day in WEEKDAYS)
        sent = {name: self.cleaned_data[name] for name in ("services", "when_nobody")}
        return sent | {"hours": self.hours() if week else {}}


class TimeField(TextField):
    """A time on the clock, like 9:00; cleans to a time."""

    def clean(self, value: Any) -> Any:
        """Raise with an example."""
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", super().clean(value).strip())
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValidationError("Enter a time like 09:00", code="invalid")
        return time(int(match[1]), int(match[2]))


class TurnsForm(HubForm):
    """Turns of one person by a pattern of weekdays."""

    weekdays = ManyChoicesField(
        label="On which days?", choices=[(str(n), day.title()) for n, day in enumerate(WEEKDAYS)],
        missing="Select at least one day",
    )  # fmt: skip
    begins = TimeField(label="From", missing="Enter when it begins", width=5)
    ends = TimeField(
        label="Until", missing="Enter when it ends", width=5, hint="A time before the begin is the next day’s"
    )
    first = DateField(label="First day", missing="Enter the first day")
    last = DateField(label="Last day", missing="Enter the last day")
    reach = TextField(label="How to reach them", required=False, max_length=120, hint="Like 01632 960 118")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = OneChoiceField(
            label="Who?", choices=[(str(one.pk), one.name) for one in people], widget=SelectBox(), missing="Select who"
        )
        self.order_fields(["person"])


class GiveForm(HubForm):
    """Who takes a turn: a colleague, or by changing with a turn of theirs."""

    reach = TextField(label="How to reach them", required=False, max_length=120)

    def __init__(self, *args: Any, people: Any, turns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = OneChoiceField(
            label="Who takes it?", choices=[("", "Choose"), *((str(one.pk), one.name) for one in people)],
            widget=SelectBox(), required=False,
        )  # fmt: skip
        self.fields["other"] = OneChoiceField(
            label="Or change with a turn of somebody else", widget=SelectBox(), required=False,
            choices=[("", "No change"), *((str(one.pk), f"{one.person}, {_when(one)}") for one in turns)],
        )  # fmt: skip
        self.order_fields(["person", "reach", "other"])

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        sent: dict[str, Any] = super().clean() or {}
        if bool(sent.get("person")) == bool(sent.get("other")):
            self.add_error("person", "Choose who takes it, or a turn to change with")
        return sent


def _when(turn: Any) -> str:
    return rota.in_words((turn.starts_at, turn.ends_at))


@staff(KEEPS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every duty, with the gaps of the next four weeks."""
    now = timezone.now()
    rows = [(duty, gaps_in(duty, now, now + AHEAD) if duty.is_active else []) for duty in duties_kept_by(request.user)]
    shown = [(duty, len(gaps), rota.in_words(gaps[0]) if gaps else "") for duty, gaps in rows]
    return render(request, "staff/queue_setup/duties.html", {"rows": shown})


@staff(KEEPS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One rota: four weeks from today or from `?from=`, its turns and its gaps."""
    now, duty = timezone.now(), duty_kept_by(request.user, pk)
    page = request.GET.get("page", "0")
    page_number = int(page) if page.isdigit() and len(page) < 4 else 0
    since = now + AHEAD * min(page_number, 26)
    turns = turns_of(duty, since, since + AHEAD)
    gaps = gaps_in(duty, since, since + AHEAD, turns=turns)
    context = {
        "duty": duty, "turns": [(turn, _when(turn)) for turn in turns], "since": since, "until": since + AHEAD,
        "gaps": [rota.in_words(gap) for gap in gaps[:MOST_GAPS]], "more_gaps": max(0, len(gaps) - MOST_GAPS),
        "services": sorted(service.title for service in services_by_ids(duty.services).values()),
        "later": page_number + 1 if page_number < 26 else None, "earlier": page_number - 1 if page_number else None,
    }  # fmt: skip
    return render(request, "staff/queue_setup/duty.html", context)


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new duty."""
    bodies = organisations_with(request, KEEPS)
    form = DutyForm(request.POST or None, bodies=choices_of(bodies), initial={"bank_holidays": "closed"})

    def act(sent: dict[str, Any]) -> str:
        duty = define_duty(
            organisation=one_of(bodies, int(sent["organisation"])), title=sent["title"], actor=request.user,
            at=timezone.now(), **form.details(),
        )  # fmt: skip
        return reverse("duty", args=[duty.pk])

    return ask_and_do(request, form, FormPage("Add a duty", reverse("duty-list"), "The duty is there."), act)


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Its services, its hours, and whom to ring in a gap."""
    duty = duty_kept_by(request.user, pk)
    titles = "\n".join(sorted(service.title for service in services_by_ids(duty.services).values()))
    begun = {"bank_holidays": "closed", **duty.hours, "services": titles, "when_nobody": duty.when_nobody}
    form = DutyForm(request.POST or None, initial=begun)

    def act(_: dict[str, Any]) -> None:
        define_duty(
            organisation=duty.organisation, title=duty.title, actor=request.user, at=timezone.now(), **form.details()
        )

    page = FormPage(f"Change {duty}", reverse("duty", args=[pk]), "The duty is changed.")
    return ask_and_do(request, form, page, act)


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody needs to have it any more."""
    duty = duty_kept_by(request.user, pk)
    form = NoQuestions(request.POST if request.method == "POST" else None)
    page = FormPage(
        f"End {duty}", reverse("duty-list"), f"{duty} has ended.", button="End it",
        guidance="Turns to come are taken off. The past stays in the audit.",
    )  # fmt: skip
    return ask_and_do(request, form, page, lambda _: end_duty(duty=duty, actor=request.user, at=timezone.now()))


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def add_turns(request: HttpRequest, pk: int) -> HttpResponse:
    """Turns of one person, by weekdays, between two days."""
    duty = duty_kept_by(request.user, pk)
    people = staff_of([duty.organisation_id])
    form = TurnsForm(request.POST or None, people=people)

    def act(sent: dict[str, Any]) -> None:
        add_weekly_turns(
            duty=duty, person=one_of(people, int(sent["person"])), weekdays=[int(day) for day in sent["weekdays"]],
            begins=sent["begins"], ends=sent["ends"], first=sent["first"], last=sent["last"], reach=sent["reach"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage("Add turns", reverse("duty", args=[pk]), "The turns are on the rota.", caption=duty.title,
                    guidance="For one day, enter it as the first and the last.")  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff()
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else takes a turn: who keeps the rota gives or changes any, others give their own."""
    turn, now = turn_kept_by(request.user, pk), timezone.now()
    people = staff_of([turn.duty.organisation_id]).exclude(pk=turn.person_id)
    keeps = request.user.has_power(KEEPS, turn.duty.organisation_id)
    coming = turns_of(turn.duty, now, _in_half_a_year(now)) if keeps else []
    others = [one for one in coming if one.person_id != turn.person_id][:100]
    form = GiveForm(request.POST or None, people=people, turns=others)

    def act(sent: dict[str, Any]) -> None:
        if sent["other"]:
            other = next(one for one in others if str(one.pk) == sent["other"])
            swap_turns(turn=turn, other=other, actor=request.user, at=timezone.now())
        else:
            person = one_of(people, int(sent["person"]))
            give_turn(turn=turn, person=person, reach=sent["reach"], actor=request.user, at=timezone.now())

    back = reverse("duty", args=[turn.duty_id]) if keeps else reverse("whiteboard")
    page = FormPage(
        f"{turn.duty}: {_when(turn)}", back, "The rota is changed.", caption=f"{turn.person} has this turn",
        button="Change the rota",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


def _in_half_a_year(now: datetime) -> datetime:
    return end_of_day(london_date(now + timedelta(days=182)))


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody has this turn any more: it leaves a gap."""
    turn = turn_kept_by(request.user, pk)
    duty_kept_by(request.user, turn.duty_id)
    form = NoQuestions(request.POST if request.method == "POST" else None)
    page = FormPage(
        f"Take {turn.person} off {_when(turn)}", reverse("duty", args=[turn.duty_id]), "The turn is taken off.",
        caption=turn.duty.title, button="Take it off", guidance="It leaves a gap until somebody else has it.",
    )  # fmt: skip
    return ask_and_do(
        request, form, page, lambda _: withdraw_duty_turn(turn=turn, actor=request.user, at=timezone.now())
    )
