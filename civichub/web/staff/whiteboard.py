"""The virtual whiteboard: where everybody is, what they can do, who is on duty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import staff_member
from civichub.catalogue.queries import live_services, teams_providing
from civichub.core.clocks import LONDON, end_of_day, london_date
from civichub.core.errors import HubError
from civichub.organisations.queries import active_organisations, teams_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.ui.components import Column
from civichub.web.ui.forms import HubForm, TextField, UploadField
from civichub.web.ui.paging import keyset_page
from civichub.workforce.calendar_files import LARGEST, busy_times
from civichub.workforce.operations import follow_calendar, read_calendar, set_presence
from civichub.workforce.operations.presence import KEPT
from civichub.workforce.policies import may_set_presence
from civichub.workforce.queries import (
    WHEREABOUTS,
    active_skills,
    calendar_of_person,
    on_duty,
    on_the_board,
    presence_at,
    turns_to_come,
    whereabouts_of,
    whiteboard,
)

SEES = "whiteboard.view"
MOST_LINES = 100
HISTORY = (Column("Said"), Column("Where"), Column("From"), Column("Until"), Column("By"))
# How long, as people say it, and what that is in minutes; "day" is until midnight.
SPANS = (("15", "15 minutes"), ("30", "half an hour"), ("60", "an hour"), ("120", "two hours"), ("day", "today"))


@staff(SEES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everybody, or those who fit what was asked for."""
    now, asked = timezone.now(), request.GET
    service = int(asked["service"]) if asked.get("service", "").isdigit() and len(asked["service"]) < 18 else None
    words = asked.get("q", "").replace("\x00", "")[:100]
    team = int(asked["team"]) if asked.get("team", "").isdigit() and len(asked["team"]) < 18 else None
    skill = asked.get("skill", "").replace("\x00", "")[:40]
    lines = whiteboard(
        request.user, now, words=words, skill=skill, service=service, team=team,
        teams=teams_providing(service) if service else (), status=asked.get("status", "")[:10],
    )  # fmt: skip
    context = {
        "lines": lines[:MOST_LINES], "beyond": max(0, len(lines) - MOST_LINES), "words": words,
        "chosen": {"skill": skill, "service": service, "status": asked.get("status", ""), "team": team},
        "statuses": WHEREABOUTS, "spans": SPANS, "skills": active_skills(),
        "services": live_services().only("id", "title"), "duties": on_duty(now, service=service), "now": now,
        "teams": teams_of(active_organisations().values_list("pk", flat=True)),
        "mine": presence_at([request.user.pk], now).get(request.user.pk),
    }  # fmt: skip
    return render(request, "staff/whiteboard.html", context)


@staff(SEES)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Say where somebody is: oneself, or a colleague of one's team."""
    now, sent = timezone.now(), request.POST
    person = staff_member(sent.get("person", "")) or request.user
    try:
        set_presence(
            person=person, status=sent.get("status", ""), until=_until(sent.get("span", ""), now),
            reason=sent.get("reason", ""), place=sent.get("place", ""), reach=sent.get("reach", ""),
            actor=request.user, at=now,
        )  # fmt: skip
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The whiteboard says so now.")
    return redirect("whiteboard-person", person.pk) if person.pk != request.user.pk else redirect("whiteboard")


@staff(SEES)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: now, what they can do, and what was said of where they are, the newest first."""
    now = timezone.now()
    line = on_the_board(request.user, pk, now)
    rows, pager = keyset_page(request, whereabouts_of(request.user, line.person), order=("-set_at", "-pk"), size=25)
    context = {
        "line": line, "rows": rows, "pager": pager, "columns": HISTORY, "now": now, "statuses": WHEREABOUTS,
        "spans": SPANS, "kept_days": KEPT.days, "turns": turns_to_come(line.person, now),
        "may_say": may_set_presence(request.user, line.person),
    }  # fmt: skip
    return render(request, "staff/whiteboard_person.html", context)


class CalendarForm(HubForm):
    """A calendar as a file."""

    calendar = UploadField(
        label="Calendar file", accept=".ics,text/calendar", missing="Choose a calendar file",
        hint="As Outlook or Google export it (.ics), at most 2 MB",
    )  # fmt: skip


class FollowForm(HubForm):
    """Where one's calendar is published."""

    address = TextField(
        label="Address of your published calendar", max_length=500, required=False,
        hint="It begins with https:// and ends with .ics. Leave it empty to stop.",
    )  # fmt: skip


@staff(SEES)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Let one's calendar say when one is busy or away: by a file, or by its address where that is allowed."""
    now, feed = timezone.now(), calendar_of_person(request.user)
    sent, follows = request.method == "POST", "follow" in request.POST
    upload = CalendarForm(request.POST, request.FILES) if sent and not follows else CalendarForm()
    follow = FollowForm(request.POST if follows else None, initial={"address": feed.address if feed else ""})
    form = follow if follows else upload
    if sent and form.is_valid():
        try:
            words = _follow(request, form, now) if follows else _upload(request, form, now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, words)
            return redirect("whiteboard-calendar")
    context = {"upload": upload, "follow": follow, "form": form, "feed": feed, "origins": settings.CALENDAR_ORIGINS}
    return render(request, "staff/whiteboard_calendar.html", context)


def _follow(request: HttpRequest, form: FollowForm, now: datetime) -> str:
    follow_calendar(address=form.cleaned_data["address"], actor=request.user, at=now)
    if form.cleaned_data["address"]:
        return "Your calendar is read every ten minutes from now on."
    return "Your calendar is not read any more."


def _upload(request: HttpRequest, form: CalendarForm, now: datetime) -> str:
    busy = busy_times(form.cleaned_data["calendar"].read(LARGEST + 1), now)
    number = read_calendar(person=request.user, busy=busy, actor=request.user, at=now)
    return f"The whiteboard knows {number} busy {'time' if number == 1 else 'times'} of the next 60 days."


def _until(span: str, now: datetime) -> datetime | None:
    """The end of a span by its key in `SPANS`; None for one that nobody chose: until something else is said."""
    if span == "day":
        return end_of_day(london_date(now))
    minutes = {key for key, _ in SPANS}
    if span in minutes:
        return (now + timedelta(minutes=int(span))).astimezone(LONDON).replace(second=0, microsecond=0)
    return None
