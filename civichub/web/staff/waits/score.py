"""The score of the waits that were told: by week, by version of what was learned, and the worst misses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from civichub.routing.matching import span
from civichub.routing.models import ToldWait, WorkKind
from civichub.routing.wait_scores import Score, score_of_all, scores_by_version, scores_by_week, worst_misses
from civichub.routing.waits.wording import Range, in_short
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, read_asked, tabs
from civichub.web.ui.components import Column

HEADINGS = ("Told", "Not known", "Answered", "Within", "Middle error", "By last caller", "By mean of 30")
NUMBERS = [Column(one, numeric=True) for one in HEADINGS]
COLUMNS = [Column("Week from"), Column("Queue"), Column("Channel"), *NUMBERS]
VERSIONS = [Column("Queue"), Column("Channel"), Column("Version"), *NUMBERS]
MISSES = [Column(one) for one in ("When", "Queue", "Place", "What we said", "They waited", "Outside by")]


def _bodies(request: HttpRequest, asked: Asked) -> list[int]:
    return asked.organisation_ids or [body.pk for body in organisations_with(request, "performance.view")]


def _cells(score: Score) -> list[tuple[str, Any]]:
    share = "–" if score.share is None else f"{score.share:.0%}"
    errors = ("–" if one is None else f"{one:,.0f} s" for one in score.errors)
    return list(zip(HEADINGS, (score.told, score.unknown, score.answered, share, *errors), strict=True))


def _line(score: Score) -> dict[str, Any]:
    return {
        "week": score.week, "queue": score.queue, "channel": WorkKind(score.channel).label, "cells": _cells(score),
        "version": score.version or "Nothing learned yet",
    }  # fmt: skip


def _tiles(score: Score) -> list[tuple[str, str]]:
    _, unknown, answered, *others = (f"{cell:,}" if isinstance(cell, int) else cell for _, cell in _cells(score))
    words = (
        f"within what we said, of {answered} answered", "middle error of what we expected",
        "had we said the wait of the last caller", "had we said the mean of the last 30",
    )  # fmt: skip
    return [*zip(others, words, strict=True), (unknown, "were told that we don’t know yet")]


def _week(request: HttpRequest, weeks: list[date]) -> date | None:
    """The week whose versions are shown: the one that was asked for if something was told in it, else the latest."""
    asked = request.GET.get("week", "")
    return next((week for week in weeks if week.isoformat() == asked), weeks[0] if weeks else None)


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
    week = _week(request, list(dict.fromkeys(score.week for score in scores if score.week)))
    versions = scores_by_version(bodies, week, week + timedelta(days=7)) if week else []
    context = {
        "asked": asked,
        "tiles": _tiles(score_of_all(bodies, asked.first, asked.until)),
        "rows": [_line(one) | {"versions": asked.query(week=one.week)} for one in scores],
        "columns": COLUMNS,
        "week": week,
        "versions": [_line(one) for one in versions],
        "version_columns": VERSIONS,
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
    """The scores of the page by week and version as a spreadsheet file, with the body and the period above them."""
    asked = read_asked(request)
    scores = scores_by_version(_bodies(request, asked), asked.first, asked.until)

    def lines() -> Iterator[list[Any]]:
        yield ["Waits told and what came of them", asked.body_words, asked.span]
        yield ["Week from", "Queue", "Channel", "Version", *HEADINGS]
        for score in scores:
            line = _line(score)
            named = [line[name] for name in ("week", "queue", "channel", "version")]
            yield [*named, *(cell for _, cell in line["cells"])]

    return csv_file.stream(f"waits-told-{asked.first:%Y-%m}-{asked.last:%Y-%m}", lines())
