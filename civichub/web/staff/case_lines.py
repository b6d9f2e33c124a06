"""The cells of a line in a list of cases, made in Python: fifty lines through a template took half the page's time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from civichub.web.staff.case_words import stage_of
from civichub.web.ui.navigation import address_of
from civichub.web.ui.tags.actions import ui_tag
from civichub.web.ui.tags.filters import ui_reference, ui_time

_HINT = "govuk-hint govuk-!-margin-bottom-0"
_CELLS = f"""
<td data-label="Reference"><a class="govuk-link" href="{{}}{{}}/">{{}}</a></td>
<td data-label="What">{{}}<br><span class="{_HINT}">{{}}, {{}}</span></td>
<td data-label="Stage">{{}}</td>
<td data-label="Team and officer">{{}}<br><span class="{_HINT}">{{}}</span></td>
<td data-label="Opened">{{}}</td>
<td data-label="Due">{{}}</td>"""


@dataclass(frozen=True)
class Line:
    """A case in a list; printed, it is its cells."""

    reference: str
    title: str
    cells: SafeString

    def __html__(self) -> str:
        return self.cells

    def __str__(self) -> str:
        return self.cells


def lines_of(cases: Iterable[Any], now: datetime) -> list[Line]:
    """The lines of these cases, each with its service, bodies, team and officer read already."""
    cases_url = address_of("case-list")
    return [Line(case.reference, case.title, _cells(case, cases_url, now)) for case in cases]


def _cells(case: Any, cases_url: str, now: datetime) -> SafeString:
    return format_html(
        _CELLS,
        cases_url,
        case.reference,
        ui_reference(case.reference),
        case.title,
        case.service.title,
        case.organisation.short_name,
        ui_tag(stage_of(case)),
        case.team.name if case.team else "No team",
        case.assignee or "Nobody yet",
        ui_time(case.opened_at, "short"),
        _due(case, now),
    )


def _due(case: Any, now: datetime) -> SafeString | str:
    if not case.due_at:
        return "–"
    shown = ui_time(case.last_moment, "day")
    return format_html('<strong class="hub-late">{}</strong>', shown) if case.due_at <= now else shown
