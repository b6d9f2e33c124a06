"""The diary: what has to be done by when, by whom; what is late or near stands first."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries.decisions import proposals_for
from civichub.cases.queries.diary import DiaryLine, diary
from civichub.core.clocks import london_date
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.ui.components import Column

WEEKS = (1, 2, 4, 8)
COLUMNS = [Column(label) for label in ("What", "Case", "Who", "By")]


@staff("case.act")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Deadlines, tasks and promises of the cases that the reader works on, for one team or for themselves."""
    now, user = timezone.now(), request.user
    teams = list(teams_of(user.organisations_with("case.act")))
    asked = request.GET.get("team", "")
    team = next((one for one in teams if str(one.pk) == asked), None)
    weeks = next((one for one in WEEKS if str(one) == request.GET.get("weeks")), 2)
    mine = request.GET.get("whose") == "mine"
    lines = diary(user, at=now, days=7 * weeks, team=team, mine=mine)
    pressing = [line for line in lines if line.state != "ahead"]
    days = [(day, list(rest)) for day, rest in groupby(_ahead(lines), key=lambda line: line.due_on)]
    proposals = [one for one in proposals_for(user, at=now) if one.may_decide]
    context: dict[str, Any] = {
        "late": [line for line in pressing if line.state == "late"],
        "warned": [line for line in pressing if line.state == "warned"],
        "days": days,
        "teams": teams,
        "team": team,
        "weeks": weeks,
        "choices": WEEKS,
        "mine": mine,
        "today": london_date(now),
        "columns": COLUMNS,
        "proposals": len(proposals),
    }
    return render(request, "staff/casework/diary.html", context)


def _ahead(lines: list[DiaryLine]) -> list[DiaryLine]:
    return [line for line in lines if line.state == "ahead"]
