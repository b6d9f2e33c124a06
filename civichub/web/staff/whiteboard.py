"""The virtual whiteboard: where everybody is, what they can do, who is on duty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.accounts.queries import staff_member
from civichub.catalogue.queries import live_services, teams_providing
from civichub.core.clocks import LONDON, end_of_day, london_date
from civichub.core.errors import HubError
from civichub.web.access import staff
from civichub.workforce.operations import set_presence
from civichub.workforce.queries import WHEREABOUTS, active_skills, on_duty, presence_at, whiteboard

MOST_LINES = 100
# How long, as people say it, and what that is in minutes; "day" is until midnight.
SPANS = (("15", "15 minutes"), ("30", "half an hour"), ("60", "an hour"), ("120", "two hours"), ("day", "today"))


@staff()
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everybody, or those who fit what was asked for."""
    now, asked = timezone.now(), request.GET
    service = int(asked["service"]) if asked.get("service", "").isdigit() and len(asked["service"]) < 18 else None
    words = asked.get("q", "").replace("\x00", "")[:100]
    lines = whiteboard(
        request.user, now, words=words, skill=asked.get("skill", "")[:40], service=service,
        teams=teams_providing(service) if service else (), status=asked.get("status", "")[:10],
    )  # fmt: skip
    context = {
        "lines": lines[:MOST_LINES], "beyond": max(0, len(lines) - MOST_LINES), "words": words,
        "chosen": {"skill": asked.get("skill", ""), "service": service, "status": asked.get("status", "")},
        "statuses": WHEREABOUTS, "spans": SPANS, "skills": active_skills(),
        "services": live_services().only("id", "title"), "duties": on_duty(now, service=service), "now": now,
        "mine": presence_at([request.user.pk], now).get(request.user.pk),
    }  # fmt: skip
    return render(request, "staff/whiteboard.html", context)


@staff()
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
    return redirect("whiteboard")


def _until(span: str, now: datetime) -> datetime | None:
    """The end of a span by its key in `SPANS`; None for one that nobody chose: until something else is said."""
    if span == "day":
        return end_of_day(london_date(now))
    minutes = {key for key, _ in SPANS}
    if span in minutes:
        return (now + timedelta(minutes=int(span))).astimezone(LONDON).replace(second=0, microsecond=0)
    return None
