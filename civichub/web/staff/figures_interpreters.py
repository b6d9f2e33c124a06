"""Interpreters brought into calls: how often, for how long, in which language, for which service, at whose cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from civichub.telephony.interpreting import MINUTE, Use, UseSums, summed, uses_of_interpreters
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.figures import Asked, read_asked, tabs
from civichub.web.ui.components import Column

NOT_SAID = "Not said"
PARTS: dict[str, tuple[str, Callable[[Use], str]]] = {
    "month": ("Month", lambda use: f"{use.month:%b %Y}"),
    "language": ("Language", lambda use: use.language or NOT_SAID),
    "service": ("Service", lambda use: use.service or NOT_SAID),
    "cost": ("Cost code", lambda use: use.cost_code or NOT_SAID),
    "who": ("Interpreter", lambda use: use.interpreter),
}
ALL = "all"
HEADINGS = ("Rung", "Came", "Minutes", "Minutes begun")


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", ALL)
    return asked if asked in PARTS else ALL


def _parts(by: str) -> list[tuple[str, Callable[[Use], str]]]:
    return list(PARTS.values()) if by == ALL else [PARTS[by]]


def _sums(request: HttpRequest, asked: Asked, by: str) -> tuple[list[UseSums], UseSums]:
    bodies = asked.organisation_ids or [body.pk for body in organisations_with(request, "performance.view")]
    uses = sorted(uses_of_interpreters(bodies, since=asked.first, until=asked.until), key=_as_listed)
    together = next(iter(summed(uses, lambda use: ("Together",))), UseSums(("Together",)))
    lines = summed(uses, lambda use: tuple(read(use) for _, read in _parts(by)))
    return (lines if by in (ALL, "month") else sorted(lines, key=_most_used)), together


def _as_listed(use: Use) -> tuple[Any, ...]:
    return (use.month, use.language, use.service, use.cost_code, use.interpreter)


def _most_used(sums: UseSums) -> tuple[Any, ...]:
    return (-sums.begun_minutes, -sums.rung, sums.name)


def _figures(sums: UseSums) -> list[tuple[str, str]]:
    values = (f"{sums.rung:,}", f"{sums.came:,}", f"{sums.lasted / MINUTE:,.1f}", f"{sums.begun_minutes:,}")
    return list(zip(HEADINGS, values, strict=True))


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The report on a page, a line for each month, language, service, cost code or interpreter, or all of these."""
    asked, by = read_asked(request), _by(request)
    lines, together = _sums(request, asked, by)
    names = [name for name, _ in _parts(by)]
    context = {
        "asked": asked,
        "by": by,
        "lines": [(list(zip(names, one.name, strict=True)), _figures(one)) for one in lines],
        "together": _figures(together),
        "whole": together,
        "parts": names,
        "columns": [*(Column(name) for name in names), *(Column(name, numeric=True) for name in HEADINGS)],
        "ways": [("Everything", asked.query(), by == ALL)]
        + [(words, asked.query(by=part), by == part) for part, (words, _) in PARTS.items()],
        "bodies": list(organisations_with(request, "performance.view")),
        "tabs": tabs("interpreter-report"),
        "export": f"{reverse('interpreter-export')}?{asked.query(by=by)}",
    }
    return render(request, "staff/figures_interpreters.html", context)


@staff("performance.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The table of the page as a spreadsheet file, with the body and the period above it."""
    asked, by = read_asked(request), _by(request)
    lines, together = _sums(request, asked, by)
    names = [name for name, _ in _parts(by)]

    def rows() -> Iterator[list[Any]]:
        yield ["Interpreters by telephone", asked.body_words, asked.span]
        yield [*names, *HEADINGS]
        for one in [*lines, together]:
            empty = [""] * (len(names) - len(one.name))
            yield [*one.name, *empty, one.rung, one.came, round(one.lasted / MINUTE, 1), one.begun_minutes]

    return csv_file.stream(f"interpreters-{asked.first:%Y-%m}-{asked.last:%Y-%m}", rows())
