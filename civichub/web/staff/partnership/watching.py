"""Opening a case in an emergency, and the review of readings: emergencies, bulk browsing, exports at night."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.queries.one import case_for_emergency
from civichub.core.watch.operations import break_glass, review_reading
from civichub.core.watch.queries import watched_for
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.partnership.forms import BreakGlassForm, ReviewForm
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

STATES = (("waiting", "To review"), ("all", "All"))
COLUMNS = (Column("When"), Column("Who"), Column("What"), Column("Why, or what was noticed"), Column("Review"))


@staff("record.break_glass")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Open one case of one's own body that one's role does not open, with a reason, for an hour."""
    begun = {"reference": request.GET.get("reference", "").replace("\x00", "")[:20]}
    form = BreakGlassForm(request.POST or None, initial=begun)

    def act(data: dict[str, Any]) -> str:
        case = case_for_emergency(request.user, data["reference"])
        break_glass(record=case, organisation_id=case.organisation_id, reason=data["reason"], actor=request.user,
                    at=timezone.now())  # fmt: skip
        return reverse("case", args=[case.reference])

    page = FormPage(
        "Open a case in an emergency", reverse("staff-home"), "The case is open to you for one hour. You can look, "
        "and not change it.", button="Open it",
        guidance="For when somebody may come to harm and those who have the case cannot be reached. It opens one case "
        "of your own organisation for an hour. Your information-governance officer reviews every such opening.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("audit.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a verdict, the latest first."""
    state = request.GET.get("state", "waiting")
    state = state if state in dict(STATES) else "waiting"
    found = watched_for(request.user)
    found = found.filter(reviewed_at=None) if state == "waiting" else found
    rows, pager = keyset_page(request, found, order=("-at", "-pk"), size=50)
    context = {"rows": rows, "pager": pager, "columns": COLUMNS, "states": STATES, "state": state}
    return render(request, "staff/partnership/watched.html", context)


@staff("audit.view")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a reading was in order."""
    watched, form = one_of(watched_for(request.user), pk), ReviewForm(request.POST or None)
    page = FormPage(
        "Review this reading", reverse("watched"), "The review is written down.", button="Write it down",
        caption=f"{watched.actor}, {timezone.localtime(watched.at):%-d %B %Y at %H:%M}", guidance=watched.words,
    )  # fmt: skip
    return ask_and_do(
        request, form, page,
        lambda data: review_reading(watched=watched, verdict=data["verdict"], words=data["words"],
                                    actor=request.user, at=timezone.now()) and None,
    )  # fmt: skip
