"""Email and letters answered or acknowledged within five working days: by month, channel and service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.core.clocks import london_date
from civichub.messaging.queries.standard import StandardRow, owed_by_day, share_in_time, standard_figures
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, channel_words, read_asked, tabs
from civichub.web.ui.components import Column

NO_SERVICE = "Not said yet"
COUNTS = ("received", "in_time", "late", "overdue", "open")
HEADINGS = ("Received", "In time", "Late", "Overdue", "Not due yet", "Share in time")
COLUMNS = [Column("Month"), Column("Channel"), Column("Service"), *(Column(one, numeric=True) for one in HEADINGS)]
DUE_COLUMNS = [Column("Due"), Column("Emails", numeric=True), Column("Letters", numeric=True)]


def _bodies(request: HttpRequest, asked: Asked) -> list[int]:
    return asked.organisation_ids or [body.pk for body in organisations_with(request, "performance.view")]


def _rows(request: HttpRequest, asked: Asked) -> list[StandardRow]:
    return standard_figures(_bodies(request, asked), since=asked.first, until=asked.until, at=timezone.now())


def _share(rows: list[StandardRow]) -> str:
    share = share_in_time(rows)
    return "–" if share is None else f"{share:.0%}"


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The standard on a page: the share, what is late, and what is owed by which day."""
    asked = read_asked(request)
    rows, owed = _rows(request, asked), owed_by_day(_bodies(request, asked))
    named = (("Emails", "email"), ("Letters", "letter"))
    by_channel = [(name, [row for row in rows if row.channel == one]) for name, one in named]
    context = {
        "asked": asked,
        "rows": [_line(row) for row in rows],
        "columns": COLUMNS,
        "shares": [(name, _share(of), sum(row.received for row in of)) for name, of in by_channel],
        "missed": sum(row.late + row.overdue for row in rows),
        "owed": owed,
        "due_columns": DUE_COLUMNS,
        "today": london_date(timezone.now()),
        "bodies": list(organisations_with(request, "performance.view")),
        "tabs": tabs("answered-in-time"),
        "export": f"{reverse('answered-export')}?{asked.query()}",
        "may_open_letters": request.user.holds_anywhere("contact.view"),
    }
    return render(request, "staff/figures_answered.html", context)


def _line(row: StandardRow) -> dict[str, Any]:
    counts = [getattr(row, name) for name in COUNTS]
    words = {"channel": channel_words(row.channel), "service": row.service or NO_SERVICE, "share": _share([row])}
    return {"month": row.month, "counts": list(zip(HEADINGS, counts, strict=False)), **words}


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The table of the page as a spreadsheet file, with the body and the period above it."""
    asked = read_asked(request)
    rows = _rows(request, asked)

    def lines() -> Iterator[list[Any]]:
        yield ["Answered within five working days", asked.body_words, asked.span]
        yield ["Month", "Channel", "Service", *HEADINGS]
        for row in rows:
            line = _line(row)
            counts = [count for _, count in line["counts"]]
            yield [f"{row.month:%b %Y}", line["channel"], line["service"], *counts, line["share"]]

    return csv_file.stream(f"answered-in-time-{asked.first:%Y-%m}-{asked.last:%Y-%m}", lines())
