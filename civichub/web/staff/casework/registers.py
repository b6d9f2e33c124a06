"""Registers: the annual report on complaints, information requests and whatever else procedures count together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries.registers import Register, register_of
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.feedback.queries import learnt_from
from civichub.procedures.queries import registers_known
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.ui.components import Column

COUNTS_AS = {
    "upheld": "Upheld", "partly_upheld": "Upheld in part", "not_upheld": "Not upheld", "settled": "Settled at once",
    "not_taken": "Not taken under this procedure", "withdrawn": "Withdrawn", "given": "Given in full",
    "given_in_part": "Given in part", "withheld": "Withheld or refused", "not_held": "Not held", "no_reply": "Lapsed",
    "ombudsman_upheld": "Ombudsman: fault found", "ombudsman_not_upheld": "Ombudsman: no fault found",
    "ombudsman_closed": "Ombudsman: not investigated", "commissioner_upheld": "Commissioner: upheld",
    "commissioner_not_upheld": "Commissioner: not upheld", "review_upheld": "Review: the requester was right",
    "review_not_upheld": "Review: our answer stood",
}  # fmt: skip
CLOCK_COLUMNS = [
    Column("Deadline"), Column("Kept", numeric=True), Column("Missed", numeric=True), Column("Late now", numeric=True),
    Column("Running", numeric=True), Column("Extended", numeric=True), Column("In time", numeric=True),
]  # fmt: skip
HEADINGS = ("Reference", "Procedure", "Service", "Body", "Received", "Closed", "Outcome", "Counts as", "Opened again")


@dataclass(frozen=True)
class Asked:
    """Whose register and which year: years begin in April, as councils report."""

    bodies: list[Any]
    body: Any
    year: int

    @property
    def first(self) -> date:
        """The first day of the year asked for."""
        return date(self.year, 4, 1)

    @property
    def until(self) -> date:
        """The first day of the next."""
        return date(self.year + 1, 4, 1)

    @property
    def words(self) -> str:
        """As a report is headed."""
        return f"April {self.year} to March {self.year + 1}"


def asked_of(request: HttpRequest) -> Asked:
    """From the address; anything odd is this year and every body whose figures the reader may see."""
    bodies = list(organisations_with(request, "performance.view"))
    body = next((one for one in bodies if one.slug == request.GET.get("body")), None)
    today = london_date(timezone.now())
    this_year = today.year if today.month >= 4 else today.year - 1
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 and 2000 <= int(typed) <= this_year else this_year
    return Asked(bodies, body, year)


def read(asked: Asked, name: str) -> Register:
    """The register asked for."""
    bodies = [asked.body] if asked.body else asked.bodies
    return register_of([one.pk for one in bodies], name, first=asked.first, until=asked.until, at=timezone.now())


def title_of(register: str) -> str:
    """A register's name as a heading."""
    return register.replace("-", " ").capitalize()


def _known(register: str) -> str:
    if register not in registers_known():
        raise NotFound
    return register


@staff("performance.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The registers there are."""
    asked = asked_of(request)
    rows = [(name, title_of(name), read(asked, name)) for name in registers_known()]
    return render(request, "staff/casework/registers.html", {"rows": rows, "asked": asked})


@staff("performance.view")
@require_GET
def show(request: HttpRequest, register: str) -> HttpResponse:
    """A year of one register: how many, how they ended, whether in time, and what was learnt."""
    asked = asked_of(request)
    found = read(asked, _known(register))
    query = f"?year={asked.year}" + (f"&body={asked.body.slug}" if asked.body else "")
    context = {
        "asked": asked,
        "register": found,
        "title": title_of(register),
        "findings": [(words_of(key), count) for key, count in found.by_finding.items()],
        "clocks": [(one, share_words(one.share)) for one in found.clocks],
        "clock_columns": CLOCK_COLUMNS,
        "learnt": learnt_from(found.case_ids),
        "export": reverse("register-export", args=[register]) + query,
        "years": range(asked.year - 2, asked.year + 2),
        "this_year": asked_of_today(),
        "query": query,
    }
    return render(request, "staff/casework/register.html", context)


def asked_of_today() -> int:
    """The year that runs now, by the April in which it began."""
    today = london_date(timezone.now())
    return today.year if today.month >= 4 else today.year - 1


def words_of(counts_as: str) -> str:
    """What an ending counts as, in words."""
    return COUNTS_AS.get(counts_as, counts_as.replace("_", " ").capitalize())


def share_words(share: float | None) -> str:
    """A share as it is printed; never 100% of what is not whole."""
    if share is None:
        return "–"
    return f"{int(share * 1000) / 10:g}%"


@staff("performance.view")
@require_GET
def export(request: HttpRequest, register: str) -> StreamingHttpResponse:
    """Every case of the register as a row: no names, places or words of anybody."""
    asked = asked_of(request)
    found = read(asked, _known(register))

    def rows() -> Iterator[tuple[Any, ...]]:
        yield HEADINGS
        for line in found.lines:
            yield (line.reference, line.procedure, line.service, line.organisation, line.opened_on, line.closed_on,
                   line.outcome, words_of(line.counts_as) if line.counts_as else "", line.reopened)  # fmt: skip

    return csv_file.stream(f"{register}-{asked.year}.csv", rows())
