"""Complaints, information requests, a member's question and decisions, each at another point of its procedure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from civichub.cases.models import Case
from civichub.cases.operations.asking_as_member import ask_as_member
from civichub.cases.operations.beside import open_beside
from civichub.cases.operations.clocks import change_clock
from civichub.cases.operations.decisions import propose_decision, set_budget
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.notes import ask_customer
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.steps import move_case, reopen_case
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.feedback.operations import (
    Found,
    add_learning_action,
    check_learning_action,
    finish_learning_action,
    record_finding,
)
from civichub.places.queries import seats_of

# (days ago, service, title, what was said, who): the first letters of a year of complaints.
COMPLAINTS = (
    (160, "Three bins missed in a row", "Nobody rang back though it was promised twice.", "Doris Keane"),
    (120, "Wrong council tax bill again", "I sent the form in March and the bill is still wrong.", "Imran Shah"),
    (18, "Pothole damaged my car", "I told you of the hole a month before. Who pays for the tyre?", "Kate Ellis"),
    (9, "Kept waiting for my blue badge", "Eleven weeks, and the letter says twelve more.", "Gordon Tyler"),
    (2, "Street light out since summer", "Four calls and it is still dark.", "Lena Marsh"),
)


def run_casework(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """A year's complaints in short, and today's work on them."""
    county, officer, manager = organisations[COUNTY], people[f"complaints@{MAIL}"], people[f"manager@{MAIL}"]
    year = now.year if now.month >= 4 else now.year - 1
    set_budget(organisation=county, key="remedy", starts_on=date(year, 4, 1), ends_on=date(year + 1, 3, 31),
               pence=1_500_000, actor=manager, at=now)  # fmt: skip
    first, second, third, fourth, fifth = (
        _take(services["corporate-complaint"], county, title, words, who, actor=actor, at=now - timedelta(days=days))
        for days, title, words, who in COMPLAINTS
    )
    _learnt(first, services["missed-bin"], officer, manager, actor, now)
    _to_stage_two(second, services["council-tax-account"], officer, manager, actor, now)
    _extended(third, officer, now)
    _proposed(fourth, services["blue-badge"], officer, now)
    open_beside(case=fifth, service=services["street-light"], description="Column 14, Mill Lane", actor=officer,
                at=now - timedelta(days=1))  # fmt: skip
    _information(services, county, people[f"information@{MAIL}"], actor, now)
    _question(services, people, now)


def _take(
    service: Any, county: Any, title: str, words: str, who: str, *, actor: Any, at: datetime, **answers: str
) -> Case:
    reporter = Reporter(who, f"{who.replace(' ', '.').lower()}@home.example")
    request = Request(service=service, front_door=county, channel="web", title=title, description=words,
                      reporter=reporter, answers=answers)  # fmt: skip
    return take_request(request=request, actor=actor, at=at)


def _step(case: Case, key: str, who: Any, at: datetime, **more: Any) -> Case:
    note = more.pop("public_note", "") or "As agreed with the service."
    return move_case(case=case, step=key, actor=who, at=at, note=note, public_note=note, **more)


def _answered(case: Case, officer: Any, days: int, outcome: str, now: datetime, pence: int | None = None) -> Case:
    at = now - timedelta(days=days)
    case = _step(case, "acknowledge", officer, case.opened_at + timedelta(days=2),
                 public_note="You complain of what we did not do, and want to hear why.")  # fmt: skip
    said = "We found what went wrong, are sorry for it, and have put it right."
    return _step(case, "answer_stage_1", officer, at, outcome=outcome, public_note=said, amount_pence=pence)


def _learnt(case: Case, about: Any, officer: Any, manager: Any, actor: Any, now: datetime) -> None:
    """Upheld, with a cause, a remedy, and two actions: one has been checked, one is to be done."""
    case = _answered(case, officer, 148, "stage_1_upheld", now, 5_000)
    found = Found(
        about=about, cause="information", words="The crew's list was not read back to the desk, so nobody rang.",
        remedies=("apology", "payment"), remedy_words="£50 for the trouble",
        remedy_done_on=london_date(now - timedelta(days=140)),
    )  # fmt: skip
    finding = record_finding(case=case, found=found, actor=officer, at=now - timedelta(days=139))
    given = {"organisation": case.organisation, "about": about, "finding": finding, "actor": officer}
    done = add_learning_action(
        text="The crew's list comes back to the desk each evening", owner=officer, watch="cases",
        due_on=london_date(now - timedelta(days=120)), at=now - timedelta(days=138), **given,
    )  # fmt: skip
    finished = finish_learning_action(
        action=done, words="Runs since Monday", actor=officer, at=now - timedelta(days=90)
    )
    check_learning_action(action=finished, actor=actor, at=now - timedelta(days=2))
    add_learning_action(
        text="Whoever promises to ring puts it in the diary", owner=manager, watch="same_cause",
        due_on=london_date(now + timedelta(days=20)), at=now - timedelta(days=1), **given,
    )  # fmt: skip


def _to_stage_two(case: Case, about: Any, officer: Any, manager: Any, actor: Any, now: datetime) -> None:
    """Not upheld at stage 1, asked to look again, and looked at by another person now."""
    case = _answered(case, officer, 108, "stage_1_not_upheld", now)
    why = "Nobody has looked at the form I sent in March."
    case = reopen_case(case=case, why=why, actor=actor, at=now - timedelta(days=9))
    _step(case, "acknowledge_stage_2", manager, now - timedelta(days=6))
    found = Found(about=about, cause="delay", words="The form lay in a shared mailbox.", remedies=("review",))
    record_finding(case=case, found=found, actor=manager, at=now - timedelta(days=5))


def _extended(case: Case, officer: Any, now: datetime) -> None:
    case = _step(case, "acknowledge", officer, now - timedelta(days=16))
    clock = case.clocks.get(key="stage_1", stopped_at=None)
    change_clock(clock=clock, kind="extend", ground="complexity", amount=5, actor=officer, at=now - timedelta(days=8),
                 reason="The insurers have to be heard first")  # fmt: skip


def _proposed(case: Case, about: Any, officer: Any, now: datetime) -> None:
    """An amount above the officer's limit waits for a manager."""
    case = _step(case, "acknowledge", officer, now - timedelta(days=7))
    found = Found(about=about, cause="delay", words="Applications waited for a doctor's letter that was there.",
                  remedies=("apology", "payment"))  # fmt: skip
    record_finding(case=case, found=found, actor=officer, at=now - timedelta(days=2))
    propose_decision(
        case=case, step="answer_stage_1", amount_pence=40_000, outcome="stage_1_upheld", actor=officer,
        reason="Eleven weeks without the badge; £35 a week for taxis is shown by receipts.",
        public_note="You were right. We are sorry, and pay what the wait has cost you.", at=now - timedelta(days=1),
    )  # fmt: skip


def _information(services: dict[str, Any], county: Any, officer: Any, actor: Any, now: datetime) -> None:
    """One request is being searched, one waits for what is meant, and somebody asked for their own data."""
    gritting, trees, own = (
        _take(services[slug], county, title, words, who, actor=actor, at=now - timedelta(days=days), for_whom="self")
        for slug, days, title, words, who in (
            ("foi", 20, "Cost of gritting since 2020", "By year and by depot.", "Ann Whitlow"),
            ("eir", 6, "Trees felled on verges", "Which, when and why?", "Paul Dene"),
            ("sar", 12, "Personal data", "Everything about my mother's care that names me.", "Rosa Field"),
        )
    )
    _step(gritting, "search", officer, now - timedelta(days=19))
    trees = _step(trees, "clarify", officer, now - timedelta(days=5))
    ask_customer(case=trees, question="Which roads, and since when?", actor=officer, at=now - timedelta(days=5))
    _step(own, "collect", officer, now - timedelta(days=11))


def _question(services: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
    member = people[f"councillor@{MAIL}"]
    seat = seats_of(member).first()
    if seat is None:
        return
    asked = Request(
        service=services["member-enquiry"], front_door=seat.organisation, channel="partner",
        title="Library hours from April", description="Who was asked before Saturday was dropped?",
        answers={"sharing": "ward", "about_somebody": "no", "role": "councillor"},
    )  # fmt: skip
    ask_as_member(request=asked, seat=seat, shared_with="ward", actor=member, at=now - timedelta(days=3))
