"""Waiting without an appointment: say which times would suit, see one's place in line, leave the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.appointments.models import Kind, Waiting
from civichub.appointments.operations import Suits, Who, ask_for_time, withdraw_wish
from civichub.appointments.queries import before_in_line, open_offer, wish_by_reference
from civichub.appointments.wording import PARTS, where_words, wish_words
from civichub.core.clocks import london_date
from civichub.core.clocks.hours import WEEKDAYS
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.queries import own_customer, view_of
from civichub.notifications.links import offer_link, read_wait_link, wait_link
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.appointments.booking import SCOPE, TOO_OFTEN, kind_online
from civichub.web.portal.appointments.choosing import meetings_of
from civichub.web.portal.appointments.holding import DetailsForm
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import actor_of, came_from, resident_of
from civichub.web.ui.forms import DateField, ManyChoicesField, OneChoiceField

DAYS = [(str(number), day.capitalize()) for number, day in enumerate(WEEKDAYS)]
PART_NAMES = {"any": "Any time", "morning": "Before midday", "afternoon": "Midday to 5pm", "evening": "After 5pm"}
WORKING = [number for number, _ in DAYS[:5]]


class WaitForm(DetailsForm):
    """Which times would suit, and whom to tell."""

    meetings = ManyChoicesField(label="Where would you come, or how?", missing="Select where or how to meet")
    weekdays = ManyChoicesField(label="On which days?", choices=DAYS, missing="Select at least one day")
    part = OneChoiceField(label="At what time?", choices=list(PART_NAMES.items()), missing="Select a time of day")
    from_day = DateField(label="From which day?", subject="First day")
    until_day = DateField(
        label="Until which day?", subject="Last day", hint="After it we take you off the list"
    )  # fmt: skip

    field_order = ("meetings", "weekdays", "part", "from_day", "until_day")

    def __init__(self, data: Any, kind: Kind, *, known: dict[str, Any], today: date) -> None:
        self._meetings = {one.code: one for one in meetings_of(kind)}
        every = list(self._meetings)
        begun = {"meetings": every, "weekdays": WORKING, "part": "any", "from_day": today,
                 "until_day": today + timedelta(days=kind.furthest_days)}  # fmt: skip
        super().__init__(data, initial={**begun, **known})
        self.fields["meetings"].choices = [(code, one.words) for code, one in self._meetings.items()]
        self.fields["email"].help_text = "We tell you here when a time comes free"

    def suits(self) -> Suits:
        """What was ticked."""
        given = self.cleaned_data
        earliest, latest, _ = PARTS[given["part"]]
        chosen = [self._meetings[code] for code in given["meetings"]]
        return Suits(
            [(one.way, one.site) for one in chosen], [int(day) for day in given["weekdays"]], given["from_day"],
            given["until_day"], earliest, latest,
        )  # fmt: skip

    def who(self) -> Who:
        """Whom to tell."""
        given = self.cleaned_data
        return Who(given["name"], given["email"] or "", given["phone"] or "", given.get("needs") or (),
                   given["interpreter"] or "", given["notes"] or "")  # fmt: skip


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One page: what would suit, and how to reach them."""
    kind, now, resident = kind_online(slug), timezone.now(), resident_of(request)
    customer = own_customer(resident) if resident else None
    known = {"email": resident.email, "name": view_of(customer, resident).name if customer else ""} if resident else {}
    form, status = WaitForm(request.POST or None, kind, known=known, today=london_date(now)), 200
    if request.method == "POST" and form.is_valid():
        keys = (came_from(request),)
        if too_many_tries(SCOPE, keys, at=now, tries=20):
            form.add_error(None, TOO_OFTEN)
            status = 429
        else:
            count_try(scope=SCOPE, keys=keys, actor=system_account(), at=now)
            try:
                waiting = ask_for_time(kind=kind, suits=form.suits(), who=form.who(), online=True, customer=customer,
                                       actor=actor_of(request), at=now)  # fmt: skip
            except HubError as error:
                add_refusal(form, error)
            else:
                return redirect(urlsplit(wait_link(waiting.who.reference)).path)
    return render(request, "portal/appointments/wait.html", {"form": form, "kind": kind}, status=status)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What they wait for, how many asked before them, what is kept for them now; and a button to leave."""
    reference = read_wait_link(token)
    if reference is None:
        raise NotFound()
    wish, now = wish_by_reference(reference), timezone.now()
    if request.method == "POST":
        withdraw_wish(wish=wish, actor=system_account(), at=now)
        messages.success(request, "You are off the list. We no longer keep looking for a time.")
        return redirect("appointment-waiting", token=token)
    return render(request, "portal/appointments/waiting.html", {"wish": wish, "kind": wish.kind,
                                                                **line_values([wish.waiting], now)[0]})  # fmt: skip


def line_values(waitings: Sequence[Waiting], at: Any) -> list[dict[str, Any]]:
    """For each who waits, what a page says of their place and of the time that is kept for them."""
    found = []
    for waiting in waitings:
        offer = open_offer(waiting, at) if waiting.ended_at is None else None
        found.append({
            "waiting": waiting, "offer": offer, "wants": wish_words(waiting.wish) if waiting.wish else "",
            "offer_where": where_words(offer.hold.way, offer.hold.sitting.site) if offer else "",
            "offer_url": urlsplit(offer_link(offer.pk)).path if offer else "",
            "before": before_in_line(waiting) if waiting.ended_at is None else 0,
        })  # fmt: skip
    return found
