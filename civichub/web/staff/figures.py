"""The channel report: contacts by channel and month, assisted and self-service, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.contacts.models import SELF_SERVICE, Channel
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.performance.measures import shipped_measures
from civichub.performance.operations import enter_figure
from civichub.performance.queries import (
    LINEAGE_PAGE,
    ChannelReport,
    channel_report,
    counted_rows,
    entries_behind,
    facts_behind,
    years_counted,
)
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.figure_bars import bars_of
from civichub.web.staff.figure_forms import FigureForm
from civichub.web.ui.components import Column
from civichub.web.ui.navigation import NavItem

LONGEST_MONTHS = 60


@dataclass(frozen=True)
class Asked:
    """What the address asks for: one body or all that the reader may see, from a month to a month."""

    organisation: Any
    first: date
    last: date

    @property
    def organisation_ids(self) -> list[int] | None:
        """As the queries take it: None means every body that the reader may see."""
        return [self.organisation.pk] if self.organisation else None

    @property
    def until(self) -> date:
        """The first day after it."""
        return _months_before(self.last, -1)

    @property
    def body_words(self) -> str:
        """Whose figures they are."""
        return str(self.organisation.name) if self.organisation else "Every body I may see"

    @property
    def span(self) -> str:
        """The period in words."""
        if (self.first.month, self.last.month, self.first.year) == (1, 12, self.last.year):
            return str(self.first.year)
        return f"{self.first:%B %Y} to {self.last:%B %Y}"

    def query(self, **more: Any) -> str:
        """The same request as the query of an address; None leaves a name out."""
        values = {
            "body": self.organisation.pk if self.organisation else None,
            "from": f"{self.first:%Y-%m}",
            "to": f"{self.last:%Y-%m}",
            **more,
        }
        return urlencode({name: value for name, value in values.items() if value is not None})


def read_asked(request: HttpRequest) -> Asked:
    """The body and months of an address. A body that the reader may not see is not found; a bad month is left out."""
    wanted, organisation = request.GET.get("body", ""), None
    if wanted:
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
            raise NotFound
        organisation = one_of(organisations_with(request, "performance.view"), int(wanted))
    today = london_date(timezone.now())
    last = _month(request.GET.get("to", "")) or today.replace(day=1)
    first = _month(request.GET.get("from", "")) or _months_before(last, 11)
    first, last = min(first, last), max(first, last)
    return Asked(organisation, max(first, _months_before(last, LONGEST_MONTHS - 1)), last)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
    return month if 1900 < month.year < 2200 else None


def _months_before(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def tabs(here: str) -> list[NavItem]:
    """The figures there are."""
    named = (
        ("Contacts by channel", "channel-report"),
        ("Calls", "calls-report"),
        ("Survey after calls", "survey-report"),
        ("Interpreters", "interpreter-report"),
        ("Email and letters answered", "answered-in-time"),
        ("Waits we told", "waits-score"),
    )
    return [NavItem(text, reverse(name), name == here) for text, name in named]


def channel_words(channel: str) -> str:
    """A channel's name."""
    return str(dict(Channel.choices).get(channel, channel))


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The report on a page: totals and shares, bars, and the table they are drawn from."""
    asked = read_asked(request)
    report = channel_report(request.user, asked.organisation_ids, asked.first, asked.last)
    bodies = list(organisations_with(request, "performance.view"))
    ids = asked.organisation_ids or [body.pk for body in bodies]
    context = {
        "asked": asked,
        "report": report,
        "lines": [_line(asked, report, line) for line in report.lines],
        "totals": [_total(asked, report, alone) for alone in (False, True)],
        "whole": report.assisted.numerator + report.self_service.numerator,
        "bars": bars_of(report),
        "columns": [Column("Channel"), *(Column(f"{m:%b %y}", numeric=True) for m in report.months),
                    Column("In all", numeric=True)],
        "bodies": bodies,
        "years": [(year, asked.query(**{"from": f"{year}-01", "to": f"{year}-12"}))
                  for year in years_counted(request.user, ids)],
        "may_enter": request.user.holds_anywhere("performance.enter"),
        "tabs": tabs("channel-report"),
    }  # fmt: skip
    return render(request, "staff/figures.html", context)


def _lineage(asked: Asked, **more: Any) -> str:
    return f"{reverse('figure-lineage')}?{asked.query(**more)}"


def _line(asked: Asked, report: ChannelReport, line: Any) -> dict[str, Any]:
    alone = int(line.self_service)
    cells = [
        (count, _lineage(asked, **{"channel": line.channel, "alone": alone, "from": f"{m:%Y-%m}", "to": f"{m:%Y-%m}"}))
        for count, m in zip(line.by_month, report.months, strict=True)
    ]
    words = "self-service" if line.self_service else "assisted"
    url = _lineage(asked, channel=line.channel, alone=alone)
    return {"name": channel_words(line.channel), "kind": words, "cells": cells, "total": line.total, "url": url}


def _total(asked: Asked, report: ChannelReport, alone: bool) -> dict[str, Any]:
    value = report.self_service if alone else report.assisted
    lines = [line for line in report.lines if line.self_service == alone]
    by_month = [sum(line.by_month[index] for line in lines) for index in range(len(report.months))]
    months = [
        (count, _lineage(asked, **{"alone": int(alone), "from": f"{m:%Y-%m}", "to": f"{m:%Y-%m}"}))
        for count, m in zip(by_month, report.months, strict=True)
    ]
    share = report.self_service_share if alone else report.assisted_share
    return {"title": "Self-service" if alone else "Assisted", "says": value.measure.says, "count": value.numerator,
            "share": share, "cells": months, "url": _lineage(asked, alone=int(alone))}  # fmt: skip


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly the table of the page as a spreadsheet file, with the body and the period above it."""
    asked = read_asked(request)
    report = channel_report(request.user, asked.organisation_ids, asked.first, asked.last)
    return csv_file.stream(f"contacts-by-channel-{asked.first:%Y-%m}-{asked.last:%Y-%m}", _rows(asked, report))


def _rows(asked: Asked, report: ChannelReport) -> Iterator[list[Any]]:
    yield ["Contacts by channel", asked.body_words, asked.span]
    yield ["Channel", "Kind", *(f"{month:%b %Y}" for month in report.months), "In all", "Share"]
    for line in report.lines:
        kind = "Self-service" if line.self_service else "Assisted"
        yield [channel_words(line.channel), kind, *line.by_month, line.total, ""]
    for alone in (False, True):
        total = _total(asked, report, alone)
        share = "" if total["share"] is None else f"{total['share']}%"
        yield [f"{total['title']} in all", total["title"], *(n for n, _ in total["cells"]), total["count"], share]


@staff("performance.view")
@require_GET
def lineage(request: HttpRequest) -> HttpResponse:
    """What one figure was made from: the sums of a total, or the contacts and entries of a channel."""
    asked, channel = read_asked(request), request.GET.get("channel", "")[:24].replace("\x00", "")
    alone = request.GET.get("alone") == "1"
    context: dict[str, Any] = {
        "asked": asked,
        "back_url": f"{reverse('channel-report')}?{asked.query()}",
        "kind": "self-service" if alone else "assisted",
        "measure": shipped_measures()["self_service_contacts" if alone else "assisted_contacts"],
    }
    if not channel:
        return render(request, "staff/figure_total.html", context | _sums_of(request, asked, alone))
    after = request.GET.get("after", "0")
    facts = list(
        facts_behind(
            request.user, asked.organisation_ids, channel, asked.first, asked.last,
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0, self_service=alone,
        )
    )  # fmt: skip
    entries = entries_behind(request.user, asked.organisation_ids, channel, asked.first, asked.last, self_service=alone)
    more = _lineage(asked, channel=channel, alone=int(alone), after=facts[-1].pk) if len(facts) == LINEAGE_PAGE else ""
    context |= {
        "name": channel_words(channel), "facts": facts, "entries": list(entries), "more": more,
        "may_open": request.user.holds_anywhere("contact.view"),
        "may_enter": request.user.holds_anywhere("performance.enter"),
        "correct": {"channel": channel, "alone": int(alone)},
    }  # fmt: skip
    return render(request, "staff/figure_rows.html", context)


def _sums_of(request: HttpRequest, asked: Asked, alone: bool) -> dict[str, Any]:
    rows = counted_rows(request.user, asked.organisation_ids, asked.first, asked.last)
    names = {body.pk: body.short_name for body in organisations_with(request, "performance.view")}
    kept = sorted((r for r in rows if r.self_service == alone), key=lambda r: (r.month, r.channel, r.organisation_id))
    listed = [
        (row, names.get(row.organisation_id, ""), channel_words(row.channel),
         _lineage(asked, **{"channel": row.channel, "alone": int(alone), "body": row.organisation_id,
                            "from": f"{row.month:%Y-%m}", "to": f"{row.month:%Y-%m}"}))
        for row in kept
    ]  # fmt: skip
    return {"rows": listed, "total": sum(row.count for row in kept)}


@staff("performance.enter")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a month's contacts of one channel by hand, or correct what was entered."""
    bodies = organisations_with(request, "performance.enter")
    channel = request.GET.get("channel", "")
    begun = {
        "organisation": request.GET.get("body", ""),
        "month": request.GET.get("month", ""),
        "channel": channel,
        "self_service": "yes" if request.GET.get("alone", str(int(channel in SELF_SERVICE))) == "1" else "no",
    }
    form = FigureForm(request.POST or None, initial=begun, bodies=choices_of(bodies))

    def act(data: dict[str, Any]) -> str:
        body = one_of(bodies, int(data["organisation"]))
        entry = enter_figure(
            organisation=body, month=data["month"], channel=data["channel"], self_service=bool(data["self_service"]),
            value=data["value"], source=data["source"], actor=request.user, at=timezone.now(),
        )  # fmt: skip
        return f"{reverse('figure-lineage')}?" + urlencode(
            {"body": body.pk, "channel": entry.channel, "alone": int(entry.self_service),
             "from": f"{entry.month:%Y-%m}", "to": f"{entry.month:%Y-%m}"}
        )  # fmt: skip

    page = FormPage(
        "Enter a monthly figure", reverse("channel-report"), "The figure is entered, with its source.",
        guidance="For contacts that the hub did not see. The same month and channel again is a correction: "
        "the report shows the new figure, and what it replaced stays on the figure’s page.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
