"""Requests for information: one about a person that is being prepared, one that waits for a second person to decide,
and some answers of the past year in the public log."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from civichub.accounts.queries import system_account
from civichub.cases.models import Case
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.steps import move_case
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.disclosure.models import Answer
from civichub.disclosure.operations import (
    Summary,
    add_document,
    ask_team,
    begin_answer,
    publish_entry,
    search_holdings,
    write_letter,
)
from civichub.organisations.queries import team_by_slug

VISIT = (
    "Report of a visit", "", "Our officer came at 10 in the morning. The gate was open.",
    "The neighbour, Mr Leonard Fitch of number 14, told us that lorries had been there all week.",
    "He asked us not to say that he had told us.", "", "We measured the hole and ordered its repair.",
)  # fmt: skip
# Days ago, title, what was asked, what was answered, what came of it.
PUBLISHED = (
    (21, "Potholes reported and repaired", "How many potholes were reported and repaired in each of the last 3 years?",
     "We publish the figures each month under Performance. The years you asked for are: 4,120 reported and 3,870 "
     "repaired; 4,655 and 4,301; 5,012 and 4,744.", "all"),
    (45, "Price of gritting salt", "What did the council pay for each tonne of salt last winter, and to whom?",
     "The total paid is in our spending data. The price for each tonne is withheld: a tender is open.", "part"),
    (80, "Streetlights switched off at night", "Which streets are dark between midnight and five?",
     "The list of 214 streets is on the page about street lighting.", "all"),
    (130, "Letters about a planned crossing", "All letters that residents wrote about the crossing in Mill Street.",
     "We hold 12. They are withheld: they are about the people who wrote them.", "none"),
    (200, "Drones owned by the council", "How many drones does the council own?", "We hold no drones and no record of "
     "any.", "not_held"),
)  # fmt: skip

ENDED = {"all": "given", "part": "given_in_part", "none": "withheld", "not_held": "not_held"}


def answer_requests(services: dict[str, Any], people: dict[str, Any], *, now: datetime) -> None:
    """Only where the services for it are offered."""
    by_procedure = {service.procedure_key: service for service in services.values()}
    officer, colleague = people[f"governance@{MAIL}"], people[f"information@{MAIL}"]
    if "sar" in by_procedure:
        _about_a_person(by_procedure["sar"], officer, now)
    if "foi" in by_procedure:
        for row in PUBLISHED:
            _published(by_procedure["foi"], row, officer, colleague, now)


def _take(service: Any, title: str, officer: Any, at: datetime, **more: Any) -> Case:
    county = next(one.organisation for one in officer.memberships_in_force)
    wanted = Request(service=service, front_door=county, channel="email", title=title, **more)
    return take_request(request=wanted, actor=system_account(), at=at)


def _about_a_person(service: Any, officer: Any, now: datetime) -> None:
    known = (
        Case.objects.filter(organisation__slug=COUNTY, sensitive=False).exclude(customer=None).order_by("-opened_at")
    )
    theirs = known.select_related("customer").first()
    if theirs is None:
        return
    at = now - timedelta(days=6)
    case = _take(service, "What you hold about me", officer, at, customer=theirs.customer)
    answer = begin_answer(case=case, actor=officer, at=at)
    search_holdings(answer=answer, purpose="To answer the request", words="", since=None, until=None, actor=officer,
                    at=at)  # fmt: skip
    add_document(answer=answer, title="Report from the depot", name="visit.pdf", content=_pages(VISIT), actor=officer,
                 at=at)  # fmt: skip
    for slug, days in (("highways", 2), ("care", -1)):
        team = team_by_slug(answer.organisation_id, slug)
        if team is not None:
            ask_team(answer=answer, team=team, question="What do you hold about this customer outside the hub?",
                     due_on=london_date(max(at, now + timedelta(days=days))), actor=officer, at=at)  # fmt: skip


def _published(service: Any, row: tuple[Any, ...], officer: Any, colleague: Any, now: datetime) -> None:
    """An answer of the past, as if it had been moved here from another system: its copies are gone."""
    days, title, asked, answered, outcome = row
    at = now - timedelta(days=days)
    case = _take(service, title, officer, at - timedelta(days=15), reporter=Reporter("R. Avery", "avery@home.example"))
    answer = begin_answer(case=case, actor=officer, at=at - timedelta(days=14))
    write_letter(answer=answer, words=answered, actor=officer, at=at - timedelta(days=2))
    Answer.objects.filter(pk=answer.pk).update(
        state="answered", prepared_by=officer, prepared_at=at, approved_by=colleague, approved_at=at, delivery="post",
        answered_by=officer, answered_at=at, keep_until=london_date(at), forgotten_at=at,
    )  # fmt: skip
    move_case(case=case, step="search", actor=officer, at=at - timedelta(days=13))
    move_case(case=case, step="draft", actor=officer, at=at - timedelta(days=2))
    move_case(case=case, step="answer", outcome=ENDED[outcome], note="Read and agreed.", actor=colleague, at=at)
    summary = Summary(title, asked, answered, outcome)
    publish_entry(answer=answer, summary=summary, actor=officer, at=at + timedelta(days=3))


def _pages(lines: tuple[str, ...]) -> bytes:
    """A page of text as a PDF."""
    writer, stream = PdfWriter(), DecodedStreamObject()
    rows = "".join(f"({line}) Tj T* " for line in lines)
    stream.set_data(f"BT /F1 12 Tf 60 760 Td 20 TL {rows}ET".encode("cp1252"))
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    fonts = DictionaryObject(
        {NameObject("/F1"): DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})}
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
