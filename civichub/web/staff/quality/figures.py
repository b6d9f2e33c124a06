"""A leader's people, and one person's figures by month beside the middle of their team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from civichub.accounts.queries import staff_member
from civichub.core.audit import audit_read
from civichub.core.errors import NotFound
from civichub.feedback.quality.figures import FEWEST, FEWEST_PEOPLE, Cell, Measure, Row, figures_of
from civichub.feedback.quality.people import led_by, people_led_by
from civichub.feedback.quality.policies import may_see_figures
from civichub.feedback.quality.queries.coaching import coaching_of
from civichub.feedback.quality.queries.reviews import scores_of
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.quality.parts import SCORES, band_of, tabs
from civichub.web.ui.components import Column


def person_seen_by(request: HttpRequest, pk: int) -> Any:
    """The reader themself, or somebody they lead. Raises `NotFound`."""
    person = staff_member(str(pk))
    if person is None or not may_see_figures(request.user, person, led_by(request.user, timezone.now())):
        raise NotFound
    return person


@staff(SCORES)
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """The people whom one leads, by name: never by rank."""
    now = timezone.now()
    context = {"people": list(people_led_by(request.user, now)), "tabs": tabs(request.user, "quality-team")}
    return render(request, "staff/quality/team.html", context)


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "seconds":
        whole = round(value)
        return f"{whole // 60}:{whole % 60:02}"
    return {"count": f"{value:,.0f}", "percent": f"{value:.1f}%", "of_five": f"{value:.1f}"}[unit]


def _cell(cell: Cell, measure: Measure) -> str:
    return _why_not(cell, measure) or _shown(cell.value, measure.unit)


def _why_not(cell: Cell, measure: Measure) -> str:
    """Why there is no figure, if that is known."""
    return f"fewer than {FEWEST}" if cell.few else measure.without if cell.value is None else ""


def _row(row: Row, months: tuple[date, ...]) -> dict[str, Any]:
    unit = row.measure.unit
    return {
        "measure": row.measure,
        "cells": [(f"{month:%b %Y}", _cell(cell, row.measure), _shown(middle, unit))
                  for month, cell, middle in zip(months, row.cells, row.middles, strict=True)],
        "against": row.against,
    }  # fmt: skip


@staff()
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: figures, scores, and what was agreed."""
    person, now, user = person_seen_by(request, pk), timezone.now(), request.user
    if person.pk != user.pk:
        audit_read(person, actor=user, at=now, ground="Leads the person", purpose="Figures of quality")
    months, rows = figures_of(person, now)
    context = {
        "person": person, "is_own": person.pk == user.pk,
        "rows": [_row(row, months) for row in rows],
        "columns": [Column("Figure"), *(Column(f"{month:%b %Y}", numeric=True) for month in months),
                    Column("Latest of both")],
        "fewest": FEWEST, "fewest_people": FEWEST_PEOPLE,
        "scores": [(one, band_of(one)) for one in scores_of(person)],
        "score_columns": Column.named("Contact|Scored|Score #|State"),
        "coaching": list(coaching_of(user, person)), "now": now,
        "tabs": tabs(user, "quality" if person.pk == user.pk else "quality-team"),
    }  # fmt: skip
    return render(request, "staff/quality/person.html", context)


@staff()
@require_GET
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The figures of one person as a spreadsheet file, each with how it is made."""
    person = person_seen_by(request, pk)
    months, rows = figures_of(person, timezone.now())

    def lines() -> Iterator[list[Any]]:
        yield ["Figures of", person.name]
        yield ["Figure", "Whose", *(f"{month:%Y-%m}" for month in months), "How it is made"]
        for row in rows:
            shown = [_why_not(cell, row.measure) or _plain(cell.value) for cell in row.cells]
            yield [row.measure.label, "own", *shown, row.measure.how]
            yield [row.measure.label, "middle of the team", *map(_plain, row.middles), ""]

    return csv_file.stream(f"figures-{slugify(person.name)}-{months[-1]:%Y-%m}", lines())


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def person_address(pk: int) -> str:
    """The page of one person."""
    return reverse("quality-person", args=[pk])
