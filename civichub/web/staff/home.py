"""My work: what waits for this person and their teams."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries import CaseFilter, case_page, count_up_to
from civichub.web.access import staff
from civichub.web.staff.case_words import stage_of

MINE = CaseFilter(assignee="me")
TILES = (
    ("Mine, open", MINE, "?assignee=me", ""),
    ("Mine, late", replace(MINE, state="late"), "?assignee=me&state=late", "bad"),
    ("My teams, open", CaseFilter(assignee="my-teams"), "?assignee=my-teams", ""),
    ("My teams, late", CaseFilter(assignee="my-teams", state="late"), "?assignee=my-teams&state=late", "bad"),
)


@staff()
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Figures that lead to their lists, and the next cases by deadline."""
    now, user = timezone.now(), request.user
    if not user.holds_anywhere("case.view"):
        if user.holds_anywhere("case.view_ward"):
            return redirect("ward")
        if user.holds_anywhere("referral.make") or user.holds_anywhere("parish.report"):
            return redirect("partner-home")
        return render(request, "staff/home.html", {"now": now})
    tiles = [(label, *count_up_to(user, wanted, at=now), query, tone) for label, wanted, query, tone in TILES]
    mine, _ = case_page(user, MINE, at=now, size=15)
    team, _ = case_page(user, CaseFilter(assignee="my-teams"), at=now)
    unclaimed = [case for case in team if case.assignee_id is None][:10]
    return render(
        request, "staff/home.html",
        {"tiles": tiles, "lists": [("Yours, by deadline", [(c, stage_of(c)) for c in mine]),
         ("Your teams’, nobody’s yet", [(c, stage_of(c)) for c in unclaimed])], "now": now},
    )  # fmt: skip
