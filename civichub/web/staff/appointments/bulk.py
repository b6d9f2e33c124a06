"""Cancelling many at once: choose, look who is affected, do it, and for ten minutes undo it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.appointments.operations import Target, cancel_many, undo_bulk
from civichub.appointments.queries import RELATED, affected, bulk_by_id, hours_of, rooms_of
from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import HubError
from civichub.places.queries import sessions_between, sites
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.portal.appointments.choosing import day_asked
from civichub.web.staff.appointments.day import COLUMNS
from civichub.web.ui.components import Column
from civichub.web.ui.forms import DateField, HubForm, OneChoiceField, SelectBox, TextField

MANAGES = "appointments.manage"


class TimeField(TextField):
    """A time of day as 09:30."""

    def clean(self, value: Any) -> Any:
        """The time; refused in a sentence."""
        text = super().clean(value)
        try:
            return time.fromisoformat(text) if text else None
        except ValueError:
            raise ValidationError("Enter a time like 09:30") from None


def targets_of(user: Any, now: datetime) -> tuple[list[tuple[str, str]], dict[str, tuple[Any, Target]]]:
    """What this person may close: choices for a form, and for each its organisation and target."""
    manages = user.organisations_with(MANAGES)
    found: dict[str, tuple[Any, Target]] = {}
    choices = []
    for site in sites(organisation_ids=manages):
        found[f"site-{site.pk}"] = (site.organisation, Target(site=site))
        choices.append((f"site-{site.pk}", f"Site: {site.name}"))
    for room in rooms_of(manages):
        if room.organisation_id not in manages:
            continue
        found[f"room-{room.pk}"] = (room.site.organisation, Target(room=room))
        choices.append((f"room-{room.pk}", f"Room: {room.name}, {room.site.name}"))
    today = london_date(now)
    held = sessions_between(
        today, today + timedelta(days=35), site_ids=[site.pk for site in sites(organisation_ids=manages)]
    )
    for session in {one.session.pk: one.session for one in held}.values():
        found[f"session-{session.pk}"] = (session.site.organisation, Target(session=session))
        choices.append((f"session-{session.pk}", f"Session: {session.title}, {session.site.name}"))
    for row in hours_of(manages, today):
        if f"officer-{row.person_id}" not in found:
            found[f"officer-{row.person_id}"] = (row.site.organisation, Target(person=row.person))
            choices.append((f"officer-{row.person_id}", f"Officer: {row.person}"))
    return choices, found


class RangeForm(HubForm):
    """Whose appointments, from when until when, and why."""

    target = OneChoiceField(label="Who or what is not there?", widget=SelectBox(), missing="Choose from the list")
    first = DateField(label="From which day?", subject="First day")
    starts = TimeField(label="From which time?", hint="For example, 09:00", missing="Enter a time", width=5)
    last = DateField(label="Until which day?", subject="Last day")
    ends = TimeField(label="Until which time?", hint="For example, 17:00", missing="Enter a time", width=5)
    reason = TextField(
        label="Why?", hint="People read this in the message, so no names and no illness", missing="Enter a reason",
        max_length=120,
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "Choose"), *choices]

    def span(self) -> tuple[datetime, datetime]:
        """The two moments, in London."""
        given = self.cleaned_data
        return (
            datetime.combine(given["first"], given["starts"], tzinfo=LONDON),
            datetime.combine(given["last"], given["ends"], tzinfo=LONDON),
        )


def _whole_day(request: HttpRequest) -> dict[str, Any]:
    """What a link to here has chosen already: who, and one whole day."""
    if "target" not in request.GET:
        return {}
    day = day_asked(request, london_date(timezone.now()))
    return {"target": request.GET["target"][:40], "first": day, "last": day, "starts": "00:00", "ends": "23:59"}


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose; look at who is affected; then cancel. Nothing happens on the first press."""
    user, now = request.user, timezone.now()
    choices, found = targets_of(user, now)
    form, rows = RangeForm(request.POST or None, choices=choices, initial=_whole_day(request)), None
    if request.method == "POST" and form.is_valid():
        organisation, target = found[form.cleaned_data["target"]]
        begin, end = form.span()
        try:
            if "sure" in request.POST:
                bulk = cancel_many(organisation=organisation, target=target, begin=begin, end=end,
                                   reason=form.cleaned_data["reason"], actor=user, at=now)  # fmt: skip
                return redirect("appointment-bulk-done", bulk.pk)
            rows = affected(target, begin, end, now, organisation_id=organisation.pk)
        except HubError as error:
            add_refusal(form, error)
    values = {"form": form, "rows": rows, "columns": [Column("Day"), *COLUMNS]}
    return render(request, "staff/appointments/bulk.html", values)


@staff(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was cancelled, and the way back while nobody has been told."""
    bulk, now = bulk_by_id(request.user, pk), timezone.now()
    if request.method == "POST":
        try:
            left = undo_bulk(bulk=bulk, actor=request.user, at=now)
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Everything is as it was, and nobody has been told." if not left else
                             f"Undone, but for {len(left)} whose time had gone: they are told.")  # fmt: skip
        return redirect("appointment-bulk-done", bulk.pk)
    rows = bulk.appointments.select_related(*RELATED)
    values = {"bulk": bulk, "rows": rows, "columns": [Column("Day"), *COLUMNS],
              "may_undo": not (bulk.told_at or bulk.undone_at) and now < bulk.undo_until}  # fmt: skip
    return render(request, "staff/appointments/bulk_done.html", values)
