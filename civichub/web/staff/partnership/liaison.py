"""The log of issues between services and the hub, and the pack for their review meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import staff_of
from civichub.catalogue.queries import live_services
from civichub.messaging.letters.press import NoPress, print_document
from civichub.organisations.models import LiaisonIssue
from civichub.organisations.operations import comment_on_issue, raise_issue, settle_issue
from civichub.organisations.policies import may_comment_on_issue
from civichub.organisations.queries import active_organisations, issues_seen_by
from civichub.performance.queries.service_levels import levels_seen_by, lines_of
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.partnership.shell import tabs
from civichub.web.ui.components import Column
from civichub.web.ui.forms import DateField, HubForm, LongTextField, OneChoiceField, SelectBox, TextField
from civichub.web.ui.paging import keyset_page

STATES = (("open", "Open"), ("late", "Late"), ("settled", "Settled"), ("all", "All"))
COLUMNS = (Column("Issue"), Column("Between"), Column("Owner"), Column("Due"))
SETTLED_SINCE = timedelta(days=92)  # a quarter: what has been settled since the meeting before
HEADINGS = ("Issue", "Raised by", "With", "Service", "Owner", "Raised", "Due", "Settled", "How", "Last comment")


class IssueForm(HubForm):
    """What is wrong between whom, and who sees to it by when."""

    title = TextField(label="What is the issue, in a few words?", max_length=160, missing="Enter what the issue is")
    details = LongTextField(
        label="Details", limit=4000, rows=4, required=False, hint="Nothing about a person: both sides read it for good"
    )
    due_on = DateField(label="Settled by which day?", missing="Enter the day")

    def __init__(
        self, *args: Any, own: list[tuple[str, str]], bodies: list[tuple[str, str]],
        services: list[tuple[str, str]], people: list[tuple[str, str]], **kw: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kw)
        selects = (
            ("raised_by", "For which organisation do you raise it?", own, "Select your organisation", True),
            ("raised_with", "With which organisation?", bodies, "Select an organisation", True),
            ("service", "About which service? (optional)", services, "", False),
            ("owner", "Who sees to it?", people, "Select who sees to it", True),
        )
        for name, label, choices, missing, required in selects:
            offered = choices if len(choices) == 1 else [("", "Choose one"), *choices]
            self.fields[name] = OneChoiceField(
                label=label, choices=offered, widget=SelectBox(), missing=missing or "Choose one", required=required
            )
        self.order_fields(["raised_by", "raised_with", "title", "details", "service", "owner", "due_on"])


class CommentForm(HubForm):
    """Words, and with them perhaps another owner or another day."""

    text = LongTextField(label="Comment", limit=4000, rows=3, required=False)
    due_on = DateField(label="Another day (optional)", required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["owner"] = OneChoiceField(
            label="Another owner (optional)", choices=[("", "As it is"), *people], widget=SelectBox(), required=False
        )
        self.order_fields(["text", "owner", "due_on"])


class SettleForm(HubForm):
    """What came of an issue."""

    how = TextField(label="How was it settled?", max_length=500, missing="Enter how it was settled")


def _people(*organisation_ids: int) -> dict[str, Any]:
    found = staff_of(organisation_ids)
    able = [one for one in found if any(one.has_power("liaison.view", pk) for pk in organisation_ids)]
    return {str(one.pk): one for one in able}


def _named(people: dict[str, Any]) -> list[tuple[str, str]]:
    return [(pk, str(person)) for pk, person in people.items()]


@staff("liaison.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The log, the soonest due first."""
    today, state = timezone.localdate(), request.GET.get("state", "open")
    state = state if state in dict(STATES) else "open"
    found = issues_seen_by(request.user, state=state, on=today)
    rows, pager = keyset_page(request, found, order=("due_on", "pk"), size=50)
    context = {
        "rows": [(row, row.is_late(today)) for row in rows], "pager": pager, "columns": COLUMNS, "states": STATES,
        "state": state, "tabs": tabs(request.user, request.path),
        "may_raise": request.user.holds_anywhere("liaison.keep"),
    }  # fmt: skip
    return render(request, "staff/partnership/liaison.html", context)


@staff("liaison.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put an issue into the log."""
    own, bodies = organisations_with(request, "liaison.keep"), active_organisations()
    people = _people(*bodies.values_list("pk", flat=True))
    services = [(str(pk), title) for pk, title in live_services().values_list("pk", "title")]
    form = IssueForm(request.POST or None, own=choices_of(own), bodies=choices_of(bodies), services=services,
                     people=_named(people))  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        issue = raise_issue(
            raised_by=one_of(own, int(data["raised_by"])), raised_with=one_of(bodies, int(data["raised_with"])),
            title=data["title"], details=data["details"], owner=people[data["owner"]], due_on=data["due_on"],
            service=live_services().get(pk=int(data["service"])) if data["service"] else None,
            actor=request.user, at=timezone.now(),
        )  # fmt: skip
        return reverse("liaison-issue", args=[issue.pk])

    page = FormPage("Raise an issue", reverse("liaison-log"), "The issue is in the log. Both sides see it.")
    return ask_and_do(request, form, page, act)


def _issue(request: HttpRequest, pk: int) -> LiaisonIssue:
    return one_of(issues_seen_by(request.user, state="all"), pk)


@staff("liaison.view")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue with what was said about it; whoever keeps it, or owns it, says more."""
    issue, today = _issue(request, pk), timezone.localdate()
    may = issue.settled_at is None and may_comment_on_issue(request.user, issue)
    people = _people(issue.raised_by_id, issue.raised_with_id) if may else {}
    form = CommentForm(request.POST or None, people=_named(people)) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        page = FormPage("", reverse("liaison-issue", args=[pk]), "The comment is in the log.")
        return ask_and_do(
            request, form, page,
            lambda _: comment_on_issue(issue=issue, text=data["text"], owner=people.get(data["owner"]),
                                       due_on=data["due_on"], actor=request.user, at=timezone.now()) and None,
        )  # fmt: skip
    context = {"issue": issue, "late": issue.is_late(today), "form": form,
               "comments": issue.comments.select_related("actor")}  # fmt: skip
    return render(request, "staff/partnership/issue.html", context)


@staff("liaison.view")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """It is put right."""
    issue, form = _issue(request, pk), SettleForm(request.POST or None)
    page = FormPage("Settle this issue", reverse("liaison-issue", args=[pk]), "The issue is settled.",
                    caption=issue.title, button="Settle it")  # fmt: skip
    return ask_and_do(
        request, form, page,
        lambda data: settle_issue(issue=issue, how=data["how"], actor=request.user, at=timezone.now()) and None,
    )  # fmt: skip


def _pack(request: HttpRequest) -> dict[str, Any]:
    """What the review meeting reads: levels first, then what is open, then what was settled in the last quarter."""
    now, today = timezone.now(), timezone.localdate()
    return {
        "lines": lines_of(list(levels_seen_by(request.user).filter(ends_on=None)[:200]), on=today),
        "open": [(one, one.is_late(today), list(one.comments.select_related("actor")))
                 for one in issues_seen_by(request.user)[:200].prefetch_related("comments__actor")],
        "settled": issues_seen_by(request.user, state="settled").filter(settled_at__gte=now - SETTLED_SINCE)[:200],
        "today": today,
    }  # fmt: skip


@staff("liaison.view")
@require_GET
def pack(request: HttpRequest) -> HttpResponse:
    """The pack as a page to print."""
    return render(request, "staff/partnership/pack.html", _pack(request))


@staff("liaison.view")
@require_GET
def pack_pdf(request: HttpRequest) -> HttpResponse:
    """The pack as a PDF; where this machine cannot make one, the page to print says so."""
    try:
        made = print_document(render_to_string("staff/partnership/pack_pdf.html", _pack(request)))
    except NoPress:
        messages.error(request, "This hub cannot make PDFs. Print this page instead.")
        return redirect("liaison-pack")
    name = f'inline; filename="review-{timezone.localdate():%Y-%m-%d}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@staff("liaison.view")
@require_GET
def pack_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as a spreadsheet file."""
    return csv_file.stream("issues", _rows(request.user))


def _rows(user: Any) -> Iterator[tuple[Any, ...]]:
    yield HEADINGS
    for one in issues_seen_by(user, state="all").prefetch_related("comments"):
        said = list(one.comments.all())
        last = " ".join(filter(None, (said[-1].text, said[-1].changed))) if said else ""
        yield (
            one.title, one.raised_by.name, one.raised_with.name, one.service.title if one.service else "",
            str(one.owner), one.raised_at, one.due_on, one.settled_at, one.settled_how, last,
        )  # fmt: skip
