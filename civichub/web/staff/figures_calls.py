"""Calls by year, month, day, weekday or half hour: answered in time, resolved, abandoned, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.core.errors import NotFound
from civichub.performance.calls import FORMULAS, CallSums, added
from civichub.performance.queries import CallLine, Step, call_lines, lines_with_calls, years_of_calls
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, read_asked, tabs
from civichub.web.ui.components import Column

STEPS = {
    Step.YEAR: "Year",
    Step.MONTH: "Month",
    Step.DAY: "Day",
    Step.WEEKDAY: "Day of the week",
    Step.HALF_HOUR: "Half hour",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# K 4.2: 90% of calls answered within 20 seconds, 80% resolved at the first contact, at most 5% abandoned.
TARGETS = (
    ("service_level", "answered in time", Decimal(90), False),
    ("resolved_by_code", "resolved at first contact", Decimal(80), False),
    ("abandoned_share", "abandoned", Decimal(5), True),
)
COUNTS = (
    ("offered", "Calls"),
    ("answered", "Answered"),
    ("answered_in_time", "Answered in time"),
    ("abandoned", "Abandoned"),
    ("abandoned_short", "of them short"),
    ("abandoned_in_time", "of them in time"),
    ("called_back", "Called back"),
    ("cut_off", "Cut off"),
    ("transferred", "Passed on"),
)
SHARES = {
    "service_level": "Service level",
    "service_level_of_all": "Service level, short ones too",
    "service_level_of_answered": "In time of answered",
    "service_level_with_abandoned": "In time with abandoned",
    "abandoned_share": "Abandoned",
    "abandoned_share_without_short": "Abandoned without short",
    "transferred_share": "Passed on",
    "resolved_by_code": "Resolved, by wrap-up",
    "resolved_by_no_repeat": "Resolved, by no repeat",
}
TIMES = {
    "waited": "Mean wait",
    "abandoned_waited": "Mean wait before giving up",
    "talked": "Mean talk",
    "held": "Mean hold",
    "wrapped": "Mean wrap-up",
    "handled": "Mean handling",
}
# The first four are the layout of K 4.2.
SHOWN = (
    *("Calls", "Answered in time", "Resolved at first contact", "Abandoned"),
    *("Mean wait", "Longest wait", "Mean talk", "Mean wrap-up", "Passed on"),
)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: body and months, the step, and one queue or all."""

    asked: Asked
    step: Step
    queue: int | None
    queues: list[tuple[int, str]]

    def query(self, **more: Any) -> str:
        """The same request as the query of an address."""
        return self.asked.query(**{"by": self.step.value, "queue": self.queue, **more})


def _wanted(request: HttpRequest) -> Wanted:
    asked, given = read_asked(request), request.GET.get("queue", "")
    queues = lines_with_calls(request.user, asked.organisation_ids)
    queue = next((pk for pk, _ in queues if str(pk) == given), None)
    if given and queue is None:
        raise NotFound
    by = request.GET.get("by", "")
    return Wanted(asked, Step(by) if by in list(Step) else Step.MONTH, queue, queues)


def _lines(request: HttpRequest, wanted: Wanted) -> list[CallLine]:
    asked = wanted.asked
    return call_lines(
        request.user, asked.organisation_ids, since=asked.first, until=asked.until, step=wanted.step,
        at=timezone.now(), queue=wanted.queue,
    )  # fmt: skip


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The report on a page, beside the targets of a contact centre."""
    wanted = _wanted(request)
    lines, bodies = _lines(request, wanted), list(organisations_with(request, "performance.view"))
    together = added(line.sums for line in lines)
    context = {
        "asked": wanted.asked,
        "wanted": wanted,
        "lines": [_cells(words_of(line, wanted.step), line.sums) for line in lines],
        "together": _cells("Together", together),
        "tiles": [_tile(together, *target) for target in TARGETS],
        "columns": [Column(STEPS[wanted.step]), *(Column(name, numeric=True) for name in SHOWN)],
        "by_formula": [_shares(words_of(line, wanted.step), line.sums) for line in lines],
        "together_by_formula": _shares("Together", together),
        "formula_columns": [Column(STEPS[wanted.step]), *(Column(name, numeric=True) for name in SHARES.values())],
        "steps": [(name, wanted.query(by=step.value), step is wanted.step) for step, name in STEPS.items()],
        "years": [(year, wanted.query(**{"from": f"{year}-01", "to": f"{year}-12"}))
                  for year in years_of_calls(request.user, wanted.asked.organisation_ids)],
        "bodies": bodies,
        "formulas": [(SHARES[name], formula) for name, formula in FORMULAS.items()],
        "tabs": tabs("calls-report"),
        "export": f"{reverse('calls-export')}?{wanted.query()}",
    }  # fmt: skip
    return render(request, "staff/figures_calls.html", context)


def words_of(line: CallLine, step: Step) -> str:
    """What a line covers."""
    start = line.start
    if step is Step.WEEKDAY:
        return WEEKDAYS[start - 1]
    if step is Step.DAY:
        return f"{start:%a} {start.day} {start:%b %Y}"
    return {Step.YEAR: f"{start:%Y}", Step.MONTH: f"{start:%b %Y}", Step.HALF_HOUR: f"{start:%H:%M}"}[step]


def _tile(sums: CallSums, name: str, words: str, target: Decimal, at_most: bool) -> dict[str, Any]:
    share = sums.share(name)
    missed = share is not None and (share > target if at_most else share < target)
    aim = f"aim {'at most ' if at_most else ''}{target}%"
    return {"figure": _percent(share), "words": f"{words} ({aim})", "missed": missed}


def _cells(name: str, sums: CallSums) -> dict[str, Any]:
    values = (
        f"{sums.offered:,}", _percent(sums.share("service_level")), _percent(sums.share("resolved_by_code")),
        _percent(sums.share("abandoned_share")), _clock(sums.mean_seconds("waited")),
        _clock(Decimal(sums.longest_wait) / 1000 if sums.answered else None), _clock(sums.mean_seconds("talked")),
        _clock(sums.mean_seconds("wrapped")), _percent(sums.share("transferred_share")),
    )  # fmt: skip
    return {"name": name, "cells": list(zip(SHOWN, values, strict=True))}


def _shares(name: str, sums: CallSums) -> dict[str, Any]:
    """Every share by each of its formulas."""
    return {"name": name, "cells": [(words, _percent(sums.share(share))) for share, words in SHARES.items()]}


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{share}%"


def _clock(seconds: Decimal | None) -> str:
    """Minutes and seconds, as a telephone shows them."""
    if seconds is None:
        return "–"
    whole = int(seconds + Decimal("0.5"))
    return f"{whole // 60}:{whole % 60:02}"


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every figure there is of these calls as a spreadsheet file, each share with its formula."""
    wanted = _wanted(request)
    lines, asked = _lines(request, wanted), wanted.asked

    def rows() -> Iterator[list[Any]]:
        queue = dict(wanted.queues).get(wanted.queue or 0, "Every queue")
        yield ["Calls", asked.body_words, queue, asked.span]
        yield [STEPS[wanted.step], *(words for _, words in COUNTS), *(f"{words} %" for words in SHARES.values()),
               *(f"{words}, seconds" for words in TIMES.values()), "Longest wait, seconds"]  # fmt: skip
        for line in lines:
            sums = line.sums
            yield [words_of(line, wanted.step), *(getattr(sums, name) for name, _ in COUNTS), *map(sums.share, SHARES),
                   *map(sums.mean_seconds, TIMES), Decimal(sums.longest_wait) / 1000]  # fmt: skip
        for name, words in SHARES.items():
            yield [f"{words}: {FORMULAS[name]}"]

    return csv_file.stream(f"calls-{wanted.step}-{asked.first:%Y-%m}-{asked.last:%Y-%m}", rows())
