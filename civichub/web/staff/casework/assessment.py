"""Self-assessment against the Ombudsman's Complaint Handling Code, drawn from the record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.feedback.assessment import MET, NO_EVIDENCE, NOT_MET, PARTLY, assess, complaint_handling_code
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.casework.registers import asked_of, asked_of_today

COLOURS = {MET: "green", PARTLY: "orange", NOT_MET: "red", NO_EVIDENCE: "grey"}
HEADINGS = ("Clause", "What it asks", "Verdict", "Evidence")


@staff("performance.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Each statement with its verdict and the figures for it; as a page to print, or as a table to download."""
    asked, code = asked_of(request), complaint_handling_code()
    bodies = [asked.body] if asked.body else asked.bodies
    judged = assess(code, [one.pk for one in bodies], first=asked.first, until=asked.until, at=timezone.now())
    if request.GET.get("form") == "csv":
        rows = [HEADINGS, *((one.statement.clause, one.statement.says, one.verdict, one.evidence) for one in judged)]
        return csv_file.stream(f"complaint-handling-code-{asked.year}.csv", rows)
    context = {
        "asked": asked,
        "code": code,
        "judged": [(one, COLOURS[one.verdict]) for one in judged],
        "years": range(asked.year - 2, asked.year + 2),
        "this_year": asked_of_today(),
        "export": f"?form=csv&year={asked.year}" + (f"&body={asked.body.slug}" if asked.body else ""),
    }
    return render(request, "staff/casework/assessment.html", context)
