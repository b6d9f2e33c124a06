"""Lists of cases: filters, saved views, export of exactly what is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from civichub.accounts.operations import forget_list, save_list
from civichub.accounts.queries import saved_lists, staff_of
from civichub.cases.operations.assigning import assign_case
from civichub.cases.queries import CaseFilter, case_page, count_up_to, get_case_for
from civichub.cases.queries.lists import ORDERS, PAGE_SIZE, export_rows
from civichub.catalogue.queries import service_titles
from civichub.core.audit import audit_export
from civichub.core.errors import NotAllowed
from civichub.organisations.queries import teams_of
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.bulk import all_or_none
from civichub.web.staff.case_lines import lines_of
from civichub.web.ui.components import ChosenFilter, Column, Link
from civichub.web.ui.paging import Pager, address_with

COLUMNS = (
    Column("Reference"),
    Column("What"),
    Column("Stage"),
    Column("Team and officer"),
    Column("Opened", sort="newest"),
    Column("Due", sort="due"),
)
STATES = (("open", "Open"), ("late", "Late"), ("closed", "Closed"), ("all", "All"))
ASSIGNEES = (("", "Anybody"), ("me", "Me"), ("my-teams", "My teams"), ("nobody", "Nobody yet"))
COUNTED = 4 * PAGE_SIZE  # beyond, "200+" says enough: counting a thousand cost more than finding the fifty


def filter_from(request: HttpRequest) -> CaseFilter:
    """The list that an address asks for; what cannot be read is left out."""
    get = request.GET

    def numbers(name: str) -> tuple[int, ...]:
        return tuple(
            int(value) for value in get.getlist(name) if value.isascii() and value.isdigit() and len(value) < 18
        )

    state = get.get("state", "open")
    text = get.get("text", "").replace("\x00", "")[:200].strip()
    order = get.get("sort", "entered" if text else "due").lstrip("-")
    return CaseFilter(
        state=state if state in dict(STATES) else "open",
        text=text,
        services=numbers("service"),
        organisations=numbers("organisation"),
        teams=numbers("team"),
        assignee=get.get("assignee", "")[:18],
        channel=get.get("channel", "")[:24],
        opened_from=_day(get.get("from", "")),
        opened_to=_day(get.get("to", "")),
        order=order if order in ORDERS else "entered" if text else "due",
    )


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@staff("case.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The list, a page at a time."""
    now, wanted = timezone.now(), filter_from(request)
    page = int(request.GET.get("page", "1")) if request.GET.get("page", "1")[:5].isdigit() else 1
    cases, more = case_page(request.user, wanted, at=now, page=page)
    count, beyond = _count(request.user, wanted, cases, more, page, now)
    organisations = sorted(request.user.organisations_with("case.view"))
    pager = Pager(
        newer=Link("Previous", address_with(request, page=page - 1)) if page > 1 else None,
        older=Link("Next", address_with(request, page=page + 1)) if more else None,
    )
    context = {
        "lines": lines_of(cases, now),
        "columns": COLUMNS,
        "count": f"{count:,}+" if beyond else f"{count:,}",
        "pager": pager,
        "wanted": wanted,
        "states": STATES,
        "assignees": ASSIGNEES,
        "services": service_titles(),
        "teams": list(teams_of(organisations)),
        "colleagues": list(staff_of(organisations)[:200]) if request.user.holds_anywhere("case.bulk") else [],
        "chosen": _chosen(request, wanted),
        "views": saved_lists(request.user, "cases"),
        "export_url": f"{request.path}export.csv?{request.GET.urlencode()}",
        "query": request.GET.urlencode(),
        "now": now,
    }
    return render(request, "staff/case_list.html", context)


def _count(user: Any, wanted: CaseFilter, cases: list[Any], more: bool, page: int, now: datetime) -> tuple[int, bool]:
    """How many there are, as far as it is worth finding out; the flag says that there are more."""
    if not more and (cases or page == 1):
        return PAGE_SIZE * (page - 1) + len(cases), False
    if wanted.text and more:
        return PAGE_SIZE * page, True
    return count_up_to(user, wanted, at=now, limit=COUNTED)


def _chosen(request: HttpRequest, wanted: CaseFilter) -> list[ChosenFilter]:
    named = [
        ("text", f"“{wanted.text}”" if wanted.text else ""),
        ("service", "Service" if wanted.services else ""),
        ("team", "Team" if wanted.teams else ""),
        ("assignee", dict(ASSIGNEES).get(wanted.assignee, "A colleague") if wanted.assignee else ""),
        ("from", f"From {wanted.opened_from:%-d %b %Y}" if wanted.opened_from else ""),
        ("to", f"To {wanted.opened_to:%-d %b %Y}" if wanted.opened_to else ""),
    ]
    return [ChosenFilter(label, address_with(request, **{name: None, "page": None})) for name, label in named if label]


@staff("case.export")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly the rows of the list, every page, as a spreadsheet file; formulas are made harmless."""
    now = timezone.now()
    audit_export(f"A list of cases as a file: {request.GET.urlencode() or 'all open'}", actor=request.user, at=now)
    rows = export_rows(request.user, filter_from(request), at=now)
    return csv_file.stream("cases", rows)


@staff("case.bulk")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Give the chosen cases to a team or a person; all of them or none."""
    now, references = timezone.now(), request.POST.getlist("selected")[:200]

    def act() -> None:
        for reference in references:
            case = get_case_for(request.user, reference)
            team = next((t for t in teams_of([case.organisation_id]) if str(t.pk) == request.POST.get("team")), None)
            person = next(
                (p for p in staff_of([case.organisation_id]) if str(p.pk) == request.POST.get("assignee")), None
            )
            if team is None and person is None:
                raise NotAllowed(f"Choose a team or a person who works on {case.organisation.name}'s cases.")
            assign_case(case=case, team=team, assignee=person, actor=request.user, at=now)

    return all_or_none(request, act, count=len(references), noun="case", back="case-list")


@staff("case.view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is under a name, for oneself or the team."""
    shared = request.POST.get("shared") == "yes"
    save_list(
        name=request.POST.get("name", ""), page="cases", query=request.POST.get("query", ""), shared=shared,
        actor=request.user, at=timezone.now(),
    )  # fmt: skip
    return redirect(f"/staff/cases/?{request.POST.get('query', '')}")


@staff("case.view")
@require_POST
def forget_view(request: HttpRequest, list_id: int) -> HttpResponse:
    """Forget a saved list of one's own."""
    forget_list(list_id=list_id, actor=request.user, at=timezone.now())
    return redirect("case-list")
