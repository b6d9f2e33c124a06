"""What callers pressed when they were asked how it was, by the service that it was about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from civichub.telephony.surveys import ServiceAnswers, answers_by_service
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, read_asked, tabs
from civichub.web.ui.components import Column

NO_SERVICE = "No service named"
HEADINGS = ("Answered calls", "Asked", "Told us", "Of those asked", "Mean of 5", "4 or 5", "1 or 2")
COLUMNS = [Column("Service"), *(Column(name, numeric=True) for name in HEADINGS)]


def _rows(request: HttpRequest, asked: Asked) -> list[ServiceAnswers]:
    bodies = asked.organisation_ids or [body.pk for body in organisations_with(request, "performance.view")]
    return answers_by_service(bodies, since=asked.first, until=asked.until)


def _together(rows: list[ServiceAnswers]) -> ServiceAnswers:
    names = ("calls", "asked", "answered", "scored", "content", "discontent")
    return ServiceAnswers("Together", **{name: sum(getattr(row, name) for row in rows) for name in names})


def _line(row: ServiceAnswers) -> dict[str, Any]:
    shares = [("–" if share is None else f"{share}%") for share in (row.response_share, row.content_share)]
    values = (f"{row.calls:,}", f"{row.asked:,}", f"{row.answered:,}", shares[0], row.mean or "–", shares[1])
    cells = list(zip(HEADINGS, (*values, f"{row.discontent:,}"), strict=True))
    return {"name": row.service or NO_SERVICE, "cells": cells}


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The table, and the figures of all together."""
    asked = read_asked(request)
    rows = _rows(request, asked)
    together = _together(rows)
    context = {
        "asked": asked,
        "lines": [_line(row) for row in rows],
        "together": _line(together),
        "whole": together,
        "columns": COLUMNS,
        "bodies": list(organisations_with(request, "performance.view")),
        "may_set_up": request.user.holds_anywhere("work.supervise"),
        "tabs": tabs("survey-report"),
        "export": f"{reverse('survey-export')}?{asked.query()}",
    }
    return render(request, "staff/figures_survey.html", context)


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The table of the page as a spreadsheet file, with the body and the period above it."""
    asked = read_asked(request)
    rows = _rows(request, asked)

    def lines() -> Iterator[list[Any]]:
        yield ["Survey after calls", asked.body_words, asked.span]
        yield ["Service", *HEADINGS]
        for row in [*rows, _together(rows)]:
            line = _line(row)
            yield [line["name"], *(value for _, value in line["cells"])]

    return csv_file.stream(f"survey-after-calls-{asked.first:%Y-%m}-{asked.last:%Y-%m}", lines())
