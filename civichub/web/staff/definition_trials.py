"""Trying a version out before anybody meets it: walk through the form, read the procedure, compare with real cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.queries.answered import recent_answers
from civichub.cases.queries.past import past_cases
from civichub.core.clocks import london_date
from civichub.core.definitions.problems import DefinitionError
from civichub.core.errors import NotFound
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.forms.engine import for_organisation, summary_rows
from civichub.forms.simulation import compare_versions
from civichub.procedures.definition import Procedure
from civichub.procedures.simulation import compare_procedures
from civichub.web.access import staff
from civichub.web.staff.definition_kinds import Kind, kind_of
from civichub.web.staff.definitions import page_of
from civichub.web.staff.requests import ask


def _read(request: HttpRequest, word: str, pk: int) -> tuple[Kind, Any, Any]:
    """The kind, the version and what it says; None for a draft that cannot be read."""
    kind = kind_of(word)
    version = kind.version_for(request.user, pk)
    try:
        return kind, version, kind.parsed(version)
    except DefinitionError:
        return kind, version, None


@staff("forms.edit")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """A form filled in for a trial, each page opening with the answers before it; nothing is stored or sent."""
    kind, version, form = _read(request, word, pk)
    if kind.key != "form":
        raise NotFound
    context = page_of(request, kind, version, readable=form is not None)
    if form is not None:
        today = london_date(timezone.now())
        shown = for_organisation(form, version.organisation.slug if version.organisation else "")
        judged = request.POST.getlist("shown") if "go" in request.POST else ()
        asked = ask(shown, dict(request.POST.lists()), today=today, judged=judged)
        rows = summary_rows(shown, asked.answers, today=today) if asked.complete else []
        wrong = next((block for *_, block in asked.blocks if block.errors), None)
        context |= {"asked": asked, "rows": rows, "form_with_errors": wrong, "page_has_errors": wrong is not None}
    return render(request, "staff/definition_preview.html", context)


@dataclass(frozen=True)
class StageLine:
    """A stage as a row: the steps out of it, and the clocks that stand still while a case is there."""

    stage: Any
    steps: tuple[tuple[Any, str, str], ...]
    pauses: tuple[str, ...]


def stage_lines(procedure: Procedure) -> list[StageLine]:
    """Every stage with its steps, where each leads, and who may take it."""
    return [
        StageLine(
            stage,
            tuple((step, procedure.stage(step.target).staff, ", ".join(step.by))
                  for step in procedure.transitions if stage.key in step.sources),
            tuple(clock.label for clock in procedure.clocks for pause in clock.paused_while
                  if pause.stage == stage.key),
        )
        for stage in procedure.stages
    ]  # fmt: skip


@staff("forms.edit")
@require_GET
def diagram(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """A procedure read out: stages, steps, clocks, outcomes and messages."""
    kind, version, procedure = _read(request, word, pk)
    if kind.key != "procedure":
        raise NotFound
    context = page_of(request, kind, version, readable=procedure is not None, procedure=procedure)
    if procedure is not None:
        context["lines"] = stage_lines(procedure)
    return render(request, "staff/definition_diagram.html", context)


@staff("forms.edit")
@require_GET
def compare(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """What this version would have done to real cases lately, beside the one in force."""
    kind, version, changed = _read(request, word, pk)
    context = page_of(request, kind, version, readable=changed is not None,
                      may_see_cases=request.user.holds_anywhere("case.view"))  # fmt: skip
    current = context["current"]
    if changed is not None and current is not None and context["may_see_cases"]:
        try_out = _forms if kind.key == "form" else _procedures
        context |= try_out(request, version.key, kind.parsed(current), changed)
    return render(request, "staff/definition_compare.html", context)


def _forms(request: HttpRequest, key: str, current: Any, changed: Any) -> dict[str, Any]:
    known = recent_answers(request.user, key)
    found = compare_versions(current, changed, [given for _, given in known], today=london_date(timezone.now()))
    return {"tried": len(known), "found": [(known[one.index][0], one) for one in found],
            "touched": len({one.index for one in found})}  # fmt: skip


def _procedures(request: HttpRequest, key: str, current: Procedure, changed: Procedure) -> dict[str, Any]:
    cases = past_cases(request.user, key)
    found = compare_procedures(current, changed, cases, at=timezone.now(), proclaimed=proclaimed_holidays())
    return {"tried": len(cases), "found": [(one.reference, one) for one in found],
            "touched": len({one.reference for one in found})}  # fmt: skip
