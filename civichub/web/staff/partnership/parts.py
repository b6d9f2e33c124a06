"""What other organisations ask of one's own, in cases that they share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries.partners import parts_asked_of
from civichub.cases.sharing import as_opened_to
from civichub.web.access import staff
from civichub.web.staff.partnership.shell import tabs
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

STATES = (("open", "Open"), ("all", "All"))
COLUMNS = (Column("Case"), Column("Asked by"), Column("What"), Column("How far"), Column("Due"))


@staff()
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """The first of the partnership's pages that this reader has."""
    found = tabs(request.user, request.path)
    return redirect(found[0].url) if found else redirect("staff-home")


@staff("case.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The parts that are owed, the soonest due first."""
    state = request.GET.get("state", "open")
    state = state if state in dict(STATES) else "open"
    found = parts_asked_of(request.user, open_only=state == "open")
    rows, pager = keyset_page(request, found, order=("due_at", "pk"), size=50)
    for row in rows:
        as_opened_to(request.user, row.case)
    context = {"rows": rows, "pager": pager, "columns": COLUMNS, "states": STATES, "state": state,
               "now": timezone.now(), "tabs": tabs(request.user, request.path)}  # fmt: skip
    return render(request, "staff/partnership/parts.html", context)
