"""The score of the waits that were told: by queue and week, and the worst misses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from civichub.routing.matching import span
from civichub.routing.models import ToldWait
from civichub.routing.wait_scores import WeekScore, scores_by_week, worst_misses
from civichub.routing.waits.wording import Range, in_short
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, read_asked, tabs
from civichub.web.ui.components import Column

HEADINGS = ("Told", "Not known yet", "Answered", "Within what we said", "Middle error")
COLUMNS = [Column("Week from"), Column("Queue"), *(Column(one, numeric=True) for one in HEADINGS)]
MISSES = [Column(one) for one in ("When", "Queue", "Place", "What we said", "They waited", "Outside by")]


def _bodies(request: HttpRequest, asked: Asked) -> list[int]:
    return asked.organisation_ids or [body.pk for body in organisations_with(request, "performance.view")]


def _share(scores: list[WeekScore]) -> str:
    answered = sum(one.answered for one in scores)
    return f"{sum(one.inside for one in scores) / answered:.0%}" if answered else "–"


def _line(score: WeekScore) -> dict[str, Any]:
    error = "–" if score.median_error is None else span(round(score.median_error))
    cells = (score.told, score.unknown, score.answered, _share([score]), error)
    return {"week": score.week, "queue": score.queue, "cells": list(zip(HEADINGS, cells, strict=True))}


def _miss(told: ToldWait) -> dict[str, Any]:
    said = in_short(Range(told.least or 0, told.most or 0))
    return {
        "at": told.at, "queue": told.queue.name, "place": told.place or "–", "said": said,
        "waited": span(round(told.waited or 0)), "beyond": span(round(told.beyond)),
    }  # fmt: skip


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """How often waits came true within what was said, and where they did not."""
    asked = read_asked(request)
    bodies = _bodies(request, asked)
    scores = scores_by_week(bodies, asked.first, asked.until)
    context = {
        "asked": asked,
        "share": _share(scores),
        "answered": sum(one.answered for one in scores),
        "unknown": sum(one.unknown for one in scores),
        "rows": [_line(one) for one in scores],
        "columns": COLUMNS,
        "misses": [_miss(told) for told in worst_misses(bodies, asked.first, asked.until)],
        "miss_columns": MISSES,
        "bodies": list(organisations_with(request, "performance.view")),
        "tabs": tabs("waits-score"),
        "export": f"{reverse('waits-score-export')}?{asked.query()}",
    }
    return render(request, "staff/waits/score.html", context)


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The table of the page as a spreadsheet file, with the body and the period above it."""
    asked = read_asked(request)
    scores = scores_by_week(_bodies(request, asked), asked.first, asked.until)

    def lines() -> Iterator[list[Any]]:
        yield ["Waits told and what came of them", asked.body_words, asked.span]
        yield ["Week from", "Queue", *HEADINGS]
        for score in scores:
            line = _line(score)
            yield [score.week, score.queue, *(cell for _, cell in line["cells"])]

    return csv_file.stream(f"waits-told-{asked.first:%Y-%m}-{asked.last:%Y-%m}", lines())
