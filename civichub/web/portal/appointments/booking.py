"""The first questions: which appointment, where or how, and when."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import system_account
from civichub.appointments.availability import free_times, next_time
from civichub.appointments.models import Kind
from civichub.appointments.operations import hold_time
from civichub.appointments.queries import kind_by_slug, kinds_online
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.queries import own_customer
from civichub.web.access import public
from civichub.web.portal.appointments.choosing import (
    SHOWN_DAYS,
    Meeting,
    by_day,
    day_asked,
    first_words,
    hold_token,
    meeting_named,
    meetings_of,
    moment_asked,
)
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import actor_of, came_from, council_of, resident_of
from civichub.web.ui.forms import HubForm, OneChoiceField

SCOPE = "appointments"
TOO_OFTEN = "You have chosen many times in a few minutes. Wait five minutes, or call us and we will book for you."


class WhereForm(HubForm):
    """Where or how to meet."""

    where = OneChoiceField(label="Where would you like the appointment?", missing="Select where or how to meet")

    def __init__(self, data: object, kind: Kind, at: datetime) -> None:
        super().__init__(data)
        found = meetings_of(kind)
        field = self.fields["where"]
        field.choices = [(one.code, one.words) for one in found]
        field.widget.hints = {one.code: first_words(kind, one, at) for one in found}


def kind_online(slug: str) -> Kind:
    """The kind that residents may book. Raises `NotFound`."""
    kind = kind_by_slug(slug)
    if not kind.online:
        raise NotFound()
    return kind


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be booked here."""
    council = council_of(request)
    kinds = kinds_online(council.pk if council else None)
    return render(request, "portal/appointments/index.html", {"kinds": kinds})


@public
@require_GET
def where(request: HttpRequest, slug: str) -> HttpResponse:
    """In person, by telephone or by video; passed over where there is one way only."""
    kind, now = kind_online(slug), timezone.now()
    asked = "where" in request.GET
    form = WhereForm(request.GET if asked else None, kind, now)
    only = len(form.fields["where"].choices) == 1
    if asked and form.is_valid():
        address = reverse("appointment-times", args=[kind.slug])
        return HttpResponseRedirect(f"{address}?{urlencode({'where': form.cleaned_data['where']})}")
    return render(request, "portal/appointments/where.html", {"form": form, "kind": kind, "only": only})


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The free times of a week; one press holds a time for ten minutes."""
    kind, now = kind_online(slug), timezone.now()
    meeting = meeting_named(kind, request.GET.get("where", "")[:80])
    if meeting is None:
        return redirect("appointment-where", slug=kind.slug)
    problem = ""
    if request.method == "POST":
        keys = (came_from(request),)
        if too_many_tries(SCOPE, keys, at=now, tries=20):
            return _times_page(request, kind, meeting, TOO_OFTEN, status=429)
        count_try(scope=SCOPE, keys=keys, actor=system_account(), at=now)
        try:
            return _hold(request, kind, meeting)
        except NotFound:
            raise
        except HubError as error:
            problem = error.message
    return _times_page(request, kind, meeting, problem)


def _hold(request: HttpRequest, kind: Kind, meeting: Meeting) -> HttpResponse:
    starts_at, resident = moment_asked(request.POST.get("starts_at", "")), resident_of(request)
    press = request.POST.get("press", "")[:40]
    appointment = hold_time(
        kind=kind, way=meeting.way, site=meeting.site, starts_at=starts_at, online=True,
        key=f"web:{press}:{starts_at.isoformat()}" if press.isalnum() else "",
        customer=own_customer(resident) if resident else None, actor=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return redirect("appointment-details", token=hold_token(appointment))


def _times_page(
    request: HttpRequest, kind: Kind, meeting: Meeting, problem: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    today, soonest = london_date(now), next_time(kind, way=meeting.way, site=meeting.site, at=now)
    begin = max(day_asked(request, london_date(soonest.starts_at) if soonest else today), today)
    end, last = begin + timedelta(days=SHOWN_DAYS - 1), today + timedelta(days=kind.furthest_days)
    found = free_times(kind, way=meeting.way, site=meeting.site, first=begin, last=end, at=now)
    values = {
        "kind": kind, "meeting": meeting, "days": by_day(found), "begin": begin, "end": end, "soonest": soonest,
        "earlier": max(begin - timedelta(days=SHOWN_DAYS), today) if begin > today else None,
        "later": end + timedelta(days=1) if end < last else None, "problem": problem,
        "press": secrets.token_hex(8), "several": len(meetings_of(kind)) > 1,
    }  # fmt: skip
    return render(request, "portal/appointments/times.html", values, status=status)
