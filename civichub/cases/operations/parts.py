"""Asking another organisation to do its part in a case, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import PartAnswered, PartAsked
from civichub.cases.models import Case, CasePart, EntryKind, PartState
from civichub.cases.operations.history import add_history
from civichub.cases.queries.partners import shown_to
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.organisations.queries import end_of_working_day

MOST_DAYS = 60
ANSWERS = (PartState.DONE, PartState.DECLINED)


@operation
def ask_partner(*, case: Case, organisation: Any, asked: str, working_days: int, actor: Any, at: datetime) -> CasePart:
    """Ask an organisation that an agreement lets see the case to do its part of it.

    Its clock counts `working_days` (1 to 60) of that organisation's own office hours. The customer's story says that
    it was asked, and not what. Raises `Invalid` where no agreement in force opens the case to it.
    """
    case = lock(case)
    require(policies.may_ask_partner(actor, case))
    asked = clean_text(asked, field="asked", max_length=1000, required=True, lines=True)
    if not 1 <= working_days <= MOST_DAYS:
        raise Invalid({"working_days": f"Enter a number of working days from 1 to {MOST_DAYS}."})
    if organisation.pk not in {line.organisation.pk for line in shown_to(case, on=london_date(at))}:
        words = f"No agreement lets {organisation.name} see this case. Agree what is shared first."
        raise Invalid({"organisation": words})
    if case.parts.filter(organisation=organisation, state=PartState.ASKED).exists():
        raise Conflict(f"{organisation.name} has been asked already, and has not answered yet.")
    part = CasePart.objects.create(
        case=case, organisation=organisation, asked=asked, asked_by=actor, asked_at=at, working_days=working_days,
        due_at=end_of_working_day(organisation, at, days=working_days),
    )  # fmt: skip
    _tell_story(case, part, f"We asked {organisation.name} to do its part", actor, at)
    audit("case.partner_asked", case, actor=actor, at=at, part=part.pk, organisation=organisation.pk)
    publish(PartAsked(case_id=case.pk, part_id=part.pk), at=at)
    return part


@operation
def answer_part(*, part: CasePart, state: str, answer: str, actor: Any, at: datetime) -> CasePart:
    """Say that one's part is done, or that it cannot be. `answer` is read by both organisations and nobody else."""
    case, part = lock(part.case), lock(part)
    require(policies.may_answer_part(actor, case, part))
    if part.state != PartState.ASKED:
        raise Conflict("This was answered already, or is no longer wanted.")
    if state not in ANSWERS:
        raise Invalid({"state": "Select whether it is done."})
    part.answer = clean_text(answer, field="answer", max_length=1000, required=True, lines=True)
    part.state, part.answered_at, part.answered_by = state, at, actor
    save(part, "state", "answered_at", "answered_by", "answer")
    done = "has done its part" if state == PartState.DONE else "cannot do what we asked"
    _tell_story(case, part, f"{part.organisation.name} {done}", actor, at)
    audit("case.part_answered", case, actor=actor, at=at, part=part.pk, state=state, in_time=part.in_time)
    publish(PartAnswered(case_id=case.pk, part_id=part.pk), at=at)
    return part


@operation
def withdraw_part(*, part: CasePart, why: str, actor: Any, at: datetime) -> CasePart:
    """The responsible body no longer wants it done."""
    case, part = lock(part.case), lock(part)
    require(policies.may_ask_partner(actor, case))
    if part.state != PartState.ASKED:
        raise Conflict("This was answered already, or is no longer wanted.")
    part.answer = clean_text(why, field="why", max_length=1000, required=True, lines=True)
    part.state, part.answered_at, part.answered_by = PartState.WITHDRAWN, at, actor
    save(part, "state", "answered_at", "answered_by", "answer")
    _tell_story(case, part, f"We no longer need {part.organisation.name} to do its part", actor, at)
    audit("case.part_withdrawn", case, actor=actor, at=at, part=part.pk)
    return part


def _tell_story(case: Case, part: CasePart, title: str, actor: Any, at: datetime) -> None:
    add_history(case, EntryKind.TASK, actor=actor, at=at, public=True, public_title=title, part=part.pk)
    case.updated_at = at
    save(case, "updated_at")
